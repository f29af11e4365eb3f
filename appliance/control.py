"""Orders between processes of the box, over a Unix socket: to the web process, to the helper.

One line of JSON each way: `{"verb": "backup", "arguments": {...}}`, answered by
`{"result": ...}` or `{"error": "words for a person", "code": "bad_password", "values": {...}}`.
"""

import json
import logging
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from typing import cast

from appliance.classroom.problems import Problem

log = logging.getLogger(__name__)

Verbs = Mapping[str, Callable[..., Any]]
"""verb → what carries it out, called with the arguments by name; returns what JSON can hold."""

_UNKNOWN = "bad_request"
_LONGEST_LINE = 64 * 1024
_CONNECT_SECONDS = 5.0
_PEERCRED = socket.SO_PEERCRED if sys.platform == "linux" else 17


FAILED = "server_error"
"""The code of what went wrong for no fault of the one who asked."""


class NotRunning(Exception):
    """No box runs with this data folder."""


class Refused(Exception):
    """The running box did not do what it was told; the message is for a person.

    `code` is stable: one of appliance.classroom.problems, whose words `values` fill.
    """

    def __init__(
        self, words: str, code: str = FAILED, values: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(words)
        self.code = code
        self.values = dict(values or {})


class ControlServer:
    """Carries out the orders that arrive at `path`, one at a time, in a thread of its own.

    With `together` each order has a thread. `welcome` says which users (uid) may give orders; it
    is asked besides the socket's mode. systemd may have made the socket already: `listening`.
    """

    def __init__(
        self,
        path: Path,
        verbs: Verbs,
        *,
        together: bool = False,
        welcome: Callable[[int], bool] | None = None,
        listening: socket.socket | None = None,
    ) -> None:
        self._path = path
        self._verbs = verbs
        self._kind = _ServerForAll if together else _Server
        self._welcome = welcome
        self._listening = listening
        self._server: _Server | None = None

    def start(self) -> None:
        """Listen from now on; raises OSError where the socket cannot be made."""
        self._server = self._opened()
        self._server.verbs = self._verbs
        self._server.welcome = self._welcome
        threading.Thread(
            target=self._server.serve_forever, args=(0.2,), name="control", daemon=True
        ).start()

    def stop(self) -> None:
        """Take no more orders and remove the socket, unless somebody else made it."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            if self._listening is None:
                self._path.unlink(missing_ok=True)

    def _opened(self) -> "_Server":
        if self._listening is not None:
            server = self._kind("", _Handler, bind_and_activate=False)
            server.socket.close()
            server.socket = self._listening
            return server
        self._path.unlink(missing_ok=True)
        server = self._kind(str(self._path), _Handler)
        self._path.chmod(0o600)
        return server


def ask(path: Path, verb: str, /, **arguments: Any) -> Any:
    """Give the box that listens at `path` an order and return its result, however long it takes.

    Raises NotRunning where no box listens, Refused where it did not do it.
    """
    return ask_within(None, path, verb, **arguments)


def ask_within(seconds: float | None, path: Path, verb: str, /, **arguments: Any) -> Any:
    """Do what `ask` does, but raise TimeoutError where there is no answer in so many seconds."""
    with _connected(path) as connection:
        connection.settimeout(seconds)
        with connection.makefile("rwb") as stream:
            stream.write(_line({"verb": verb, "arguments": arguments}))
            stream.flush()
            reply = stream.readline()
    if not reply:
        raise Refused("The box stopped before it was done.")
    answer = json.loads(reply)
    if "error" in answer:
        raise Refused(answer["error"], answer.get("code", FAILED), answer.get("values"))
    return answer["result"]


def running(path: Path) -> bool:
    """Tell whether a box listens at `path`."""
    try:
        _connected(path).close()
    except NotRunning:
        return False
    return True


def _connected(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_CONNECT_SECONDS)
    try:
        connection.connect(str(path))
    except OSError as error:
        connection.close()
        # A socket file without a listener is what a power cut leaves.
        if isinstance(error, (FileNotFoundError, ConnectionRefusedError, NotADirectoryError)):
            raise NotRunning from error
        raise Refused(f"{path} cannot be reached: {error.strerror or error}") from error
    connection.settimeout(None)
    return connection


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record).encode() + b"\n"


class _Server(socketserver.UnixStreamServer):
    verbs: Verbs
    welcome: Callable[[int], bool] | None

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return self.welcome is None or self.welcome(_user_of(request))

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.info("a command hung up early")


class _ServerForAll(socketserver.ThreadingMixIn, _Server):
    daemon_threads = True


class _Handler(socketserver.StreamRequestHandler):
    timeout = 10  # seconds in which the order must arrive; carrying it out may take longer

    def handle(self) -> None:
        verbs = cast(_Server, self.server).verbs
        self.wfile.write(_line(_carried_out(verbs, self.rfile.readline(_LONGEST_LINE))))


def _user_of(connection: socket.socket) -> int:
    """Return the uid of the process at the other end, which cannot lie about it (unix(7))."""
    size = struct.calcsize("3i")
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, _PEERCRED, size))
    return int(uid)


def _carried_out(verbs: Verbs, line: bytes) -> dict[str, Any]:
    if not line:
        return _refusal("no order came", _UNKNOWN)
    try:
        order = json.loads(line)
        action, arguments = verbs[order["verb"]], order.get("arguments", {})
    except (ValueError, KeyError, TypeError, AttributeError):
        return _refusal("The box does not know that order.", _UNKNOWN)
    try:
        return {"result": action(**arguments)}
    except Problem as problem:
        return _refusal(str(problem), problem.code, problem.values)
    except Refused as refused:
        return _refusal(str(refused), refused.code, refused.values)
    except Exception as error:
        log.exception("order %s failed", order["verb"])
        return _refusal(f"The box could not do it: {error}", FAILED)


def _refusal(words: str, code: str, values: Mapping[str, object] | None = None) -> dict[str, Any]:
    return {"error": words, "code": code} | ({"values": dict(values)} if values else {})
