"""Embedding in the background: what it costs beside the bare networks, and the worker's memory."""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.bench import lessons
from tests.bench.lessons import memory
from tests.bench.lessons import pss
from tests.bench.lessons import Running
from trainer.features import embedder
from trainer.features import uses
from trainer.features.images import opened
from trainer.features.images import pixels
from trainer.features.sounds import evened
from trainer.media import samples

ROUNDS = 10
COUNTS = {"text": 1_000, "images": 200, "sounds": 200}
CASES = (("text", ""), ("text", "en"), ("images", ""), ("sounds", ""))


def run() -> None:
    """Print times for each item, as multiples of the bare networks, and memory in MB."""
    print("`forward` is the networks alone on decoded items, `here` with decoding in one process,")
    print("`box` through the service and its worker into the cache.\n")
    print("type    networks               | forward   here    box  ms | x forward  x here | worker")
    for kind, language in CASES:
        with lessons.trainer() as running:  # one each, so that memory is that of one type
            _print(running, kind, language)


def _print(running: Running, kind: str, language: str) -> None:
    """Let the three take turns, so that a busy moment of the machine meets all."""
    size = COUNTS[kind] // ROUNDS
    items = lessons.stored(kind, lessons.sent(kind, COUNTS[kind] + size))
    network: Any = embedder(kind, language)
    running.see(kind, items[-size:], language)  # starts the worker
    network.embed(items[-size:])
    times: list[tuple[float, ...]] = []
    for start in range(0, COUNTS[kind], size):
        some = items[start : start + size]
        bare = _bare(kind, network, some)
        whole, box = partial(network.embed, some), partial(running.see, kind, some, language)
        times.append(tuple(_time(work) / size for work in (bare, whole, box)))
    forward, here, there = (statistics.median(each) * 1000 for each in zip(*times, strict=True))
    pid = running.processes()["worker"]
    print(
        f"{kind:7} {uses(kind, language).version:22} | {forward:7.2f} {here:6.2f} {there:6.2f}     "
        f"| {there / forward:9.2f} {there / here:7.2f} | {pss(pid):.0f} MB, "
        f"peak {memory(pid, 'VmHWM'):.0f}",
        flush=True,
    )


def _bare(kind: str, network: Any, items: list[bytes]) -> Callable[[], object]:
    """Return what runs the networks alone on items."""
    if kind == "text":
        return partial(network.embed, items)
    if kind == "images":
        return partial(network.vectors, [pixels(opened(item)) for item in items])
    sounds = [evened(samples.levels(samples.decode(item))) for item in items]
    return partial(network.vectors, sounds)


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
