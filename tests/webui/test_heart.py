import threading
import time
from types import SimpleNamespace

import pytest
from engineio import socket as engineio_socket

from webui.heart import Heart

PATIENCE = 3.0


class Client(engineio_socket.Socket):
    """An engineio client whose packets are kept."""

    def __init__(self, seconds):
        self.server = SimpleNamespace(ping_interval=seconds)
        self.closing = self.closed = False
        self.last_ping = None
        self.sent = threading.Event()

    def send(self, pkt):
        self.sent.set()


@pytest.fixture
def heart():
    made = Heart()
    yield made
    made.stop()


def test_a_client_is_pinged_when_that_is_due(heart):
    client = Client(0.05)
    began = time.monotonic()
    heart.pinged(client._send_ping).start()
    assert client.sent.wait(PATIENCE)
    assert time.monotonic() - began >= 0.05
    assert client.last_ping


def test_one_thread_pings_everybody_in_the_order_in_which_they_are_due(heart):
    clients = [Client(seconds) for seconds in (0.3, 0.1, 0.2)]
    for client in clients:
        heart.pinged(client._send_ping).start()
    assert [item.name for item in threading.enumerate()].count("live-pings") == 1
    assert clients[1].sent.wait(PATIENCE)
    assert not clients[0].sent.is_set()
    assert clients[0].sent.wait(PATIENCE)


def test_a_client_that_has_gone_is_not_pinged(heart):
    gone, here = Client(0.05), Client(0.1)
    gone.closed = True
    for client in (gone, here):
        heart.pinged(client._send_ping).start()
    assert here.sent.wait(PATIENCE)
    assert not gone.sent.is_set()


def test_other_tasks_get_a_thread_of_their_own(heart):
    assert heart.pinged(print) is None
