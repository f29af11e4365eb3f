import queue
import time
import uuid

import pytest
import socketio

PATIENCE = 5.0
A_WHILE = 0.6
"""Seconds after which what has not come will not come."""


class Listener:
    """A connection that keeps what it is told."""

    def __init__(self, port, token, transports):
        self.told = queue.Queue()
        self.client = socketio.Client(reconnection=False)
        self.client.on("*", lambda event, data: self.told.put((event, data)))
        self.client.on("connect_error", lambda data: self.told.put(("connect_error", data)))
        self.client.on("disconnect", lambda *reason: self.told.put(("disconnect", None)))
        self.client.connect(
            f"http://127.0.0.1:{port}", auth={"token": token}, transports=transports
        )

    def watch(self, project):
        """Watch a project, and wait until the box has heard so."""
        self.client.call("watch", {"project": project}, timeout=PATIENCE)

    def next(self, event, wanted=lambda data: True, patience=PATIENCE):
        """Return the next event of this name that is `wanted`, past others."""
        deadline = time.monotonic() + patience
        while True:
            name, data = self.told.get(timeout=max(0.01, deadline - time.monotonic()))
            if name == event and wanted(data):
                return data

    def drained(self):
        """Return the names of what comes within a while."""
        time.sleep(A_WHILE)
        return [self.told.get()[0] for _ in range(self.told.qsize())]


@pytest.fixture
def connect():
    """`connect(port, token)`: a live connection to a box, which the test ends."""
    return Listener


@pytest.fixture
def listen(port, world):
    """`listen("Ada")`: a live connection of someone of `world`."""
    made = []

    def join(who, transports=("websocket",)):
        token = world.tokens.get(who, who)
        made.append(Listener(port, token, list(transports)))
        return made[-1]

    yield join
    for listener in made:
        listener.client.disconnect()


@pytest.fixture
def add():
    """`add(browser, project)`: store an example and return its id."""

    def store(client, project, text="bright"):
        example = {"id": str(uuid.uuid4()), "label": "Sun", "data": text}
        reply = client.post(f"/api/v1/projects/{project}/examples", json=example)
        assert reply.status_code == 201
        return example["id"]

    return store
