"""Pressing Train: what it costs beside scikit-learn alone, and the memory it takes.

Vectors are there already, as on the box. BENCH_LARGE=1 adds 60,000 examples, which takes minutes.
"""

import os
import statistics
import threading
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse import hstack
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from tests.bench import lessons
from tests.bench.lessons import memory
from tests.bench.lessons import pss
from tests.bench.lessons import Running
from trainer.features import uses
from trainer.features.numbers import NumberFeatures
from trainer.features.text import read
from trainer.growing import TREES
from trainer.learning import Request
from trainer.linear import MOST_FEATURES
from trainer.linear import WORDS_BESIDE
from trainer.vectors import content_key
from trainer.vectors import read_only

LARGE = bool(os.environ.get("BENCH_LARGE"))
SIZES = (60, 600, 6_000, *([60_000] if LARGE else []))
FILES = (60, 600)
"""Examples of four labels by thirty students."""


def run() -> None:
    """Print times as multiples of scikit-learn alone, and memory in MB."""
    with lessons.trainer() as running:
        running.fit(lessons.tables(60))  # the first one starts its process
        print("A whole training: reading, five folds, the score, the final model and saving it.\n")
        print("type     examples  features | one bare fit | whole training   x bare | peak MB")
        for size in SIZES:
            request = lessons.texts(size)
            running.see("text", [data.encode() for _, data, _ in request.examples])
            _print_fits(running, request, _regression(_text_matrix(running, request), request))
        for kind in ("images", "sounds"):
            for size in FILES:
                request, items = lessons.files(kind, size)
                running.see(kind, items)
                _print_fits(running, request, _regression(_vectors(running, request), request))
        for size in SIZES:
            request = lessons.tables(size)
            _print_fits(running, request, _forest(request))
        _print_memory(running)


Bare = tuple[int, Callable[[], object]]
"""How many features there are, and one fit of scikit-learn alone."""


def _regression(matrix: Any, request: Request) -> Bare:
    answers = np.array([label for label, _, _ in request.examples])
    made = LogisticRegression(C=10.0, max_iter=1_000)
    return matrix.shape[1], lambda: made.fit(matrix, answers)


def _forest(request: Request) -> Bare:
    matrix = NumberFeatures(request.fields).matrix([data for _, data, _ in request.examples])
    answers = np.array([label for label, _, _ in request.examples])
    made = ExtraTreesClassifier(TREES, random_state=0)
    return matrix.shape[1], lambda: made.fit(matrix, answers)


def _vectors(running: Running, request: Request) -> Any:
    keys = [content_key(request.type, data) for _, data, _ in request.examples]
    file = running.folder / "state" / "vectors.sqlite"
    found, missing = read_only(file, uses(request.type).version, keys)
    if missing:
        raise RuntimeError(f"{len(missing)} vectors are missing")
    return found


def _text_matrix(running: Running, request: Request) -> Any:
    reading = read([data for _, data, _ in request.examples], lambda *_: None)
    _, rows = reading.learn(np.arange(len(request.examples)), MOST_FEATURES)
    values = (rows.values * WORDS_BESIDE, rows.columns, rows.starts)
    words = csr_matrix(values, (len(rows), rows.width))
    return hstack([csr_matrix(_vectors(running, request)), words], format="csr")


def _print_fits(running: Running, request: Request, bare: Bare) -> None:
    width, fit = bare
    rounds = 3 if len(request.examples) <= 6_000 else 1
    with threadpool_limits(1):  # as in the trainer; with more, small fits are only slower
        alone = statistics.median(_time(fit) for _ in range(rounds))
    times, peaks = [], list[float]()
    for _ in range(rounds):
        running.settle()
        with _peak(running, peaks):
            times.append(_time(lambda: running.fit(request)))
    took = statistics.median(times)
    print(
        f"{request.type:8} {len(request.examples):8}  {width:8} | {alone:10.3f} s | "
        f"{took:12.3f} s  {took / alone:7.1f} | {max(peaks):7.0f}",
        flush=True,
    )


@contextmanager
def _peak(running: Running, peaks: list[float]) -> Iterator[None]:
    """Note the most memory that the process of a training has had."""
    over, pid = threading.Event(), running.processes()["training"]

    def look() -> None:
        while not over.wait(0.02):
            peaks.append(memory(pid, "VmHWM"))

    thread = threading.Thread(target=look)
    thread.start()
    peaks.append(memory(pid, "VmHWM"))
    yield
    over.set()
    thread.join()


def _print_memory(running: Running) -> None:
    running.settle()
    found = running.processes()
    print(f"\nservice {pss(found['service']):.0f} MB, ", end="")
    print(f"process ready for the next training {pss(found['training']):.0f} MB (proportional)")


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
