"""The whole box under one command, for real: web, trainer and the order in which they end."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.addresses import Reachable
from appliance.paths import Paths
from appliance.serve import CannotServe
from appliance.serve import greeting
from appliance.serve import serve
from appliance.serve import specs
from appliance.settings import Settings


def ask(port: int, path: str) -> dict[str, Any]:
    """Return the JSON at a path, or {} while nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        record: dict[str, Any] = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()
    return record


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def processes_with(words: str) -> list[int]:
    """Return the processes whose environment or command line contains `words`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            alive = (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
            told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if alive and words.encode() in told:
            found.append(int(folder.name))
    return found


class Box:
    """`python -m appliance serve` in a terminal of its own."""

    def __init__(self, data: Path, port: int) -> None:
        self.paths, self.port = Paths(data), port
        self.environ = os.environ | {
            "CROWDBOX_DATA": str(data),
            "CROWDBOX_PORT": str(port),
            "CROWDBOX_ANNOUNCE": "0",
        }
        self.log = data.with_name("log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "appliance", "serve"],
                env=self.environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text()

    def health(self) -> dict[str, Any]:
        return ask(self.port, "/api/v1/health")

    def trainer(self) -> list[int]:
        """Return the pids of the trainer, its master first."""
        return sorted(processes_with(f"--socket\0{self.paths.trainer_socket}"))

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(30)


@pytest.fixture
def box(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Box]:
    box = Box(tmp_path / "data", free_port())
    yield box
    box.stop()


def test_the_first_page_is_there_and_the_claim_code_is_said(box: Box) -> None:
    until(lambda: "Claim code: " in box.said())
    code = box.paths.claim_code.read_text().strip()
    assert f"Claim code: {code}\n" in box.said()
    assert f"http://localhost:{box.port}" in box.said()
    assert box.health()["database"]


def test_a_killed_trainer_comes_back_while_the_pages_stay(box: Box) -> None:
    until(lambda: box.health().get("trainer") is True)
    before = box.trainer()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until(lambda: box.health().get("trainer") is True and not {*before} & {*box.trainer()})
    assert "The trainer stopped" in box.said()
    assert box.process.poll() is None


def test_ctrl_c_leaves_no_process_and_no_socket(box: Box) -> None:
    until(lambda: box.health().get("trainer") is True)
    os.killpg(box.process.pid, signal.SIGINT)
    assert box.process.wait(20) == 0
    assert processes_with(f"CROWDBOX_DATA={box.paths.data}") == []
    assert not box.paths.control_socket.exists()


def test_ctrl_c_while_it_starts_leaves_nothing_either(box: Box) -> None:
    until(lambda: box.trainer() != [])
    os.killpg(box.process.pid, signal.SIGINT)
    assert box.process.wait(20) == 0
    assert processes_with(f"CROWDBOX_DATA={box.paths.data}") == []


def test_a_second_box_with_the_same_data_is_refused(box: Box, free_port) -> None:
    until(lambda: box.health() != {})
    until(box.paths.control_socket.exists)
    with pytest.raises(CannotServe, match="already running"):
        serve(Settings(data=box.paths.data, port=free_port(), announce=False))


def test_a_port_in_use_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotServe, match=rf"Port {port} is used(.|\n)*CROWDBOX_PORT"):
            serve(Settings(data=tmp_path, host="127.0.0.1", port=port))


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(CannotServe, match="CROWDBOX_DATA"):
        serve(Settings(data=tmp_path / "data"))


def test_a_data_folder_too_deep_for_sockets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match="too long"):
        serve(Settings(data=tmp_path / ("deep" * 25)))


def test_a_box_that_does_not_announce_starts_no_announcer(tmp_path: Path) -> None:
    names = [spec.name for spec in specs(Settings(announce=False), Paths(tmp_path))]
    assert names == ["trainer", "web server"]
    assert [spec.name for spec in specs(Settings(), Paths(tmp_path))][2:] == ["announcer"]


def test_children_get_every_setting_and_read_no_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("CROWDBOX_CONFIG", "/nowhere.toml")
    environ = specs(Settings(max_text=77), Paths(tmp_path))[0].environ or {}
    assert environ["CROWDBOX_MAX_TEXT"] == "77"
    assert "CROWDBOX_CONFIG" not in environ


def test_the_greeting_has_the_name_the_address_and_a_code_to_scan() -> None:
    said = greeting(Reachable("crowdbox-2.local", ("192.168.1.5",), 8080), "K7QF-M2XD")
    assert "  http://crowdbox-2.local:8080\n  http://192.168.1.5:8080\n" in said
    assert "█" in said
    assert "\nClaim code: K7QF-M2XD\n" in said


def test_a_claimed_box_without_network_says_where_it_is() -> None:
    said = greeting(Reachable("", (), 8080), "")
    assert "http://localhost:8080" in said
    assert "Claim code" not in said
    assert "█" not in said
