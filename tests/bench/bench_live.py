"""A class of 30, 150 and 300 on one box: how fast it acknowledges and how soon it shows."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any
from typing import Self

from tests.bench.load import Plan
from tests.bench.people import People
from tests.bench.people import settle
from tests.bench.server import Server

SIZES = (30, 150, 300)
EVERY = 2.0
"""Seconds between two examples of one student."""
SECONDS = 20.0
"""How long is measured."""
LEARNED = 4_000
"""Examples that are there before the training beside a class."""
BOX, BARE = "webui:create_app", "tests.bench.bare:create_app"


def run() -> None:
    """Print the figures, and whether they reach what issue 2 asks for."""
    print(f"Each client sends an example every {EVERY:.0f} s; half of them watch.\n")
    print("clients  bare p50   p99 | box p50    p99  x bare | behind p50   p99 | errors  web MB")
    for size in SIZES:
        bare, (box, memory) = _bare(size), _box(size)
        _print_row(size, bare, box, memory["pss"])
    _goal("300 clients: acknowledged at p99, ms", box["ack_p99"], 150)
    _goal("300 clients: projector behind at p99, ms", box["behind_p99"], 250)
    _goal("300 clients: errors", box["errors"], 0)
    _goal("300 clients: web process, MB", memory["pss"], 120)
    _training(150)


def plan(people: People, server: Server, clients: int) -> Plan:
    """Return the load of `clients` students, half of them watching."""
    return Plan(
        port=server.port,
        path=f"/api/v1/projects/{people.project}/examples",
        tokens=people.students[:clients],
        seconds=SECONDS,
        every=EVERY,
        watch=clients // 2,
        project=people.project,
        projector=people.projector,
    )


@contextmanager
def a_class(students: int, examples: int = 0) -> Iterator[tuple[Server, People]]:
    """Give a box that runs, with a class."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        people = settle(folder, students, examples)
        with Server(BOX, folder) as server:
            server.wait("/api/v1/health")
            yield server, people


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
    if found["errors"]:
        print(f"  the first of {found['errors']} errors: {found['first_error']}")
    return found


def _bare(clients: int) -> dict[str, Any]:
    tokens = [f"token-{number}" for number in range(clients)]
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        Server(BARE, Path(folder)) as server,
    ):
        server.wait("/bare")
        return measured(Plan(server.port, "/bare", tokens, SECONDS, EVERY, sockets=False))


def _box(clients: int) -> tuple[dict[str, Any], dict[str, float]]:
    with a_class(clients) as (server, people):
        with Watch(lambda: server.memory(server.processes[0])) as watch:
            found = measured(plan(people, server, clients))
        return found, watch.most


def _training(clients: int) -> None:
    print(f"\nThe same with {clients} clients while models are trained on {LEARNED:,} examples")
    print("and every new one is embedded; quiet is without a trainer:")
    with a_class(clients, LEARNED) as (server, people):
        quiet = measured(plan(people, server, clients))
        trainer = server.start_trainer()
        idle = server.memory(trainer)["pss"]
        with Watch(lambda: server.memory(trainer)) as watch, Trainings(server, people) as done:
            busy = measured(plan(people, server, clients))
    print(f"  quiet: p50 {quiet['ack_p50']:.1f}  p99 {quiet['ack_p99']:.1f} ms")
    print(f"  {done.count} trainings: p50 {busy['ack_p50']:.1f}  p99 {busy['ack_p99']:.1f} ms")
    print(f"  projector behind at p99: {busy['behind_p99']:.0f} ms while training")
    rise = busy["ack_p99"] / quiet["ack_p99"]
    _goal("training and embedding raise the p99 by a factor of", rise, 2)
    print(f"  trainer: {idle:.0f} MB idle, {watch.most['pss']:.0f} MB while it trains")


class Beside:
    """Runs `_run` in a thread beside what the block does, until `_stop` is set at its end."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        raise NotImplementedError


class Watch(Beside):
    """Looks at the memory of a process twice a second and keeps the most it saw, in MB."""

    def __init__(self, look: Any) -> None:
        self.most = {"pss": 0.0, "rss": 0.0}
        self._look = look
        super().__init__()

    def _run(self) -> None:
        while not self._stop.wait(0.5):
            with suppress(OSError):  # a process of the tree has ended
                for name, value in self._look().items():
                    self.most[name] = max(self.most[name], value)


class Trainings(Beside):
    """Starts one training after the other while it is open."""

    def __init__(self, server: Server, people: People) -> None:
        self.count = 0
        self._server, self._people = server, people
        super().__init__()

    def _run(self) -> None:
        path, token = f"/api/v1/projects/{self._people.project}", self._people.teacher
        while not self._stop.is_set():
            job = self._server.call("POST", f"{path}/train", token=token)["job"]
            state = "queued"
            while state in {"queued", "running"} and not self._stop.is_set():
                time.sleep(0.2)
                state = self._server.call("GET", f"{path}/jobs/{job}", token=token)["state"]
            self.count += state == "done"


def _print_row(size: int, bare: dict[str, Any], box: dict[str, Any], memory: float) -> None:
    print(
        f"{size:7}  {bare['ack_p50']:8.1f} {bare['ack_p99']:5.1f} | {box['ack_p50']:7.1f} "
        f"{box['ack_p99']:6.1f} {box['ack_p50'] / bare['ack_p50']:7.1f} | "
        f"{box['behind_p50']:10.0f} {box['behind_p99']:5.0f} | {box['errors']:6} {memory:7.0f}"
    )


def _goal(what: str, value: float, limit: float) -> None:
    print(f"  {'reached' if value <= limit else 'MISSED '}  {what}: {value:.1f} (at most {limit})")
