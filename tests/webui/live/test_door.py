"""Who is let in, and who is hung up on."""

import json
import queue
import time
import urllib.request

import pytest
import socketio

PATIENCE = 5.0


def until(done):
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def refusal(port, token):
    """Return what a connection is refused with, None where it is not."""
    told = queue.Queue()
    client = socketio.Client(reconnection=False)
    client.on("connect_error", told.put)
    try:
        client.connect(f"http://127.0.0.1:{port}", auth={"token": token}, transports=["websocket"])
    except socketio.exceptions.ConnectionError:
        return told.get(timeout=PATIENCE)
    client.disconnect()
    return None


def test_nobody_is_let_in_unknown(port):
    told = refusal(port, "made-up")
    assert told["data"] == {"code": "login_needed"}
    assert "not signed in" in told["message"]


def test_the_cookie_lets_in_as_well(port, world):
    client = socketio.Client(reconnection=False)
    told = queue.Queue()
    client.on("counts", told.put)
    cookie = {"Cookie": f"crowdbox={world.tokens['Ada']}"}
    client.connect(f"http://127.0.0.1:{port}", headers=cookie)
    client.emit("watch", {"project": world.shared})
    assert told.get(timeout=PATIENCE)["total"] == 12
    client.disconnect()


def test_pages_of_other_origins_are_not_let_in(port, world):
    client = socketio.Client(reconnection=False)
    headers = {"Cookie": f"crowdbox={world.tokens['Ada']}", "Origin": "http://evil.example"}
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(f"http://127.0.0.1:{port}", headers=headers, transports=["websocket"])


@pytest.mark.parametrize("transports", [("websocket",), ("polling",)])
def test_a_removed_student_is_hung_up_on(listen, teacher, world, transports):
    listener = listen("Ada", transports)
    listener.watch(world.shared)
    listener.next("model")
    teacher.delete(f"/api/v1/students/{world.students['Ada']}")
    listener.next("disconnect")


def test_a_silent_page_that_is_hung_up_on_keeps_nobody_waiting(
    port, listen, student, teacher, world, add
):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/socket.io/?EIO=4&transport=polling") as r:
        silent = json.loads(r.read()[1:])["sid"]  # it never polls again
    url = f"http://127.0.0.1:{port}/socket.io/?EIO=4&transport=polling&sid={silent}"
    hello = b"40" + json.dumps({"token": world.tokens["Ben"]}).encode()
    urllib.request.urlopen(urllib.request.Request(url, hello, method="POST")).close()
    teacher.delete(f"/api/v1/students/{world.students['Ben']}")
    listener = listen("Ada")
    listener.watch(world.shared)
    listener.next("model")
    add(student, world.shared)
    assert listener.next("counts")["total"] == 13


def test_whoever_signs_out_is_hung_up_on(listen, student, world):
    listener = listen("Ada")
    student.post("/api/v1/logout")
    listener.next("disconnect")


@pytest.fixture
def small(make_app, world, serve):
    """The port of a box that takes two live connections."""
    with serve(make_app(world.folder, max_clients=2)) as port:
        yield port


def test_a_full_box_says_so_and_takes_the_next_when_one_leaves(small, world, connect):
    first, second = (connect(small, world.tokens[name], ["websocket"]) for name in ("Ada", "Ben"))
    assert refusal(small, world.tokens["Cem"])["data"] == {"code": "box_full"}
    first.client.disconnect()
    until(lambda: refusal(small, world.tokens["Cem"]) is None)
    second.client.disconnect()
