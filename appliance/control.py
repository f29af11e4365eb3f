"""Orders from the command line to a running box, over a Unix socket that only its user opens.

One line of JSON each way: `{"verb": "backup", "arguments": {...}}`, answered by
`{"result": ...}` or `{"error": "words for a person"}`.
"""

import json
import logging
import socket
import socketserver
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

_LONGEST_LINE = 64 * 1024
_CONNECT_SECONDS = 5.0


class NotRunning(Exception):
    """No box runs with this data folder."""


class Refused(Exception):
    """The running box did not do what it was told; the message is for a person."""


class ControlServer:
    """Carries out the orders that arrive at `path`, one at a time, in a thread of its own."""

    def __init__(self, path: Path, verbs: Verbs) -> None:
        self._path = path
        self._verbs = verbs
        self._server: _Server | None = None

    def start(self) -> None:
        """Listen from now on; raises OSError where the socket cannot be made."""
        self._path.unlink(missing_ok=True)
        self._server = _Server(str(self._path), _Handler)
        self._server.verbs = self._verbs
        self._path.chmod(0o600)
        threading.Thread(
            target=self._server.serve_forever, args=(0.2,), name="control", daemon=True
        ).start()

    def stop(self) -> None:
        """Take no more orders and remove the socket."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            self._path.unlink(missing_ok=True)


def ask(path: Path, verb: str, **arguments: Any) -> Any:
    """Give the box that listens at `path` an order and return its result, however long it takes.

    Raises NotRunning where no box listens, Refused where it did not do it.
    """
    with _connected(path) as connection, connection.makefile("rwb") as stream:
        stream.write(_line({"verb": verb, "arguments": arguments}))
        stream.flush()
        reply = stream.readline()
    if not reply:
        raise Refused("The box stopped before it was done.")
    answer = json.loads(reply)
    if "error" in answer:
        raise Refused(answer["error"])
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

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.info("a command hung up early")


class _Handler(socketserver.StreamRequestHandler):
    timeout = 10  # seconds in which the order must arrive; carrying it out may take longer

    def handle(self) -> None:
        verbs = cast(_Server, self.server).verbs
        self.wfile.write(_line(_carried_out(verbs, self.rfile.readline(_LONGEST_LINE))))


def _carried_out(verbs: Verbs, line: bytes) -> dict[str, Any]:
    if not line:
        return {"error": "no order came"}
    try:
        order = json.loads(line)
        action, arguments = verbs[order["verb"]], order.get("arguments", {})
    except (ValueError, KeyError, TypeError, AttributeError):
        return {"error": "The box does not know that order."}
    try:
        return {"result": action(**arguments)}
    except Problem as problem:
        return {"error": str(problem)}
    except Exception as error:
        log.exception("order %s failed", order["verb"])
        return {"error": f"The box could not do it: {error}"}
