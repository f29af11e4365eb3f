"""The real nginx with the box's site, in front of a stub that tells what reached it."""

import gzip
import json
import os
import re
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from http.client import HTTPConnection
from http.client import HTTPResponse
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from appliance.machine import tls
from appliance.machine.places import Places
from tests import ports
from tests.tools import need

SITE = Path(__file__).parents[2] / "systemd" / "nginx"
DOORS = {"80": "pages", "81": "scratch", "443": "pages_tls", "444": "scratch_tls"}
HASHED = "base-D3OTLZAG.css"
STYLE = b"body { color: black }\n" * 100


@dataclass
class Front:
    """nginx as it runs: its ports, and what the stubs behind it saw."""

    folder: Path
    ports: dict[str, int]
    begun: list[str] = field(default_factory=list)
    """Paths of requests whose head has reached the web server."""

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        door: str = "pages",
        body: bytes | None = None,
        **headers: str,
    ) -> tuple[HTTPResponse, bytes]:
        """Return the reply to a request and its body; `_` in a header's name stands for `-`."""
        port = self.ports[door]
        connection = (
            HTTPSConnection("127.0.0.1", port, context=ssl._create_unverified_context(), timeout=20)
            if door.endswith("_tls")
            else HTTPConnection("127.0.0.1", port, timeout=20)
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        reply = connection.getresponse()
        data = reply.read()
        connection.close()
        return reply, data

    def seen(self, path: str, **more: Any) -> dict[str, Any]:
        """Return what the web server saw of a request."""
        return dict(json.loads(self.ask(path, **more)[1]))


class Stub(BaseHTTPRequestHandler):
    """Tells what it sees, and talks back over whatever a connection is upgraded to."""

    protocol_version = "HTTP/1.1"
    front: Front
    name = ""

    def do_GET(self) -> None:
        self.front.begun.append(self.path)
        if self.headers.get("Upgrade") == "websocket":
            self._talk()
            return
        size = len(self._body())
        headers = {name.lower(): value for name, value in self.headers.items()}
        said = {"door": self.name, "path": self.path, "size": size, "headers": headers}
        data = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = b""
        while size := int(self.rfile.readline(), 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        return found

    def _talk(self) -> None:
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.end_headers()
        self.wfile.write(b"echo " + self.rfile.readline())
        self.close_connection = True

    def address_string(self) -> str:
        return ""

    def log_message(self, format: str, *args: object) -> None:
        return


class Upstream(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        return  # a test that hangs up early


def _laid_out(folder: Path, front: Front, static: Path) -> Path:
    """Copy the site with its paths and ports moved; return nginx's configuration."""
    for file in SITE.glob("*.conf"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("/opt/crowdbox/webui/static/", f"{static}/")
        text = text.replace("/run/crowdbox-box/", f"{folder}/box/")
        text = text.replace("/run/crowdbox/", f"{folder}/sockets/")
        text = text.replace("/data/box/tls/", f"{folder}/data/box/tls/")
        text = re.sub(
            r"listen (\d+)", lambda found: f"listen 127.0.0.1:{front.ports[DOORS[found[1]]]}", text
        )
        (folder / "crowdbox" / file.name).write_text(text, encoding="utf-8")
    user = "user root;\n" if os.geteuid() == 0 else ""
    scratch = "".join(
        f"{name}_temp_path {folder}/temp/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"{user}worker_processes 1;\npid {folder}/pid;\nerror_log {folder}/errors;\n"
        f"daemon off;\nevents {{}}\nhttp {{\n{scratch}include crowdbox/crowdbox.conf;\n}}\n"
    )
    return main


def _started(main: Path, front: Front) -> subprocess.Popen[bytes]:
    command = ["nginx", "-p", str(main.parent), "-c", str(main)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for _ in range(400):
        if process.poll() is not None:
            raise RuntimeError(process.communicate()[0].decode())
        try:
            socket.create_connection(("127.0.0.1", front.ports["pages"]), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return process
    raise RuntimeError("nginx does not listen")


@pytest.fixture(scope="module")
def _front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    need("nginx")
    folder = tmp_path_factory.mktemp("nginx")
    static = folder / "static"
    for name in ("crowdbox", "sockets", "box", "temp", "static/build"):
        (folder / name).mkdir(parents=True)
    (static / "build" / HASHED).write_bytes(STYLE)
    (static / "build" / f"{HASHED}.gz").write_bytes(gzip.compress(STYLE))
    (static / "build" / "manifest.json").write_bytes(b"{}")
    places = Places(data=folder / "data", runtime=folder / "box")
    tls.ensure(places, "room-12", [])
    (folder / "box" / "nginx-tls.conf").symlink_to(folder / "crowdbox" / "tls.conf")
    pages, encrypted = ports.free_port(), ports.free_port()
    found = {"pages": pages, "scratch": pages + 1}
    front = Front(folder, found | {"pages_tls": encrypted, "scratch_tls": encrypted + 1})
    process = _started(_laid_out(folder, front, static), front)
    yield front
    process.terminate()
    process.communicate()


@pytest.fixture
def asleep(_front: Front) -> Front:
    """Return nginx with no web server behind it."""
    return _front


@pytest.fixture
def front(_front: Front) -> Iterator[Front]:
    """Return nginx with a stub of the web server behind each door."""
    _front.begun.clear()
    servers = [_upstream(_front, door, name) for door, name in _SOCKETS.items()]
    yield _front
    for server in servers:
        server.shutdown()
        server.server_close()


_SOCKETS = {"pages": "web.sock", "scratch": "scratch.sock"}


def _upstream(front: Front, door: str, name: str) -> Upstream:
    path = front.folder / "sockets" / name
    path.unlink(missing_ok=True)
    handler = type("Handler", (Stub,), {"front": front, "name": door})
    server = Upstream(str(path), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


@pytest.fixture
def raw(front: Front) -> Iterator[Callable[[bytes], socket.socket]]:
    """Return a function that sends bytes to the pages' door and gives the connection."""
    opened: list[socket.socket] = []

    def send(data: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", front.ports["pages"]), timeout=20)
        opened.append(connection)
        connection.sendall(data)
        return connection

    yield send
    for connection in opened:
        connection.close()
