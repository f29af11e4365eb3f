import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import UnixStreamServer

import pytest

from appliance.update import aside
from appliance.update import confirm
from appliance.update import history
from appliance.update import slots
from appliance.update.confirm import Door
from tests.appliance.update.card import Card


class Restarts:
    """Counts how often the box was told to restart."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


def on_trial(card: Card) -> None:
    history.begun(card.places, "9.0.0")
    slots.begin_trial(card.places, "b")
    card.boot()


def judged(card: Card, answers: list[bool], restarts: Restarts | None = None) -> int:
    """Judge with these answers, the last one again and again."""

    def well() -> bool:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return confirm.confirm(
        card.places, card.paths, well, restarts or Restarts(), patience=0.3, between=0.01
    )


def test_an_update_that_answers_is_kept(card: Card) -> None:
    on_trial(card)
    aside.copy_of(card.paths).touch()
    assert judged(card, [False, False, True]) == 0
    assert [card.boot(), card.boot()] == ["b", "b"]
    assert history.last(card.places) == history.Last("9.0.0", "applied")
    assert not aside.copy_of(card.paths).exists()


def test_an_update_that_does_not_answer_is_taken_back(card: Card) -> None:
    on_trial(card)
    restarts = Restarts()
    assert judged(card, [False], restarts) == 1
    assert restarts.count == 1
    assert card.boot() == "a"
    assert history.last(card.places) == history.Last("9.0.0", "rolled_back")


def test_an_update_that_answers_now_and_then_is_taken_back(card: Card) -> None:
    on_trial(card)
    assert judged(card, [True, True, False] * 100) == 1


def test_without_a_trial_nothing_is_asked(card: Card) -> None:
    assert judged(card, []) == 0


def test_an_update_that_did_not_start_is_noted_and_the_box_goes_on(card: Card) -> None:
    slots.begin_trial(card.places, "b")
    card.places.slot.write_text("os_prefix=a/\n")
    card.boot()
    assert judged(card, [False]) == 0
    assert history.last(card.places).ended == "rolled_back"
    assert [card.boot(), card.boot()] == ["a", "a"]


def test_a_trial_that_says_nothing_is_ended(card: Card) -> None:
    card.places.trial.write_text("")
    assert judged(card, [False]) == 0
    assert not card.places.trial.exists()
    assert card.boot() == "a"


def test_a_card_that_cannot_be_written_leads_back_by_a_restart(card: Card, monkeypatch) -> None:
    on_trial(card)
    restarts = Restarts()

    def fail(*arguments: object) -> None:
        raise OSError("no more writing")

    monkeypatch.setattr(slots, "choose", fail)
    with pytest.raises(OSError, match="no more"):
        judged(card, [False], restarts)
    assert restarts.count == 1
    assert card.boot() == "a"


class _Health(http.server.BaseHTTPRequestHandler):
    answer = b""

    def do_GET(self) -> None:
        self.send_response(200 if self.answer else 503)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *arguments: object) -> None:
        pass

    def address_string(self) -> str:
        return ""


def served(path: Path, answer: bytes) -> UnixStreamServer:
    server = UnixStreamServer(str(path), type("Handler", (_Health,), {"answer": answer}))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[Door]:
    server = served(tmp_path / "t.sock", b"{}")
    yield Door(tmp_path / "t.sock")
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("answer", "well"),
    [
        (json.dumps({"database": True}).encode(), True),
        (json.dumps({"database": False}).encode(), False),
        (b"[]", False),
        (b"<html>", False),
        (b"", False),
    ],
)
def test_the_pages_have_to_have_their_database(tmp_path, trainer: Door, answer, well) -> None:
    server = served(tmp_path / "w.sock", answer)
    assert confirm.is_well(Door(tmp_path / "w.sock"), trainer) is well
    server.shutdown()
    server.server_close()


def test_without_a_trainer_a_box_is_not_well(tmp_path: Path) -> None:
    server = served(tmp_path / "w.sock", b'{"database": true}')
    assert not confirm.is_well(Door(tmp_path / "w.sock"), Door(tmp_path / "none.sock"))
    server.shutdown()
    server.server_close()


def test_a_port_that_nobody_listens_at_is_not_well(trainer: Door) -> None:
    assert not confirm.is_well(Door(port=9), trainer)
