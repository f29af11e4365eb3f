"""The web process on Unix sockets, as behind nginx on the box."""

import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BOX = {"Host": "crowdbox.local", "X-Forwarded-For": "10.42.0.17", "X-Forwarded-Proto": "http"}
SAFE = BOX | {"X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def sockets():
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def process(template, sockets):
    """Gunicorn as its unit starts it, with the class of `template`."""
    environ = os.environ | {
        "CROWDBOX_DATA": str(template.folder),
        "CROWDBOX_SOCKETS": str(sockets),
        "CROWDBOX_PORT": "80",
        "CROWDBOX_SCRATCH_PORT": "81",
        "CROWDBOX_HTTPS_PORT": "443",
        "CROWDBOX_PORTAL": "1",
        "CROWDBOX_ANNOUNCE": "0",
    }
    command = ["-m", "gunicorn", "-c", "python:webui.gunicorn_conf", "webui:create_app()"]
    running = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environ)
    deadline = time.monotonic() + 20
    while not answers(sockets):
        assert time.monotonic() < deadline, "the server never answered"
        time.sleep(0.05)
    yield running
    running.send_signal(signal.SIGTERM)
    assert running.wait(20) == 0
    assert list(sockets.iterdir()) == []


def answers(sockets):
    try:
        return ask(sockets, "/api/v1/health", {})[0] == 200
    except OSError:
        return False


def ask(sockets, path, headers=BOX, *, method="GET", body=None, door="web"):
    connection = http.client.HTTPConnection("localhost", timeout=10)
    connection.sock = socket.socket(socket.AF_UNIX)
    try:
        connection.sock.connect(str(sockets / f"{door}.sock"))
        connection.request(method, path, body and json.dumps(body), headers | (
            {"Content-Type": "application/json"} if body else {}))  # fmt: skip
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read().decode()
    finally:
        connection.close()


def login(sockets, headers, password="a long password", **more):
    body = {"password": password}
    return ask(sockets, "/api/v1/login", headers | more, method="POST", body=body)


@pytest.fixture
def box(process, sockets):
    return sockets


def test_the_sockets_are_for_the_box_and_its_group(box):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in box.iterdir()}
    assert modes == {"web.sock": 0o770, "scratch.sock": 0o770}


def test_each_socket_is_a_door(box):
    assert ask(box, "/join")[0] == 200
    assert ask(box, "/scratch/")[0] == 404
    assert ask(box, "/join", door="scratch")[0] == 404
    assert ask(box, "/", door="scratch")[1]["Location"] == "/scratch/"


def test_one_session_works_over_http_and_https(box):
    for first, then in ((BOX, SAFE), (SAFE, BOX)):
        cookie = login(box, first)[1]["Set-Cookie"]
        assert "Secure" not in cookie
        me = ask(box, "/api/v1/me", then | {"Cookie": cookie.partition(";")[0]})[2]
        assert json.loads(me)["role"] == "teacher"


@pytest.mark.parametrize(
    ("headers", "origin", "status"),
    [
        (BOX, "http://crowdbox.local", 200),
        (SAFE, "https://crowdbox.local", 200),
        (SAFE, "http://crowdbox.local", 403),
        (BOX, "https://crowdbox.local", 403),
        (BOX, "http://crowdbox.local:81", 403),
    ],
)
def test_the_scheme_is_part_of_the_origin(box, headers, origin, status):
    assert login(box, headers, Origin=origin)[0] == status


def test_whoever_guesses_is_slowed_down_by_the_address_that_nginx_saw(box):
    guesser = BOX | {"X-Forwarded-For": "10.42.0.66"}
    while login(box, guesser, "wrong")[0] == 403:
        pass
    assert login(box, guesser)[0] == 429
    assert login(box, BOX)[0] == 200


def test_the_policies_name_the_doors_by_the_scheme_of_the_page(box):
    frames = {
        scheme: ask(box, "/projector", headers)[1]["Content-Security-Policy"].partition(";")[0]
        for scheme, headers in (("http", BOX), ("https", SAFE))
    }
    assert frames == {
        "http": "frame-src http://crowdbox.local:81",
        "https": "frame-src https://crowdbox.local:444",
    }
    for headers, around in ((BOX, "http://crowdbox.local"), (SAFE, "https://crowdbox.local")):
        policy = ask(box, "/scratch/", headers, door="scratch")[1]["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors {around}")


def test_an_https_page_opens_its_web_socket_and_others_do_not(box):
    path = "/socket.io/?EIO=4&transport=polling"
    assert ask(box, path, SAFE | {"Origin": "https://crowdbox.local"})[0] == 200
    assert ask(box, path, SAFE | {"Origin": "http://crowdbox.local"})[0] == 400
    evil = {"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"}
    assert ask(box, path, BOX | evil)[0] == 400


def test_the_health_can_be_asked_at_both_sockets(box):
    for door in ("web", "scratch"):
        assert json.loads(ask(box, "/api/v1/health", {}, door=door)[2])["database"]


def test_the_portal_answers_each_device_by_its_own_address(box):
    probe = {"Host": "connectivitycheck.gstatic.com"}
    phone, other = ({**BOX, **probe, "X-Forwarded-For": f"10.42.0.{n}"} for n in (20, 21))
    assert ask(box, "/generate_204", phone)[0] == 200
    assert ask(box, "/portal/ok", phone, method="POST")[0] == 200
    assert ask(box, "/generate_204", phone)[0] == 204
    assert ask(box, "/generate_204", other)[0] == 200
