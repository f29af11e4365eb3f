"""Predictions: what one takes beside features and model alone, and how many a class gets."""

import base64
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from tests.bench import lessons
from tests.bench.bench_live import a_class
from tests.bench.lessons import pss
from tests.bench.lessons import Running
from tests.bench.server import Server
from trainer import model_file
from trainer.features import Batch
from trainer.features import embedder
from trainer.features import NO_EMBEDDER
from trainer.learning import Request
from trainer.media import normalise
from trainer.model import Model
from trainer.model import ranked

LEARNED, ASKED = 240, 200
CLIENTS, SECONDS = 30, 5.0


def run() -> None:
    """Print medians in ms, ratios, predictions for each second, and memory in MB."""
    print("`bare` is decoding, networks and model in one process; `service` over the socket.\n")
    print("type     bare p50 | service p50  p99  x bare | why p50 | 30 clients | service, worker")
    for kind in ("text", "numbers", "images", "sounds"):
        with lessons.trainer() as running:
            _print(running, kind)
    _print_web()


def _print(running: Running, kind: str) -> None:
    model, asked = _learned(running, kind)
    loaded = model_file.load(running.client.download(model))
    data = [_data(kind, item) for item in asked]
    bare = _bare(loaded)
    bare(asked[0])
    alone = statistics.median(_times(lambda item: bare(item), asked))
    _ask(running, model, data[0])
    there = sorted(_times(lambda item: _ask(running, model, item), data))
    why = statistics.median(_times(lambda item: _ask(running, model, item, why=True), data[:20]))
    rate = _together(lambda number: _ask(running, model, data[number % ASKED]))
    found = running.processes()
    mb = [pss(found[name]) if name in found else 0.0 for name in ("service", "worker")]
    p50, p99 = statistics.median(there), there[int(len(there) * 0.99)]
    print(
        f"{kind:8} {alone:8.2f} | {p50:11.2f} {p99:4.1f} {p50 / alone:7.2f} | {why:7.1f} | "
        f"{rate:8.0f}/s | {mb[0]:.0f}, {mb[1]:.0f} MB",
        flush=True,
    )


def _learned(running: Running, kind: str) -> tuple[str, list[bytes]]:
    """Return a model and what to ask it: nothing that it has learned."""
    if kind in ("text", "numbers"):
        both = (lessons.texts if kind == "text" else lessons.tables)(LEARNED + ASKED)
        items = [data.encode() for _, data, _ in both.examples]
        request = Request(kind, both.labels, both.examples[:LEARNED], fields=both.fields)
        if kind == "text":
            running.see(kind, items[:LEARNED])
        return running.fit(request).model, items[LEARNED:]
    request, stored = lessons.files(kind, LEARNED)
    running.see(kind, stored)
    return running.fit(request).model, lessons.sent(kind, LEARNED + ASKED)[LEARNED:]


def _data(kind: str, item: bytes) -> str:
    return base64.b64encode(item).decode() if kind in ("images", "sounds") else item.decode()


def _bare(model: Model) -> Callable[[bytes], object]:
    if model.embedder == NO_EMBEDDER:
        return lambda item: ranked(model, Batch.without_vectors([item.decode()]))
    network = embedder(model.type)

    def predict(item: bytes) -> object:
        file = item if model.type == "text" else normalise(model.type, item).data
        text = item.decode() if model.type == "text" else ""
        return ranked(model, Batch([text], network.embed([file])))

    return predict


def _ask(running: Running, model: str, data: str, why: bool = False) -> object:
    return running.client.predict(model, running.folder, [data], why)


def _times(work: Callable[[Any], object], items: list[Any]) -> list[float]:
    """Return the milliseconds that each item took."""
    times = []
    for item in items:
        began = time.perf_counter()
        work(item)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _together(ask: Callable[[int], object]) -> float:
    """Return how many answers a second so many clients get, each asking as fast as it can."""
    end, done = time.perf_counter() + SECONDS, [0] * CLIENTS

    def client(number: int) -> None:
        while time.perf_counter() < end:
            ask(number + done[number])
            done[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS


def _print_web() -> None:
    """Print what a prediction of a text takes over the API of the box."""
    with a_class(CLIENTS, LEARNED) as (server, people):
        server.start_trainer()
        path = f"/api/v1/projects/{people.project}"
        job = server.call("POST", f"{path}/train", token=people.teacher)["job"]
        state = _ended(server, f"{path}/jobs/{job}", people.teacher)
        if state != "done":
            print(f"the box did not train: {state}")
            return
        items = [data for _, data, _ in lessons.texts(ASKED).examples]

        def ask(text: str, why: bool) -> object:
            body = {"data": text, "why": why}
            return server.call("POST", f"{path}/predict", body, people.students[0], keep=True)

        ask(items[0], True)
        plain = statistics.median(_times(lambda text: ask(text, False), items))
        with_why = statistics.median(_times(lambda text: ask(text, True), items))
        rate = _together(lambda number: ask(items[number % ASKED], False))
    print(f"\nOver the web API, a text: p50 {plain:.1f} ms, with its reasons {with_why:.1f} ms, ")
    print(f"30 clients {rate:.0f}/s (each keeps its connection, as browsers do)")


def _ended(server: Server, url: str, token: str) -> str:
    state = "queued"
    while state in {"queued", "running"}:
        time.sleep(0.2)
        state = server.call("GET", url, token=token)["state"]
    return state
