"""What Scratch costs: its loads over a school's Wi-Fi, and thirty programs that loop and ask."""

import http.client
import json
import shutil
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.bench.visit import browser
from tests.e2e.conftest import RealBox
from tests.e2e.scratch.lesson import Class
from tests.ports import free_port

MBIT, SLOWER = 20, 4
PEOPLE, SECONDS, APART = 30, 60.0, 2.0
LOOP = 0.334
"""Seconds between two requests of one editor: the extension's own limit."""


def run() -> None:
    """Print bytes, requests and seconds of two loads, and both waits with and without the loops."""
    with RealBox(free_port()) as box:
        klass = Class(box)
        _loads(klass)
        _loops(klass)


def _loads(klass: Class) -> None:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        print("There is no Chromium on this machine, so Scratch was not loaded.")
        return
    with browser(path) as chromium:
        for which in ("first", "second", "third"):
            visit = chromium.visit(klass.texts.url(klass.ada), "body[data-ready]", MBIT, SLOWER)
            print(
                f"{which} load to ready at {MBIT} Mbit/s, CPU {SLOWER}x slower: "
                f"{visit.size / 1e6:.2f} MB, {visit.requests} requests, {visit.seconds:.1f} s",
                flush=True,
            )


class Line:
    """One connection that stays open, and how long each call over it took, in ms."""

    def __init__(self, url: str, token: str) -> None:
        place = urlsplit(url)
        self._connection = http.client.HTTPConnection("127.0.0.1", place.port or 80, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.took: list[float] = []
        self.refused = 0

    def post(self, path: str, body: Any) -> int:
        """Send one request and return the status of its reply."""
        started = time.perf_counter()
        self._connection.request("POST", f"/api/v1{path}", json.dumps(body), self._headers)
        reply = self._connection.getresponse()
        reply.read()
        if reply.status < 300:
            self.took.append((time.perf_counter() - started) * 1000)
        else:
            self.refused += 1
        return reply.status


def _loops(klass: Class) -> None:
    alone = _class_adds(klass, [])
    editors = [_editor(klass) for _ in range(PEOPLE)]
    beside = _class_adds(klass, editors)
    said = sorted(each for editor in editors for each in editor.took)
    refused = sum(editor.refused for editor in editors)
    print(f"adding alone:        p50 {statistics.median(alone):.1f} p99 {_p99(alone):.1f} ms")
    print(f"adding beside loops: p50 {statistics.median(beside):.1f} p99 {_p99(beside):.1f} ms")
    print(f"ratio of p99: {_p99(beside) / _p99(alone):.2f} (to reach: 2)")
    print(
        f"predictions of {PEOPLE} loops: {len(said) / SECONDS:.0f}/s, "
        f"p50 {statistics.median(said):.1f} p99 {_p99(said):.1f} ms, {refused} told to wait"
    )


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def _editor(klass: Class) -> Line:
    url = klass.texts.url(klass.ada)
    return Line(url, url.rpartition("#")[2])


def _class_adds(klass: Class, editors: list[Line]) -> list[float]:
    """Return how long adding took for thirty people, beside loops of these editors."""
    people = [Line(klass.box.url, klass.ada.token) for _ in range(PEOPLE)]
    end = time.perf_counter() + SECONDS
    work = [*(_thread(_add, line, klass.texts.id, end) for line in people)]
    work += [_thread(_ask, line, end) for line in editors]
    for thread in work:
        thread.join()
    return [each for line in people for each in line.took]


def _thread(target: Callable[..., None], *args: Any) -> threading.Thread:
    thread = threading.Thread(target=target, args=args, daemon=True)
    thread.start()
    return thread


def _add(line: Line, project: str, end: float) -> None:
    path = f"/projects/{project}/examples"
    while time.perf_counter() < end:
        new = {"id": str(uuid.uuid4()), "label": "Sun", "data": f"warm {uuid.uuid4()}"}
        line.post(path, new)
        time.sleep(APART)


def _ask(line: Line, end: float) -> None:
    while time.perf_counter() < end:
        status = line.post("/scratch/predictions", {"items": [f"grey {uuid.uuid4()}"]})
        time.sleep(1.0 if status == 429 else LOOP)
