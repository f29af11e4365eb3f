import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.classroom.problems import Problem
from appliance.control import ControlServer
from appliance.helper.client import Helper
from appliance.helper.client import HelperAway
from appliance.helper.client import HelperRefused


def _refuse() -> None:
    raise Problem("bad_password", min=8)


@pytest.fixture
def helper(tmp_path: Path) -> Iterator[Helper]:
    verbs = {"clock.set": lambda seconds: {"time": seconds}, "refuse": _refuse}
    server = ControlServer(tmp_path / "h.sock", verbs)
    server.start()
    yield Helper(tmp_path / "h.sock")
    server.stop()


def test_the_helpers_answer_comes_back(helper: Helper) -> None:
    assert helper.ask("clock.set", seconds=7) == {"time": 7}


def test_a_refusal_has_a_code_words_and_what_fills_them(helper: Helper) -> None:
    with pytest.raises(HelperRefused) as caught:
        helper.ask("refuse")
    assert (caught.value.code, caught.value.values) == ("bad_password", {"min": 8})
    assert "at least 8 characters" in caught.value.words


def test_a_box_without_a_helper_says_so(tmp_path: Path) -> None:
    with pytest.raises(HelperAway):
        Helper(tmp_path / "none.sock").ask("board.status")


def test_a_helper_that_answers_nonsense_counts_as_away(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as odd:
        odd.bind(str(tmp_path / "h.sock"))
        odd.listen()
        helper = Helper(tmp_path / "h.sock")
        with pytest.raises(HelperAway):
            _asked_of(odd, helper)


def _asked_of(odd: socket.socket, helper: Helper) -> None:
    from threading import Thread

    def answer() -> None:
        connection, _ = odd.accept()
        connection.recv(1000)
        connection.sendall(b"what?\n")
        connection.close()

    thread = Thread(target=answer)
    thread.start()
    try:
        helper.ask("board.status")
    finally:
        thread.join()
