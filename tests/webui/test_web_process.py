"""The web process as a whole, under gunicorn as on the box."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "scipy", "sklearn", "trainer")


def test_the_web_process_never_imports_the_learning():
    code = (
        "import sys, webui; from webui import gunicorn_conf; "
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def process(world, port):
    """Gunicorn as `serve` starts it, with the class of `world`."""
    environ = os.environ | {
        "CROWDBOX_DATA": str(world.folder),
        "CROWDBOX_PORT": str(port),
        "CROWDBOX_HOST": "127.0.0.1",
        "CROWDBOX_ANNOUNCE": "0",
    }
    command = ["-m", "gunicorn", "-c", "python:webui.gunicorn_conf", "webui:create_app()"]
    running = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environ, stderr=subprocess.PIPE
    )
    wait_for(port)
    yield running
    if running.poll() is None:
        running.send_signal(signal.SIGTERM)
    running.communicate(timeout=20)


def wait_for(port):
    deadline = time.monotonic() + 20
    while True:
        try:
            return request(port, "GET", "/api/v1/health")
        except OSError:
            assert time.monotonic() < deadline, "the server never answered"
            time.sleep(0.05)


def request(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def live(port, token):
    """Open a web socket by hand and return it, connected and signed in."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=10)
    sock.sendall(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: box\r\n"
        b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    )
    head = b""
    while b'"sid"' not in head:
        head += sock.recv(4096)
    if token:
        sock.sendall(masked("40" + json.dumps({"token": token})))
        assert b"40{" in sock.recv(4096)
    return sock, head


def masked(text):
    data = text.encode()
    return bytes([0x81, 0x80 | len(data), 0, 0, 0, 0]) + data


def test_a_web_socket_is_greeted_as_rfc_6455_says_and_without_compression(process, port, world):
    sock, head = live(port, world.tokens["Ada"])
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head
    assert b"permessage-deflate" not in head
    sock.close()


def test_the_box_stops_quickly_though_browsers_hold_on(process, port, world):
    sockets = [live(port, world.tokens["Ada"])[0] for _ in range(5)]
    sockets.append(live(port, "")[0])  # one that has not said who it is
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert time.monotonic() - began < 5
    for sock in sockets:
        sock.close()


def test_a_live_connection_takes_one_thread(process, port, world):
    worker = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0]
    tasks = Path(f"/proc/{worker}/task")
    first = live(port, world.tokens["Ada"])[0]
    before = len(list(tasks.iterdir()))
    sockets = [live(port, world.tokens["Ada"])[0] for _ in range(10)]
    assert len(list(tasks.iterdir())) - before <= 10
    for sock in (first, *sockets):
        sock.close()


@pytest.mark.parametrize(
    "junk", [b"\xff\xff" * 50, masked("9"), masked("42[" + "[" * 100), b"\x82\x80\0\0\0\0"]
)
def test_junk_on_a_web_socket_ends_it_and_nothing_else(process, port, world, junk):
    sock, _ = live(port, world.tokens["Ada"])
    sock.sendall(junk)
    sock.close()
    assert request(port, "GET", "/api/v1/health")[0] == 200


def test_a_message_beyond_the_limit_ends_the_connection(process, port, world):
    sock, _ = live(port, world.tokens["Ada"])
    size = 200_000
    sock.sendall(b"\x81\xff" + size.to_bytes(8, "big") + b"\0\0\0\0")
    try:
        sock.sendall(b"x" * size)
        while sock.recv(4096):
            pass
    except OSError:
        pass
    sock.close()
    assert request(port, "GET", "/api/v1/health")[0] == 200


def test_a_body_without_a_length_is_limited_too(process, port, world):
    sock = socket.create_connection(("127.0.0.1", port), timeout=10)
    head = (
        "POST /api/v1/projects HTTP/1.1\r\nHost: box\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {world.tokens['teacher']}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    sock.sendall(head.encode())
    part = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    for _ in range(12):
        sock.sendall(part)
    sock.sendall(b"0\r\n\r\n")
    assert b" 413 " in sock.recv(4096)
    sock.close()


def test_deep_nesting_is_refused_in_a_thread_of_the_box_too(process, port, world):
    headers = {
        "Authorization": f"Bearer {world.tokens['teacher']}", "Content-Type": "application/json",
    }  # fmt: skip
    body = b'{"name": "a", "type": "text", "labels": ' + b"[" * 400_000
    assert request(port, "POST", "/api/v1/projects", body, headers)[0] == 400


def test_nothing_that_was_asked_for_is_written_down(process, port, world):
    for path in (
        "/api/v1/projects/a-secret-path",
        "/a-secret-page",
        "/socket.io/?sid=a-secret-sid",
    ):
        request(port, "GET", path)
    sock = socket.create_connection(("127.0.0.1", port), timeout=10)
    sock.sendall(b"GET a-secret-line\r\n\r\n")
    sock.recv(4096)
    sock.close()
    process.send_signal(signal.SIGTERM)
    assert b"secret" not in process.communicate(timeout=20)[1]


def test_the_command_line_reaches_the_box_while_it_runs(process, world, tmp_path):
    from appliance import control

    file = tmp_path / "saved.zip"
    control.ask(world.folder / "run" / "control.sock", "backup", file=str(file))
    assert file.read_bytes().startswith(b"PK")
