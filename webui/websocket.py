"""Engine.IO's web sockets with one thread for each connection instead of four.

python-engineio's own transport has a thread that reads, one that hands on, one that writes and
one that sleeps until the next ping; with 300 clients that is 1,200 threads, and every broadcast
wakes hundreds. Here the request's thread reads, whoever sends writes straight to the socket, and
one thread pings everybody. Only a client that does not keep up gets a writer, for as long as that
lasts. Frames are not compressed: they are small, and zlib keeps 300 kB for each connection.

It plugs into engineio where its drivers for other kinds of threads do: see `driver`.
"""

import base64
import errno
import hashlib
import queue
import socket
import threading
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import Final

from engineio import exceptions
from engineio import packet
from wsproto.connection import Connection
from wsproto.connection import ConnectionType
from wsproto.events import BytesMessage
from wsproto.events import CloseConnection
from wsproto.events import Ping
from wsproto.events import TextMessage
from wsproto.utilities import ProtocolError

from webui.heart import Heart
from webui.outbox import frame
from webui.outbox import Line
from webui.outbox import Outbox
from webui.outbox import TEXT

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
_READ: Final = 4096


def driver(heart: Heart) -> dict[str, Any]:
    """Return what engineio needs of a kind of threads, as its own drivers do."""

    def task(target: Callable[..., Any], args: Any = (), kwargs: Any = None) -> Any:
        pinged = heart.pinged(target)
        return pinged or threading.Thread(target=target, args=args, kwargs=kwargs, daemon=True)

    return {
        "thread": task,
        "queue": Outbox,
        "queue_empty": queue.Empty,
        "event": threading.Event,
        "websocket": WebSocket,
        "sleep": heart.sleep,
    }


class WebSocket:
    """One web socket: what engineio's server calls as a WSGI application."""

    def __init__(self, handler: Callable[..., Any], server: Any) -> None:
        self._client = handler.__self__  # type: ignore[attr-defined]  # engineio's Socket
        self._largest = server.max_http_buffer_size

    def __call__(self, environ: Mapping[str, Any], start_response: Any) -> list[bytes]:
        """Serve the connection until its end; then raise what tells the web server so."""
        gunicorn = "gunicorn.socket" in environ
        sock = environ["gunicorn.socket" if gunicorn else "werkzeug.socket"]
        sock.settimeout(None)
        sock.sendall(_handshake(environ))
        line = Line(sock)
        messages = _Messages(sock, line, self._largest)
        try:
            if self._begin(line, messages):
                self._listen(messages)
        finally:
            line.end()
        if gunicorn:
            raise StopIteration
        sock.close()  # or werkzeug would look for another request
        raise ConnectionError

    def _begin(self, line: Line, messages: "_Messages") -> bool:
        """Take over from polling, if the client polled; tell whether it goes on here."""
        client = self._client
        if not client.connected:
            client.connected = client.upgraded = True
            client.queue.attach(line)
            return True
        client.upgrading = True  # engineio holds the polls meanwhile
        try:
            if messages.next() != "2probe":
                return False
            line.send(frame(TEXT, b"3probe"))
            client.queue.put(packet.Packet(packet.NOOP))  # ends the poll that waits
            client.upgraded = messages.next() == "5"
            if client.upgraded:
                client.queue.attach(line)
            return bool(client.upgraded)
        finally:
            client.upgrading = False

    def _listen(self, messages: "_Messages") -> None:
        client = self._client
        while (content := messages.next()) is not None:
            try:
                client.receive(packet.Packet(encoded_packet=content))
            except exceptions.UnknownPacketError:
                continue
            except (exceptions.EngineIOError, ValueError):  # closed by us, or not Engine.IO
                break
        client.close(wait=False, abort=True, reason=client.server.reason.TRANSPORT_CLOSE)


class _Messages:
    """The reading half of a web socket."""

    def __init__(self, sock: socket.socket, line: Line, largest: int) -> None:
        self._sock, self._line, self._largest = sock, line, largest
        self._protocol = Connection(ConnectionType.SERVER)
        self._messages = self._read()
        self._parts: list[str | bytes] = []

    def next(self) -> str | bytes | None:
        """Wait for the next message and return it; None at the end, or after what is no message."""
        try:
            return next(self._messages, None)
        except (OSError, ProtocolError):
            return None

    def _read(self) -> Iterator[str | bytes]:
        while data := self._sock.recv(_READ):
            self._protocol.receive_data(data)
            for event in self._protocol.events():
                if isinstance(event, CloseConnection):
                    return
                if isinstance(event, Ping):
                    self._line.send(self._protocol.send(event.response()))
                elif isinstance(event, (TextMessage, BytesMessage)):
                    yield from self._taken(event)

    def _taken(self, event: TextMessage | BytesMessage) -> Iterator[str | bytes]:
        """Yield the message that ends with this event, if one does; raises OSError if too long."""
        self._parts.append(event.data if isinstance(event.data, str) else bytes(event.data))
        if self._size() > self._largest:
            raise OSError(errno.EMSGSIZE, "the message is too long")
        if event.message_finished:
            yield self._whole()

    def _size(self) -> int:
        return sum(len(part) for part in self._parts)

    def _whole(self) -> str | bytes:
        parts, self._parts = self._parts, []
        empty = parts[0][:0]
        return empty.join(parts)  # type: ignore[arg-type]


def _handshake(environ: Mapping[str, Any]) -> bytes:
    key = str(environ.get("HTTP_SEC_WEBSOCKET_KEY", "")).encode("latin-1")
    accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
