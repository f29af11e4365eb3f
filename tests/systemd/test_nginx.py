import gzip
import json
import re
import socket
import time
from collections.abc import Callable

import pytest

from tests.systemd.conftest import Front
from tests.systemd.conftest import HASHED
from tests.systemd.conftest import SITE
from tests.systemd.conftest import STYLE
from webui import security
from webui import static_files
from webui.api import ROUTES

UPLOAD = "/api/v1/restore"
MB = 1_000_000


@pytest.mark.parametrize("door", ["pages", "scratch"])
def test_each_door_leads_to_its_own_socket(front: Front, door: str) -> None:
    assert front.seen("/hello?x=1", door=door)["door"] == door
    assert front.seen("/hello?x=1", door=f"{door}_tls")["path"] == "/hello?x=1"


@pytest.mark.parametrize(("door", "scheme"), [("pages", "http"), ("pages_tls", "https")])
def test_a_request_says_where_it_came_from(front: Front, door: str, scheme: str) -> None:
    headers = front.seen("/", door=door)["headers"]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == scheme


def test_what_a_client_says_of_where_it_came_from_goes_no_further(front: Front) -> None:
    lies = {
        "X_Forwarded_For": "10.0.0.1",
        "X_Forwarded_Proto": "https",
        "Forwarded": "for=10.0.0.1",
    }
    headers = front.seen("/", X_Forwarded_Host="evil.example", **lies)["headers"]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert not {"x-forwarded-host", "forwarded"} & headers.keys()


@pytest.mark.parametrize("host", ["captive.apple.com", "crowdbox.local:8080", "10.42.0.1"])
def test_every_host_name_reaches_the_web_server_which_knows_the_portal(
    front: Front, host: str
) -> None:
    assert front.seen("/generate_204", Host=host)["headers"]["host"] == host


def test_built_files_are_sent_as_they_were_compressed(front: Front) -> None:
    reply, data = front.ask(f"/static/build/{HASHED}", Accept_Encoding="br, gzip")
    assert reply.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(data) == STYLE
    assert front.begun == []


def test_a_browser_that_cannot_unpack_gets_them_plain(front: Front) -> None:
    reply, data = front.ask(f"/static/build/{HASHED}")
    assert (reply.getheader("Content-Encoding"), data) == (None, STYLE)


@pytest.mark.parametrize("name", [f"{HASHED}.gz", "../crowdbox/tls.conf", "build", "nothing.js"])
def test_nothing_else_is_there(front: Front, name: str) -> None:
    assert front.ask(f"/static/build/{name}")[0].status in {400, 403, 404}


@pytest.mark.parametrize("name", [HASHED, "manifest.json"])
def test_files_have_the_headers_that_the_web_server_would_give(front: Front, name: str) -> None:
    path = f"/static/build/{name}"
    reply, _ = front.ask(path, Host="room-12.local")
    kept = static_files._YEAR if static_files._HASHED.search(path) else static_files._HOUR
    wanted = {
        "Content-Security-Policy": security.content_policy("room-12.local"),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": security.DEVICES,
        "Cache-Control": kept,
        "Vary": "Accept-Encoding",
    }
    assert {header: reply.getheader(header) for header in wanted} == wanted


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_files_of_the_editor_have_the_editors_policy(front: Front, scheme: str) -> None:
    door = "scratch_tls" if scheme == "https" else "scratch"
    reply, _ = front.ask("/static/build/manifest.json", door=door, Host="room-12.local:81")
    wanted = security.editor_policy("room-12.local:81", f"{scheme}://room-12.local")
    assert reply.getheader("Content-Security-Policy") == wanted


def test_a_host_that_is_none_stands_in_no_policy(front: Front) -> None:
    reply, _ = front.ask("/static/build/manifest.json", Host="a,b")
    assert "a,b" not in (reply.getheader("Content-Security-Policy") or "")


@pytest.mark.parametrize("suffix", sorted(static_files._TYPES))
def test_types_are_those_of_the_web_server(front: Front, suffix: str) -> None:
    (front.folder / "static" / f"x{suffix}").write_text("x")
    kind = front.ask(f"/static/x{suffix}")[0].getheader("Content-Type") or ""
    assert kind.split(";")[0] == static_files._TYPES[suffix]


def test_the_live_channel_is_upgraded(front: Front, raw: Callable[[bytes], socket.socket]) -> None:
    connection = raw(
        b"GET /socket.io/?transport=websocket HTTP/1.1\r\nHost: box\r\n"
        b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    )
    stream = connection.makefile("rwb")
    assert b"101" in stream.readline()
    while stream.readline() != b"\r\n":
        continue
    connection.sendall(b"hello\n")
    assert stream.readline() == b"echo hello\n"


def test_a_picture_passes_and_more_than_any_picture_does_not(front: Front) -> None:
    path = "/api/v1/projects/x/examples"
    assert front.seen(path, method="POST", body=bytes(7 * MB))["size"] == 7 * MB
    reply, data = front.ask(path, method="POST", body=bytes(20 * MB), Expect="100-continue")
    assert reply.status == 413
    assert json.loads(data)["error"]["code"] == "too_large"


def test_a_backup_of_any_size_passes(front: Front) -> None:
    assert front.seen(UPLOAD, method="POST", body=bytes(20 * MB))["size"] == 20 * MB


def test_every_route_that_takes_large_files_is_known_here() -> None:
    [pattern] = re.findall(r"location ~ (\S+) \{", (SITE / "pages.conf").read_text())
    large = {route.path for route in ROUTES if route.upload} | {"/box/update"}
    assert [path for path in large if not re.fullmatch(pattern, f"/api/v1{path}")] == []


def test_a_program_of_a_child_passes(front: Front) -> None:
    path = "/api/v1/scratch/programs?name=x"
    assert front.seen(path, method="POST", door="scratch", body=bytes(20 * MB))["size"] == 20 * MB


def test_a_slow_device_takes_no_thread_of_the_web_server(
    front: Front, raw: Callable[[bytes], socket.socket]
) -> None:
    head = b"POST /api/v1/slow HTTP/1.1\r\nHost: box\r\nContent-Length: 10\r\n\r\n12345"
    slow = raw(head)
    assert front.seen("/quick")["path"] == "/quick"
    assert front.begun == ["/quick"]
    slow.sendall(b"67890")
    assert b"200" in slow.recv(100)
    assert front.begun == ["/quick", "/api/v1/slow"]


def test_a_large_file_goes_on_as_it_arrives(
    front: Front, raw: Callable[[bytes], socket.socket]
) -> None:
    head = f"POST {UPLOAD} HTTP/1.1\r\nHost: box\r\nContent-Length: 10\r\n\r\n12345"
    raw(head.encode())
    for _ in range(400):
        if front.begun:
            break
        time.sleep(0.05)
    assert front.begun == [UPLOAD]


def test_while_the_web_server_starts_people_and_programs_are_told(asleep: Front) -> None:
    reply, data = asleep.ask("/join")
    assert (reply.status, reply.getheader("Retry-After")) == (503, "2")
    assert "revient toute seule" in data.decode()
    assert json.loads(asleep.ask("/api/v1/health")[1])["error"]["code"] == "busy"


def test_plain_http_at_the_encrypted_door_is_led_to_https(front: Front) -> None:
    with socket.create_connection(("127.0.0.1", front.ports["pages_tls"]), timeout=20) as plain:
        plain.sendall(b"GET /join HTTP/1.1\r\nHost: room-12.local\r\nConnection: close\r\n\r\n")
        assert b"Location: https://room-12.local/join" in plain.makefile("rb").read()


def test_nothing_that_a_child_wrote_is_logged(front: Front) -> None:
    front.ask("/join?name=Paula")
    with pytest.raises(UnicodeError):
        front.ask("/join?name=Päula")
    assert "aula" not in (front.folder / "errors").read_text()
    assert not list(front.folder.glob("*access*"))


def test_nginx_does_not_tell_its_version(front: Front) -> None:
    assert front.ask("/static/nothing")[0].getheader("Server") == "nginx"
