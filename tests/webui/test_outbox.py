import socket
import threading
import time

import pytest
from engineio import packet

from webui.outbox import frame
from webui.outbox import Line
from webui.outbox import Outbox
from webui.outbox import TEXT

PATIENCE = 5.0


@pytest.fixture
def ends():
    """A connection: ours, and the client's."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(PATIENCE)
    yield ours, theirs
    ours.close()
    theirs.close()


def message(text):
    return packet.Packet(packet.MESSAGE, text)


def received(sock, size):
    data = b""
    while len(data) < size:
        data += sock.recv(size - len(data))
    return data


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (5, b"\x81\x05"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (70_000, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x11\x70"),
    ],
)
def test_frames_say_how_long_they_are(size, head):
    assert frame(TEXT, b"x" * size) == head + b"x" * size


def test_packets_wait_for_a_poll_until_there_is_a_web_socket(ends):
    outbox = Outbox()
    outbox.put(message("a"))
    assert outbox.get(timeout=PATIENCE).data == "a"


def test_what_waited_is_written_first(ends):
    ours, theirs = ends
    outbox = Outbox()
    outbox.put(message("a"))
    outbox.attach(Line(ours))
    outbox.put(message("b"))
    assert received(theirs, 8) == b"\x81\x024a\x81\x024b"


def test_a_packet_for_many_is_made_into_a_frame_once(ends):
    shared = message("a")
    outbox = Outbox()
    outbox.attach(Line(ends[0]))
    outbox.put(shared)
    first = shared.frame
    outbox.put(shared)
    assert shared.frame is first


def test_the_end_is_said_and_both_directions_are_closed(ends):
    ours, theirs = ends
    outbox = Outbox()
    outbox.attach(Line(ours))
    outbox.put(None)
    assert received(theirs, 4) == b"\x88\x02\x03\xe8"
    assert theirs.recv(1) == b""


def test_a_client_that_does_not_keep_up_holds_nobody_up_and_misses_nothing(ends):
    ours, theirs = ends
    line = Line(ours)
    part = frame(TEXT, b"x" * 60_000)
    began = time.monotonic()
    for _ in range(30):
        line.send(part)
    assert time.monotonic() - began < 1.0
    assert received(theirs, 30 * len(part)) == 30 * part


def test_after_catching_up_the_client_is_written_to_directly(ends):
    ours, theirs = ends
    line = Line(ours)
    before = threading.active_count()
    for _ in range(30):
        line.send(b"x" * 60_000)
    received(theirs, 30 * 60_000)
    deadline = time.monotonic() + PATIENCE
    while threading.active_count() > before:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    line.send(b"last")
    assert received(theirs, 4) == b"last"


def test_a_client_that_never_catches_up_is_hung_up_on(ends):
    ours, _ = ends
    line = Line(ours)
    for _ in range(1_000):
        line.send(b"x" * 60_000)
    with pytest.raises(OSError, match="Broken pipe"):
        ours.send(b"x")


def test_nothing_is_sent_after_the_client_has_gone(ends):
    ours, theirs = ends
    theirs.close()
    line = Line(ours)
    line.send(b"a")
    line.send(b"b")
    line.end()
