"""The supervisor runs in a process of its own here, as it does in a terminal."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPT = """
import signal
import sys
from pathlib import Path
from appliance.supervisor import Spec, Supervisor

# As in a terminal, or as `nohup` has it; not as these tests happen to be run.
signal.signal(signal.SIGHUP, signal.{hang_up})
folder = Path({folder!r})

def say(text):
    print(text, flush=True)

def child(name, code, **options):
    begin = f"import os, pathlib; pathlib.Path({folder!r}, '{{name}}').write_text(str(os.getpid()))"
    return Spec(name, (sys.executable, "-c", begin + chr(10) + code), **options)

SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
PARENT = '''
import subprocess, sys
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path({folder!r}, "grandchild").write_text(str(grandchild.pid))
grandchild.wait()
'''
sys.exit(Supervisor({specs}, ready={ready}, on_ready=lambda: say("ready"), say=say).run())
"""


class Run:
    """A supervisor in a terminal of its own."""

    def __init__(self, folder: Path, specs: str, ready: str, hang_up: str) -> None:
        self.folder = folder
        script = SCRIPT.format(folder=str(folder), specs=specs, ready=ready, hang_up=hang_up)
        self.process = subprocess.Popen(
            [sys.executable, "-c", script],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def pid(self, name: str, other_than: int = 0) -> int:
        """Return the pid of a child once it runs, and is another one than the one given."""
        file = self.folder / name
        until(lambda: file.exists() and file.read_text() not in {"", str(other_than)})
        return int(file.read_text())

    def ends(self) -> tuple[int, str]:
        """Return the exit status and all that was said."""
        said, _ = self.process.communicate(timeout=20)
        return self.process.returncode, said

    def stops(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        return self.ends()


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(specs: str, ready: str = "lambda: True", hang_up: str = "SIG_DFL") -> Run:
        runs.append(Run(tmp_path, specs, ready, hang_up))
        return runs[-1]

    yield begin
    for run in runs:
        run.process.kill()
        run.process.wait()
        assert run.process.stdout is not None
        run.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_and_the_status_is_0(start, number: int) -> None:
    run = start("[child('one', SLEEP), child('two', SLEEP)]")
    pids = [run.pid("one"), run.pid("two")]
    assert run.stops(number)[0] == 0
    assert all(map(gone, pids))


def test_under_nohup_the_end_of_the_terminal_stops_nothing(start) -> None:
    run = start("[child('one', SLEEP)]", hang_up="SIG_IGN")
    pid = run.pid("one")
    run.process.send_signal(signal.SIGHUP)
    assert (run.stops(), gone(pid)) == ((0, "ready\n"), True)


def test_ctrl_c_in_the_terminal_reaches_only_the_supervisor(start) -> None:
    run = start("[child('one', SLEEP)]")
    pid = run.pid("one")
    os.killpg(run.process.pid, signal.SIGINT)
    assert run.ends() == (0, "ready\n")
    assert gone(pid)


def test_what_dies_is_started_again_and_it_is_said(start) -> None:
    run = start("[child('trainer', SLEEP)]")
    first = run.pid("trainer")
    os.kill(first, signal.SIGKILL)
    run.pid("trainer", other_than=first)
    assert "The trainer stopped (SIGKILL). Starting it again." in run.stops()[1]


def test_what_dies_again_and_again_is_started_more_and_more_slowly(start) -> None:
    run = start("[child('one', 'raise SystemExit(3)')]")
    time.sleep(2.5)
    times = run.stops()[1].count("(exit status 3)")
    assert 2 <= times <= 5


def test_stopping_does_not_wait_for_a_restart_that_is_due_later(start) -> None:
    run = start("[child('one', 'raise SystemExit(3)')]")
    time.sleep(2)
    before = time.monotonic()
    run.stops()
    assert time.monotonic() - before < 2


def test_an_essential_process_that_cannot_start_ends_all(start) -> None:
    specs = "[child('one', SLEEP), child('web', 'raise SystemExit(1)', essential=True)]"
    run = start(specs, ready="lambda: False")
    assert run.ends() == (1, "")
    assert gone(run.pid("one"))


def test_an_essential_process_that_dies_later_is_started_again(start) -> None:
    run = start("[child('web', SLEEP, essential=True)]")
    assert run.process.stdout.readline() == "ready\n"
    first = run.pid("web")
    os.kill(first, signal.SIGKILL)
    assert run.pid("web", other_than=first) != first


def test_ready_is_said_once_and_only_when_it_is_true(start, tmp_path: Path) -> None:
    run = start("[child('one', SLEEP)]", ready="(folder / 'go').exists")
    run.pid("one")
    (tmp_path / "go").touch()
    assert run.process.stdout.readline() == "ready\n"
    time.sleep(0.3)
    assert run.stops() == (0, "")


def test_what_does_not_want_to_stop_is_killed(start) -> None:
    run = start("[child('one', STUBBORN, grace=0.5)]")
    pid = run.pid("one")
    time.sleep(0.3)
    assert run.stops()[0] == 0
    assert gone(pid)


def test_a_second_ctrl_c_does_not_wait_for_what_does_not_want_to_stop(start) -> None:
    run = start("[child('one', STUBBORN, grace=30)]")
    pid = run.pid("one")
    time.sleep(0.3)
    run.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert run.stops(signal.SIGINT)[0] == 0
    assert gone(pid)


def test_the_children_of_a_killed_child_do_not_outlive_it(start) -> None:
    run = start("[child('one', PARENT)]")
    first, orphan = run.pid("one"), run.pid("grandchild")
    os.kill(first, signal.SIGKILL)
    until(lambda: gone(orphan))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of the death")
def test_children_stop_when_the_supervisor_itself_is_killed(start) -> None:
    run = start("[child('one', SLEEP)]")
    pid = run.pid("one")
    run.process.kill()
    until(lambda: gone(pid))


def test_they_stop_in_the_opposite_order(start, tmp_path: Path) -> None:
    note = (
        "import signal, sys, time; f = open(r'{0}', 'a', buffering=1);"
        "signal.signal(signal.SIGTERM, lambda *_: (f.write('{1} '), sys.exit()));"
        "pathlib.Path(r'{2}').touch(); time.sleep(60)"
    )
    log = tmp_path / "log"
    codes = [note.format(log, name, tmp_path / f"{name}-up") for name in ("a", "b")]
    run = start(f"[child('first', {codes[0]!r}), child('second', {codes[1]!r})]")
    until(lambda: (tmp_path / "a-up").exists() and (tmp_path / "b-up").exists())
    run.stops()
    assert log.read_text() == "b a "
