"""The helper as a process, as a unit would run it."""

import os
import pwd
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.helper import serve
from appliance.helper.client import Helper
from appliance.helper.client import HelperAway

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder whose path is short enough for sockets, and open to all."""
    with tempfile.TemporaryDirectory(prefix="cb") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def running(folder: Path, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    variables = os.environ | environ
    variables |= {"CROWDBOX_HELPER": str(folder / "h.sock"), "CROWDBOX_DATA": str(folder)}
    command = [sys.executable, "-m", "appliance", "helper"]
    process = subprocess.Popen(command, cwd=ROOT, env=variables)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def answers(folder: Path) -> Helper:
    helper = Helper(folder / "h.sock")
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            helper.ask("board.status")
            return helper
        except HelperAway:
            time.sleep(0.05)
    raise AssertionError("the helper never answered")


def test_the_helper_answers_until_it_is_told_to_stop(folder: Path) -> None:
    with running(folder):
        assert answers(folder).ask("update.status")["state"] == "idle"
    assert not (folder / "h.sock").exists()


def test_a_socket_that_systemd_made_is_used(folder: Path) -> None:
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(folder / "h.sock"))
    listening.listen()
    # What systemd does: the socket is number 3, and the variables are for this process.
    start = (
        "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ['LISTEN_PID'] = str(os.getpid());"
        "os.environ['LISTEN_FDS'] = '1';"
        "os.execv(sys.executable, [sys.executable, '-m', 'appliance', 'helper'])"
    )
    variables = os.environ | {
        "CROWDBOX_HELPER": str(folder / "h.sock"),
        "CROWDBOX_DATA": str(folder),
    }
    number = listening.fileno()
    command = [sys.executable, "-c", start, str(number)]
    process = subprocess.Popen(command, cwd=ROOT, env=variables, pass_fds=[number])
    listening.close()
    assert answers(folder).ask("board.status")["slot"] == ""
    process.terminate()
    assert process.wait(20) == 0
    assert (folder / "h.sock").exists()


def test_systemd_is_told_when_it_is_ready(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(folder / "notify"))
        channel.settimeout(30)
        with running(folder, NOTIFY_SOCKET=str(folder / "notify")):
            assert channel.recv(100) == b"READY=1"


def test_root_and_the_boxs_user_may_ask_and_nobody_else(monkeypatch) -> None:
    me = pwd.getpwuid(os.geteuid()).pw_name
    welcome = serve.allowed(me)
    assert welcome(0)
    assert welcome(os.geteuid())
    assert not welcome(54321)


def test_without_the_boxs_user_root_alone_may_ask() -> None:
    welcome = serve.allowed("nobody-of-this-name")
    assert welcome(0)
    assert not welcome(54321)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to be somebody else")
def test_another_user_gets_no_answer_even_through_an_open_socket(folder: Path) -> None:
    with running(folder):
        answers(folder)
        (folder / "h.sock").chmod(0o666)
        assert _reply_to(0, folder / "h.sock") == b'{"result"'
        assert _reply_to(54321, folder / "h.sock") == b""


def _reply_to(uid: int, path: Path) -> bytes:
    ask = (
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
        's.sendall(b\'{"verb": "board.status"}\\n\'); sys.stdout.buffer.write(s.recv(9))'
    )
    # The system's Python: others may not look into the checkout.
    command = ["/usr/bin/python3", "-c", ask, str(path)]
    done = subprocess.run(command, user=uid, cwd="/", capture_output=True, check=False)
    return done.stdout


def test_only_a_socket_made_for_this_process_is_taken() -> None:
    other = {"LISTEN_PID": "1", "LISTEN_FDS": "1"}
    assert serve.handed_over(other) is None
    assert serve.handed_over({}) is None
