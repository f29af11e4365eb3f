"""Thirty simulated students: each in a thread of its own, with the rhythm of a child."""

import random
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from threading import Event

from appliance.demo.client import Client
from appliance.demo.client import Refused

SENT_TWICE = 0.05
"""Share of examples that a phone sends again, as it does when the Wi-Fi swallowed the answer."""


@dataclass(frozen=True)
class Pace:
    """How long the class takes, in seconds."""

    joining: float
    writing: float


@dataclass(frozen=True)
class Pupil:
    """One simulated student: a name, and what it will write, as (label, sentence)."""

    name: str
    lines: Sequence[tuple[str, str]]


def deal(names: Sequence[str], lines: Sequence[tuple[str, str]], seed: int) -> list[Pupil]:
    """Return the pupils with the shuffled `lines` dealt out like cards: nobody gets the same two.

    The same seed deals the same hands.
    """
    shuffled = list(lines)
    random.Random(seed).shuffle(shuffled)  # noqa: S311  a demo's order is no secret
    hands: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    for index, line in enumerate(shuffled):
        turn = [names[(index + offset) % len(names)] for offset in range(len(names))]
        taker = next((name for name in turn if line not in hands[name]), turn[0])
        hands[taker].append(line)
    return [Pupil(name, hand) for name, hand in hands.items()]


class SimulatedClass:
    """The pupils at work on one project of the box on `port`; `stop` sends them home."""

    def __init__(self, port: int, pupils: Sequence[Pupil], pace: Pace, stop: Event) -> None:
        self.port = port
        self.pupils = pupils
        self.pace = pace
        self.stop = stop
        self.clients: list[Client] = []

    def join(self, class_code: str) -> None:
        """Let everybody join with `class_code`; returns when all are in."""
        with ThreadPoolExecutor(len(self.pupils)) as pool:
            self.clients = list(pool.map(self._join, self.pupils, repeat(class_code)))

    def contribute(self, project: str) -> int:
        """Let everybody write their sentences; returns how many the box has acknowledged."""
        with ThreadPoolExecutor(len(self.pupils)) as pool:
            return sum(pool.map(self._contribute, self.pupils, self.clients, repeat(project)))

    def predict(self, project: str, texts: Sequence[str]) -> list[str]:
        """Let one pupil after another try one of `texts`; returns the labels' names."""
        tries = zip(self.clients, texts, strict=False)
        path = f"/projects/{project}/predict"
        answers = [client.call("POST", path, {"data": text}) for client, text in tries]
        return [str(answer["label"]) for answer in answers]

    def close(self) -> None:
        """Hang up all connections."""
        for client in self.clients:
            client.close()

    def _join(self, pupil: Pupil, class_code: str) -> Client:
        rhythm = random.Random(pupil.name)  # noqa: S311  a demo's rhythm is no secret
        self.stop.wait(rhythm.uniform(0, self.pace.joining))
        client = Client(self.port)
        reply = client.call("POST", "/join", {"class_code": class_code, "name": pupil.name})
        client.token = reply["token"]
        return client

    def _contribute(self, pupil: Pupil, client: Client, project: str) -> int:
        rhythm = random.Random(pupil.name)  # noqa: S311
        waits = pauses(rhythm, [text for _, text in pupil.lines], self.pace.writing)
        done = 0
        for (label, text), wait in zip(pupil.lines, waits, strict=True):
            if self.stop.wait(wait):
                break
            body = {"id": str(uuid.uuid4()), "label": label, "data": text}
            for _ in range(2 if rhythm.random() < SENT_TWICE else 1):
                _send(client, f"/projects/{project}/examples", body)
            done += 1
        return done


def pauses(rhythm: random.Random, texts: Sequence[str], seconds: float) -> list[float]:
    """Return the pause before each of `texts` in seconds: thinking, then typing.

    Thinking is log-normal (many short, few long pauses), typing grows with the text; together
    they fill most of `seconds`, so that the class starts scattered and ends nearly together.
    """
    raw = [rhythm.lognormvariate(1.0, 0.7) + len(text) / 12 for text in texts]
    share = rhythm.uniform(0.75, 1.0) * seconds / sum(raw) if raw else 0.0
    return [pause * share for pause in raw]


def _send(client: Client, path: str, body: dict[str, str]) -> None:
    """Add an example; a refusal to wait a moment is obeyed, as a browser would."""
    for _ in range(5):
        try:
            client.call("POST", path, body)
            return
        except Refused as refused:
            if refused.status not in {429, 503}:
                raise
            time.sleep(1)
    raise OSError("the box is too busy for the class")
