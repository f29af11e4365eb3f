"""What Scratch costs: its loads over a school's Wi-Fi, and thirty programs that loop and ask."""

import http.client
import json
import multiprocessing
import random
import re
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.bench.visit import browser
from tests.e2e.conftest import RealBox
from tests.e2e.scratch.lesson import Class
from tests.ports import free_port
from tests.tools import installed_chromium

MBIT, SLOWER = 20, 4
PEOPLE, SECONDS, APART = 30, 60.0, 2.0
ROUNDS = 2
"""Minutes without and with the loops, in turns: what else a machine does meanwhile is in both."""
LEAD_IN = 3.0
"""Seconds that are not measured: connections are still being opened."""
QUESTIONS = Path("webui/scratch/extension/questions.js")


def _limit(name: str) -> int:
    """Return one of the extension's own limits, so that loops here are what they are there."""
    found = re.search(rf"^const {name} = ([\d_]+);", QUESTIONS.read_text("utf-8"), re.MULTILINE)
    assert found is not None, name
    return int(found[1])


def run() -> None:
    """Print bytes, requests and seconds of two loads, and both waits with and without the loops."""
    with RealBox(free_port()) as box:
        klass = Class(box)
        _loads(klass)
        _loops(klass)


def _loads(klass: Class) -> None:
    path = installed_chromium()
    if path is None:
        print("There is no Chromium on this machine, so Scratch was not loaded.")
        return
    with browser(path) as chromium:
        work = chromium.work(SLOWER)
        print(f"a fixed piece of JavaScript on this machine, {SLOWER}x slower: {work:.0f} ms")
        for which in ("first", "second", "third"):
            visit = chromium.visit(klass.texts.url(klass.ada), "ready", MBIT, SLOWER)
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
        self._measured = time.perf_counter() + LEAD_IN
        self.took: list[float] = []
        self.refused = 0

    def post(self, path: str, body: Any) -> int:
        """Send one request and return the status of its reply."""
        started = time.perf_counter()
        self._connection.request("POST", f"/api/v1{path}", json.dumps(body), self._headers)
        reply = self._connection.getresponse()
        reply.read()
        if started < self._measured:
            return reply.status
        if reply.status < 300:
            self.took.append((time.perf_counter() - started) * 1000)
        else:
            self.refused += 1
        return reply.status


class Loops(NamedTuple):
    """What the programs that loop were told: times of answers in ms, and how often to wait."""

    took: list[float]
    refused: int


def _loops(klass: Class) -> None:
    editors = [klass.texts.url(klass.ada) for _ in range(PEOPLE)]
    alone: list[float] = []
    beside: list[float] = []
    told = Loops([], 0)
    # In a process of their own, as they are other devices: in this one they would hold up those
    # who add, whatever the box does.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        apart.submit(time.sleep, 0).result()  # its start is not measured
        for _ in range(ROUNDS):
            alone += _class_adds(klass)
            looping = apart.submit(loop, editors)
            beside += _class_adds(klass)
            took, refused = looping.result()
            told = Loops(told.took + took, told.refused + refused)
    print(f"adding alone:        p50 {statistics.median(alone):.1f} p99 {_p99(alone):.1f} ms")
    print(f"adding beside loops: p50 {statistics.median(beside):.1f} p99 {_p99(beside):.1f} ms")
    print(f"ratio of p99: {_p99(beside) / _p99(alone):.2f} (to reach: 2)")
    print(
        f"predictions of {PEOPLE} loops: {len(told.took) / (ROUNDS * (SECONDS - LEAD_IN)):.0f}/s, "
        f"p50 {statistics.median(told.took):.1f} p99 {_p99(told.took):.1f} ms, "
        f"{told.refused} told to wait"
    )


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def loop(urls: list[str]) -> Loops:
    """Loop in editors at these addresses for `SECONDS`, each asking as often as it may."""
    end = time.perf_counter() + SECONDS
    editors = [Line(url, url.rpartition("#")[2]) for url in urls]
    for thread in [_thread(_ask, line, end) for line in editors]:
        thread.join()
    return Loops(
        [each for line in editors for each in line.took], sum(line.refused for line in editors)
    )


def _class_adds(klass: Class) -> list[float]:
    """Return how long adding took for thirty people."""
    people = [Line(klass.box.url, klass.ada.token) for _ in range(PEOPLE)]
    end = time.perf_counter() + SECONDS
    for thread in [_thread(_add, line, klass.texts.id, end) for line in people]:
        thread.join()
    return [each for line in people for each in line.took]


def _thread(target: Callable[..., None], *args: Any) -> threading.Thread:
    thread = threading.Thread(target=target, args=args, daemon=True)
    thread.start()
    return thread


def _add(line: Line, project: str, end: float) -> None:
    path = f"/projects/{project}/examples"
    time.sleep(random.uniform(0, APART))  # people do not press all at once
    while time.perf_counter() < end:
        new = {"id": str(uuid.uuid4()), "label": "Sun", "data": f"warm {uuid.uuid4()}"}
        line.post(path, new)
        time.sleep(APART)


def _ask(line: Line, end: float) -> None:
    apart, rest, ease = _limit("APART") / 1000, _limit("REST") / 1000, _limit("EASE")
    time.sleep(random.uniform(0, apart))
    while (began := time.perf_counter()) < end:
        status = line.post("/scratch/predictions", {"items": [f"grey {uuid.uuid4()}"]})
        took = time.perf_counter() - began
        pause = max(apart - took, min((ease - 1) * took, rest))
        time.sleep(1.0 if status == 429 else pause)
