"""A class of 30, 150 and 300 on one box: how fast it acknowledges and how soon it shows."""

import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from load import Plan
from server import Server

EVERY = 2.0
"""Seconds between two examples of one student."""
LABELS = ("A", "B", "C", "D")
APP = "webui:create_app"


class Class:
    """A claimed box with students, a projector and a project."""

    def __init__(self, server: Server, students: int) -> None:
        self.server = server
        code = (server.data / "claim-code.txt").read_text(encoding="ascii").strip()
        claim = {"code": code, "password": "bench-bench", "class_name": "Bench", "language": "en"}
        self.teacher = server.call("POST", "/api/v1/claim", claim)["token"]
        server.call("PATCH", "/api/v1/class", {"code_needed": False}, self.teacher)
        wanted = {"name": "Bench", "type": "text", "crowd_sourced": True, "labels": LABELS}
        self.project = server.call("POST", "/api/v1/projects", wanted, self.teacher)["id"]
        self.students = [self._join(number) for number in range(students)]
        self.projector = self._pair()

    def plan(self, seconds: float, clients: int) -> Plan:
        """Return the load of `clients` students, half of them watching."""
        return Plan(
            port=self.server.port,
            path=f"/api/v1/projects/{self.project}/examples",
            tokens=self.students[:clients],
            seconds=seconds,
            every=EVERY,
            watch=clients // 2,
            project=self.project,
            projector=self.projector,
        )

    def _join(self, number: int) -> str:
        return str(self.server.call("POST", "/api/v1/join", {"name": f"Student {number}"})["token"])

    def _pair(self) -> str:
        pairing = self.server.call("POST", "/api/v1/projector/pairings")
        self.server.call("POST", "/api/v1/projector/pair", {"code": pairing["code"]}, self.teacher)
        found = self.server.call("GET", f"/api/v1/projector/pairings/{pairing['secret']}")
        return str(found["token"])


@contextmanager
def a_class(students: int) -> Iterator[Class]:
    """Give a class on a new box."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        with Server(APP, Path(folder), max_clients=max(320, students + 20)) as server:
            server.wait("/api/v1/health")
            yield Class(server, students)


def measured(plan: Plan) -> dict[str, Any]:
    """Return what a load in a process of its own measured."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(asdict(plan), file)
        file.flush()
        load = Path(__file__).with_name("load.py")
        done = subprocess.run(
            [sys.executable, str(load), file.name], check=True, stdout=subprocess.PIPE
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def bare(clients: int, seconds: float) -> dict[str, Any]:
    """Return the same load's figures on a bare Flask route, without sockets."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        with Server("bare:create_app", Path(folder)) as server:
            server.wait("/bare")
            tokens = [f"token-{number}" for number in range(clients)]
            return measured(Plan(server.port, "/bare", tokens, seconds, EVERY, sockets=False))
