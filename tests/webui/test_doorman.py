from types import SimpleNamespace

import pytest

from webui.doorman import Doorman
from webui.doorman import SECONDS
from webui.doorman import SPARE


class Server:
    """What a doorman needs of engineio's server."""

    def __init__(self):
        self.closed = []
        self.sockets = {}
        self.handlers = {"connect": lambda sid, environ: "inside"}

    def on(self, event, handler):
        self.handlers[event] = handler

    def arrive(self, sid):
        self.sockets[sid] = SimpleNamespace(close=lambda wait: self.closed.append(sid))
        return self.handlers["connect"](sid, {})


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def doorman(server, clock):
    return Doorman(server, 2, clock)


def test_there_is_an_end_to_how_many_come_in(server, doorman):
    answers = [server.arrive(str(number)) for number in range(2 + SPARE + 1)]
    assert answers == ["inside"] * (2 + SPARE) + [False]


def test_who_does_not_say_who_they_are_is_sent_off(server, doorman, clock):
    server.arrive("silent")
    clock.now += SECONDS + 1
    server.arrive("next")
    assert server.closed == ["silent"]


def test_who_has_signed_in_stays(server, doorman, clock):
    server.arrive("student")
    doorman.known("student")
    clock.now += SECONDS + 1
    server.arrive("next")
    assert server.closed == []


def test_who_has_left_already_is_not_sent_off(server, doorman, clock):
    server.arrive("gone")
    del server.sockets["gone"]
    clock.now += SECONDS + 1
    assert server.arrive("next") == "inside"
