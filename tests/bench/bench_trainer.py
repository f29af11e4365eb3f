"""The trainer: what the service costs beside scikit-learn alone, and the memory it takes."""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from appliance.demo.sentences import LABELS
from appliance.trainer_client import Done
from appliance.trainer_client import TrainerClient
from trainer import model_file
from trainer.features import reader
from trainer.fit import REGULARISATION
from trainer.fit import Request
from trainer.service import answers

ROOT = Path(__file__).resolve().parents[2]
SIZES = (120, 600, 3_000)
"""Examples of four labels by thirty students."""
ROUNDS = 3
PREDICTIONS = 300


def run() -> None:
    """Print times as multiples of scikit-learn alone, and memory in MB."""
    with tempfile.TemporaryDirectory(prefix="bench") as name, _trainer(Path(name)) as (pid, client):
        _fit(client, lesson(SIZES[0]))  # the first one starts its process
        print("A whole training is reading, features, five folds, the final model and saving it.\n")
        print("examples  features | one bare fit | whole training   x bare   x per fit | peak MB")
        for size in SIZES:
            _print_fits(pid, client, lesson(size))
        _print_predictions(client, Path(name), lesson(600))
        _print_memory(pid)


def lesson(size: int) -> Request:
    """Return examples like those of a class: some words tell the label, most do not."""
    chance = random.Random(size)
    common = ["".join(chance.choices("aeioustnrlmbd", k=chance.randint(2, 8))) for _ in range(900)]
    telling = {label: chance.sample(common, 40) for label in LABELS}
    examples = []
    for number in range(size):
        label = LABELS[number % 4]
        words = chance.choices(common, k=7) + chance.choices(telling[label], k=3)
        examples.append((label, " ".join(words), f"student {number % 30}"))
    return Request("text", LABELS, tuple(examples))


@contextmanager
def _trainer(folder: Path) -> Iterator[tuple[int, TrainerClient]]:
    socket = folder / "s"
    places = ["--socket", str(socket), "--state", str(folder / "state")]
    command = [sys.executable, "-m", "trainer", "serve", *places]
    with subprocess.Popen(command, cwd=ROOT) as process:
        client = TrainerClient(socket)
        try:
            yield process.pid, client
        finally:
            client.close()
            process.terminate()


def _fit(client: TrainerClient, request: Request) -> Done:
    body = msgspec.json.encode(request)
    with client.fit("bench", body, memory_mb=1_500, seconds=900) as events:
        return next(event for event in events if isinstance(event, Done))


def _print_fits(pid: int, client: TrainerClient, request: Request) -> None:
    rows, answers_ = _matrix(request)
    with threadpool_limits(1):  # as in the trainer; with more, small fits are only slower
        bare = _median(
            lambda: LogisticRegression(C=REGULARISATION, max_iter=1_000).fit(rows, answers_)
        )
    peaks: list[float] = []

    times: list[float] = []
    for _ in range(ROUNDS):
        _wait_for_spare(pid)
        times.append(_time(lambda: _fit_watched(pid, client, request, peaks)))
    took = statistics.median(times)
    print(
        f"{len(request.examples):8}  {rows.shape[1]:8} | {bare:10.3f} s | {took:12.3f} s  "
        f"{took / bare:7.1f}  {took / bare / 6:10.2f} | {max(peaks):7.0f}"
    )


def _matrix(request: Request) -> tuple[Any, Any]:
    examples = sorted(request.examples)
    reading = reader(request.type)([data for _, data, _ in examples], lambda *_: None)
    _, rows = reading.learn(np.arange(len(examples)), 200_000)
    matrix = csr_matrix((rows.values, rows.columns, rows.starts), (len(rows), rows.width))
    return matrix, np.array([label for label, _, _ in examples])


def _fit_watched(pid: int, client: TrainerClient, request: Request, peaks: list[float]) -> None:
    body = msgspec.json.encode(request)
    with client.fit("bench", body, memory_mb=1_500, seconds=900) as events:
        for event in events:
            if not isinstance(event, Done):
                peaks.append(max(_memory(child, "VmHWM") for child in _trainings(pid)))


def _print_predictions(client: TrainerClient, folder: Path, request: Request) -> None:
    model = _fit(client, request).model
    data = client.download(model)
    loaded = model_file.load(data)
    texts = [data for _, data, _ in request.examples[:PREDICTIONS]]
    here = statistics.median(_time(lambda text=text: answers(loaded, [text])) for text in texts)
    there = statistics.median(
        _time(lambda text=text: client.predict(model, folder, [text])) for text in texts
    )
    print(f"\nOne prediction with its reasons: {here * 1000:.2f} ms in the process, ", end="")
    print(f"{there * 1000:.2f} ms over the socket, {there / here:.1f} x")


def _print_memory(pid: int) -> None:
    _wait_for_spare(pid)
    worker = _children(pid)[0]
    service = _pss(pid) + _pss(worker)
    spare = sum(map(_pss, _trainings(pid)))
    print(f"Memory: service {service:.0f} MB, process ready for the next training {spare:.0f} MB")


def _wait_for_spare(pid: int) -> None:
    """Wait until the next training's process has imported what it needs and sleeps."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        waiting = _trainings(pid)
        if waiting and all(_memory(child, "VmRSS") > 100 for child in waiting):
            time.sleep(0.5)
            return
        time.sleep(0.05)


def _trainings(pid: int) -> list[int]:
    return [child for worker in _children(pid) for child in _children(worker)]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, path.read_text().split())
    return found


def _memory(pid: int, field: str) -> float:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024
    return 0.0


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def _median(work: Callable[[], object]) -> float:
    return statistics.median(_time(work) for _ in range(ROUNDS))


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
