import os
import socket
import threading
from collections.abc import Callable
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from appliance import control
from appliance.classroom.problems import Problem
from appliance.control import ControlServer


def _refuse(password: str) -> None:
    raise Problem("bad_password", min=8)


def _break() -> None:
    raise RuntimeError("the disk is on fire")


VERBS: dict[str, Callable[..., Any]] = {
    "greet": lambda name: f"hello {name}",
    "refuse": _refuse,
    "break": _break,
}


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    server = ControlServer(tmp_path / "c.sock", VERBS)
    server.start()
    yield tmp_path / "c.sock"
    server.stop()


def test_a_problem_comes_back_with_its_code_and_what_fills_its_words(path: Path) -> None:
    with pytest.raises(control.Refused) as caught:
        control.ask(path, "refuse", password="x")
    assert (caught.value.code, caught.value.values) == ("bad_password", {"min": 8})


def test_an_order_is_carried_out_and_its_result_comes_back(path: Path) -> None:
    assert control.ask(path, "greet", name="Zoë") == "hello Zoë"


def test_a_problem_comes_back_in_its_own_words(path: Path) -> None:
    with pytest.raises(control.Refused, match="at least 8 characters"):
        control.ask(path, "refuse", password="x")


def test_what_breaks_is_said_and_the_next_order_works(path: Path) -> None:
    with pytest.raises(control.Refused, match="the disk is on fire"):
        control.ask(path, "break")
    assert control.ask(path, "greet", name="a") == "hello a"


def test_an_unknown_order_is_refused(path: Path) -> None:
    with pytest.raises(control.Refused, match="does not know"):
        control.ask(path, "explode")


@pytest.mark.parametrize("line", [b"\n", b"[]\n", b"{}\n", b'{"verb": []}\n', b"\xff\n", b"3\n"])
def test_what_is_no_order_is_refused(path: Path, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.sendall(line)
        assert b"does not know" in client.recv(1000)


def test_hanging_up_early_harms_nobody(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
    assert control.ask(path, "greet", name="b") == "hello b"


def test_only_the_boxs_user_may_give_orders(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_without_a_box_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(control.NotRunning):
        control.ask(tmp_path / "none.sock", "greet", name="a")


def test_the_socket_that_a_power_cut_left_is_no_box(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "c.sock"))
    assert not control.running(tmp_path / "c.sock")


def test_a_box_starts_over_the_socket_that_a_power_cut_left(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "c.sock"))
    server = ControlServer(tmp_path / "c.sock", VERBS)
    server.start()
    assert control.running(tmp_path / "c.sock")
    server.stop()


def test_a_stopped_box_leaves_no_socket(tmp_path: Path) -> None:
    server = ControlServer(tmp_path / "c.sock", VERBS)
    server.start()
    server.stop()
    assert not (tmp_path / "c.sock").exists()


def test_an_answer_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    with _bound(tmp_path / "c.sock"), pytest.raises(TimeoutError):
        control.ask_within(0.05, tmp_path / "c.sock", "greet", name="a")


def test_users_who_are_not_welcome_get_no_answer(tmp_path: Path) -> None:
    server = ControlServer(tmp_path / "c.sock", VERBS, welcome=lambda user: user != os.getuid())
    server.start()
    with pytest.raises((control.Refused, OSError)):
        control.ask(tmp_path / "c.sock", "greet", name="a")
    server.stop()


def test_a_slow_order_does_not_hold_up_others_where_they_run_together(tmp_path: Path) -> None:
    done = threading.Event()
    verbs = {"wait": lambda: done.wait(20), "done": done.set}
    server = ControlServer(tmp_path / "c.sock", verbs, together=True)
    server.start()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(control.ask, tmp_path / "c.sock", "wait")
        control.ask(tmp_path / "c.sock", "done")
        assert waiting.result() is True
    server.stop()


def test_a_socket_that_somebody_else_made_is_used_and_left(tmp_path: Path) -> None:
    path = tmp_path / "c.sock"
    server = ControlServer(path, VERBS, listening=_bound(path))
    server.start()
    assert control.ask(path, "greet", name="a") == "hello a"
    server.stop()
    assert path.exists()


def _bound(path: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(path))
    made.listen()
    return made
