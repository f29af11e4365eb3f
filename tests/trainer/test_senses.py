import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest

from trainer.senses import Patience
from trainer.senses import RefusedErrand
from trainer.senses import Seen
from trainer.senses import Senses
from trainer.workers import WorkerAway
from trainer.workers import Workers

ROOT = Path(__file__).parents[2]
POISONED = ROOT / "tests" / "faults" / "poisoned.py"
Start = Callable[..., Senses]
Gone = Callable[[int], bool]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Give senses whose worker dies, hangs or breaks over poisoned items."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    made: list[Workers] = []

    def start(idle: float = 60.0, start_seconds: float = 20.0) -> Senses:
        command = (sys.executable, str(POISONED), str(idle))
        made.append(Workers(command, start_seconds=start_seconds))
        return Senses(made[-1], Patience(prepare=1, item=0.3, explain=1, export=1))

    yield start
    for workers in made:
        workers.close()


def seen(senses: Senses, *items: bytes) -> tuple[dict[int, list[float]], dict[int, str]]:
    """Embed in the background; return the first number of each vector, and the refused."""
    found: list[Seen] = list(senses.embed_calmly("text", "v", items))
    rows = {
        place: row.tolist()
        for piece in found
        for place, row in zip(piece.places, piece.vectors, strict=True)
    }
    return rows, {place: code for piece in found for place, code in piece.refused.items()}


def test_no_process_runs_before_the_first_use(start: Start) -> None:
    senses = start()
    assert senses.workers.pid == 0
    senses.embed("text", "v", [b"x"])
    assert senses.workers.pid > 0


def test_vectors_come_in_the_order_of_the_items(start: Start) -> None:
    assert start().embed("text", "v", [b"four", b"x"]).tolist() == [[4] * 3, [1] * 3]


def test_nothing_to_embed_starts_no_process(start: Start) -> None:
    senses = start()
    assert len(senses.embed("text", "v", [])) == senses.workers.pid == 0


def test_the_same_process_is_asked_again(start: Start) -> None:
    senses = start()
    senses.embed("text", "v", [b"x"])
    pid = senses.workers.pid
    senses.embed("text", "v", [b"x"])
    assert senses.workers.pid == pid


@pytest.mark.parametrize(
    ("poison", "code"), [(b"die", "bad_text"), (b"hang", "too_slow"), (b"break", "broken")]
)
def test_a_poisoned_item_is_refused_and_the_others_do_not_suffer(
    start: Start, poison: bytes, code: str
) -> None:
    items = [b"x" * number for number in range(12)]
    items[3] = poison
    rows, refused = seen(start(), *items)
    assert refused == {3: code}
    assert rows == {place: [float(place)] * 3 for place in range(12) if place != 3}


def test_a_prediction_of_a_poisoned_item_is_refused(start: Start) -> None:
    senses = start()
    with pytest.raises(RefusedErrand) as refusal:
        senses.embed("text", "v", [b"die"])
    assert refusal.value.code == "bad_text"
    assert senses.embed("text", "v", [b"x"]).tolist() == [[1] * 3]


def test_no_process_is_left_of_those_that_were_ended(start: Start, gone: Gone) -> None:
    senses = start()
    senses.embed("text", "v", [b"x"])
    pid = senses.workers.pid
    assert seen(senses, b"hang")[1] == {0: "too_slow"}
    assert gone(pid)
    assert senses.workers.pid == 0


def test_a_worker_that_is_killed_while_it_waits_is_replaced(start: Start) -> None:
    senses = start()
    senses.embed("text", "v", [b"x"])
    os.kill(senses.workers.pid, signal.SIGKILL)
    assert senses.embed("text", "v", [b"x"]).tolist() == [[1] * 3]


def test_a_worker_that_goes_for_want_of_work_comes_back(start: Start, gone: Gone) -> None:
    senses = start(idle=0.1)
    senses.embed("text", "v", [b"x"])
    assert gone(senses.workers.pid) or senses.workers.pid == 0
    assert senses.embed("text", "v", [b"xx"]).tolist() == [[2] * 3]


@pytest.mark.parametrize("version", ["load die", "load hang"])
def test_networks_that_do_not_load_are_no_fault_of_the_item(start: Start, version: str) -> None:
    with pytest.raises(WorkerAway):
        start(start_seconds=2.0).embed("text", version, [b"x"])


def test_a_worker_that_does_not_start_is_told() -> None:
    workers = Workers((sys.executable, "-c", "raise SystemExit(1)"))
    with pytest.raises(WorkerAway):
        Senses(workers).embed("text", "v", [b"x"])


def test_a_prediction_goes_before_what_is_done_in_the_background(start: Start) -> None:
    senses, order = start(), list[str]()

    def background() -> None:
        for _ in senses.embed_calmly("text", "v", [b"x"] * 4000):
            order.append("piece")

    thread = threading.Thread(target=background)
    thread.start()
    while len(order) < 3:
        time.sleep(0.001)
    senses.embed("text", "v", [b"now"])
    order.append("prediction")
    thread.join()
    assert order.index("prediction") < 400  # of 500 pieces
