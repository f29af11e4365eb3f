import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainer.features import uses
from trainer.nursery import Fit
from trainer.nursery import Nursery
from trainer.orders import Order
from trainer.places import Places
from trainer.vectors import content_key
from trainer.vectors import Vectors

Event = dict[str, Any]
Gone = Callable[[int], bool]


def order(body: bytes, folder: Path, memory_mb: int = 1500, seconds: float = 60) -> Order:
    return Order(bytes=len(body), state=str(folder), memory_mb=memory_mb, seconds=seconds)


@pytest.fixture
def state(tmp_path: Path, small_request: Event, long_request: Event) -> Path:
    """A service's folder with some vector for each text: here it does not matter which."""
    places = Places(tmp_path)
    places.make()
    texts = [data for _, data, _ in small_request["examples"] + long_request["examples"]]
    rows = np.random.default_rng(1).normal(size=(len(texts), 512)) / 512**0.5
    with closing(Vectors(places.vectors)) as vectors:
        vectors.put(uses("text").version, [content_key("text", text) for text in texts], rows)
    return tmp_path


@pytest.fixture
def fit() -> Iterator[Fit]:
    started = Fit()
    yield started
    started.close()


def told(fit: Fit, request: Any, folder: Path, **limits: float) -> list[Event]:
    body = json.dumps(request).encode()
    fit.feed(order(body, folder, **limits), [body])  # type: ignore[arg-type]
    return [json.loads(line) for line in fit.events()]


def test_a_training_tells_its_stages_and_leaves_a_model_with_a_score(
    fit: Fit, small_request: Event, state: Path
) -> None:
    events = told(fit, small_request, state)
    stages = [event["stage"] for event in events if event["event"] == "progress"]
    assert list(dict.fromkeys(stages)) == ["reading", "features", "folds", "final", "saving"]
    last = events[-1]
    assert (last["event"], last["features"], last["score"]["of"]) == (
        "done",
        f"text-2 {uses('text').version}",
        40,
    )
    assert (state / "models" / f"{last['model']}.model").stat().st_size == last["size"]


def test_too_little_memory_fails_as_out_of_memory(
    fit: Fit, long_request: Event, state: Path
) -> None:
    last = told(fit, long_request, state, memory_mb=100)[-1]
    assert (last["event"], last["code"]) == ("failed", "out_of_memory")


@pytest.mark.parametrize("memory_mb", [1, 60])
def test_less_memory_than_the_libraries_take_is_no_hang(
    fit: Fit, long_request: Event, state: Path, memory_mb: int
) -> None:
    last = told(fit, long_request, state, memory_mb=memory_mb)[-1]
    assert last["code"] == "out_of_memory"


def test_too_little_time_fails_as_too_slow(fit: Fit, long_request: Event, state: Path) -> None:
    assert told(fit, long_request, state, seconds=0.5)[-1]["code"] == "too_slow"


def test_a_killed_training_fails_as_stopped(fit: Fit, state: Path) -> None:
    os.kill(fit.pid, signal.SIGKILL)
    assert told(fit, {}, state)[-1]["code"] == "stopped"


def test_a_cancelled_training_says_so(fit: Fit, state: Path) -> None:
    fit.cancel()
    assert told(fit, {}, state)[-1]["code"] == "cancelled"


def test_heartbeats_fill_the_silence(fit: Fit) -> None:
    events = fit.events()  # it waits for its order
    assert json.loads(next(events)) == {"event": "heartbeat"}


def test_a_request_that_is_none_fails(fit: Fit, state: Path) -> None:
    assert told(fit, {"type": "text"}, state)[-1]["code"] == "bad_request"


def test_an_error_tells_no_words_of_children(
    small_request: Event, state: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (state / "models").rmdir()
    with closing(Fit()) as fit:
        last = told(fit, small_request, state)[-1]
    assert (last["code"], last["message"]) == ("broken", "FileNotFoundError")
    logged = capfd.readouterr()
    assert "model_file.py" in logged.err
    assert "purrs" not in logged.err + logged.out


def test_a_training_gives_way_to_the_lesson(fit: Fit, state: Path, long_request: Event) -> None:
    body = json.dumps(long_request).encode()
    fit.feed(order(body, state), [body])
    next(line for line in fit.events() if b"progress" in line)
    assert os.getpriority(os.PRIO_PROCESS, fit.pid) == 10
    assert Path(f"/proc/{fit.pid}/oom_score_adj").read_text().strip() == "1000"


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_training_ends_with_the_process_that_ordered_it(
    state: Path, long_request: Event, share: float, gone: Gone
) -> None:
    # Idle, halfway through its request, and at work.
    (state / "body").write_text(json.dumps(long_request))
    program = f"""
import sys, time
from pathlib import Path
from trainer.nursery import Fit
from trainer.orders import Order
body = Path(sys.argv[1], "body").read_bytes()
fit = Fit()
if {share}:
    order = Order(bytes=len(body), state=sys.argv[1], memory_mb=1500, seconds=60)
    fit.feed(order, [body[:int(len(body) * {share})]])
if {share} == 1:
    next(line for line in fit.events() if b"features" in line)
print(fit.pid, flush=True)
time.sleep(60)
"""
    command = [sys.executable, "-c", program, str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    assert gone(pid)


def test_a_spare_process_is_used_for_the_next_training() -> None:
    nursery = Nursery()
    nursery.warm()
    spare = nursery._spare
    fit = nursery.fit()
    assert fit is spare
    assert nursery._spare is None
    fit.close()


def test_a_spare_process_that_died_is_replaced(gone: Gone) -> None:
    nursery = Nursery()
    nursery.warm()
    spare = nursery._spare
    assert spare is not None
    spare.cancel()
    assert gone(spare.pid)
    fit = nursery.fit()
    assert fit.alive
    fit.close()


def test_a_spare_process_goes_when_nobody_trains(gone: Gone) -> None:
    nursery = Nursery(spare_seconds=0.05)
    nursery.warm()
    spare = nursery._spare
    assert spare is not None
    assert gone(spare.pid)
