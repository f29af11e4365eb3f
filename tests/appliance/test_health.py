import socket
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer
from threading import Thread

from appliance import __version__
from appliance import health
from appliance.classroom.room import open_room
from appliance.paths import Paths


class Trainer(BaseHTTPRequestHandler):
    """A server that speaks HTTP on a Unix socket, as the trainer does."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def address_string(self) -> str:
        return "unix"

    def log_message(self, *_: object) -> None:
        pass


def test_a_box_without_trainer_says_so(tmp_path: Path) -> None:
    room = open_room(tmp_path)
    found = health.health(room.db, Paths(tmp_path))
    room.close()
    assert (found.version, found.database, found.trainer) == (__version__, True, False)
    assert found.free_mb > 0
    assert found.uptime >= 0


def test_a_trainer_that_answers_is_there(tmp_path: Path) -> None:
    with UnixStreamServer(str(tmp_path / "t.sock"), Trainer) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        assert health.trainer_answers(tmp_path / "t.sock")
        thread.join()


def test_a_trainer_that_hangs_is_not_there(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "t.sock"))
        listener.listen()
        assert not health.trainer_answers(tmp_path / "t.sock")


def test_a_folder_that_is_gone_has_no_room(tmp_path: Path) -> None:
    assert health.free_mb(tmp_path / "gone") == 0
