"""The lesson that the demo plays: collect, freeze, train, use, with the projector following."""

import secrets
import select
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any

from appliance.demo import sentences
from appliance.demo.class_ import deal
from appliance.demo.class_ import Pace
from appliance.demo.class_ import SimulatedClass
from appliance.demo.client import Client

CLASS_NAME = "Demo class"
SEED = 4
"""Deals the sentences so that the demo is the same each time."""
SECONDS_TO_READ = 45
"""How long a newcomer has to open the projector before the class comes in."""


@dataclass(frozen=True)
class Tempo:
    """How fast the lesson goes: the class's pace, and the seconds a screen stays up."""

    pace: Pace
    screen: float
    patience: float


SLOW = Tempo(Pace(joining=14, writing=62), screen=8, patience=SECONDS_TO_READ)
FAST = Tempo(Pace(joining=0.3, writing=2), screen=0.2, patience=0)


class Lesson:
    """One lesson on the box at `port`, told with `say`; `stop` ends it early."""

    def __init__(self, port: int, tempo: Tempo, say: Callable[[str], None], stop: Event) -> None:
        self.port = port
        self.tempo = tempo
        self.say = say
        self.stop = stop
        self.password = secrets.token_hex(4)
        self.teacher = Client(port)
        pupils = deal(sentences.STUDENTS, sentences.written(), SEED)
        self.students = SimulatedClass(port, pupils, tempo.pace, stop)
        self.project = ""

    def play(self, claim_code: str) -> None:
        """Play the whole lesson; raises Refused or OSError if the box does."""
        self.prepare(claim_code)
        self.invite()
        self.fill()
        self.train()
        self.use()

    def close(self) -> None:
        """Hang up all connections."""
        self.students.close()
        self.teacher.close()

    def prepare(self, claim_code: str) -> None:
        """Claim the box and make the project with its four labels."""
        claim = {"code": claim_code, "password": self.password}
        claim |= {"class_name": CLASS_NAME, "language": "en"}
        self._teacher("POST", "/claim", claim)
        self.teacher.token = self._teacher("POST", "/login", {"password": self.password})["token"]
        wanted = {"name": sentences.PROJECT, "type": "text", "crowd_sourced": True}
        self.project = self._teacher("POST", "/projects", wanted)["id"]
        for label in sentences.LABELS:
            self._teacher("POST", f"/projects/{self.project}/labels", {"name": label})
        self._show("join", text="", revealed=False)

    def invite(self) -> None:
        """Say where to look, wait for the newcomer, then let the class join."""
        here = f"http://localhost:{self.port}"
        network = self._teacher("GET", "/network")
        self.say("A box with a class of thirty simulated students is ready.\n")
        self.say(f"  1. The projector:  {here}/projector#{self._paired()}")
        self.say(f"  2. The teacher:    {here}/teacher   password: {self.password}")
        self.say(f"  3. You, a student: {network['join']}\n")
        self._wait_for_newcomer()
        self.say("Thirty students join. Look at the projector: their names arrive.")
        self.students.join(self._teacher("GET", "/me")["class_code"])

    def fill(self) -> None:
        """Let the class write, and show one minute of it growing on the wall."""
        self._show("wall")
        self.say(f"They write for {self.tempo.pace.writing:.0f} seconds. Look at the bars grow.")
        done = self.students.contribute(self.project)
        counts = self._teacher("GET", f"/projects/{self.project}/counts")
        self.say(f"{done} examples were acknowledged; the box counts {counts['total']}")
        self.say(f"by {counts['contributors']} students. Now the teacher reveals the newest.")
        self._show("wall", revealed=True)
        self.stop.wait(self.tempo.screen)

    def train(self) -> None:
        """Freeze, train, and show the honest score."""
        self._phase("freeze")
        self._phase("train")
        self._show("training", revealed=False)
        self.stop.wait(self.tempo.screen / 3)
        self.say("The teacher presses Train.")
        job = self._teacher("POST", f"/projects/{self.project}/train")["job"]
        state = self._job(job)
        if state["state"] != "done":
            raise OSError(f"the training ended as {state['state']}: {state.get('message', '')}")
        self.stop.wait(self.tempo.screen / 3)
        score = self._teacher("GET", f"/projects/{self.project}/models")["models"][-1]["score"]
        self.say(f"Trained: {score['right']} of {score['of']} right, judged by students it had")
        self.say("never seen. The projector shows which crews it mixes up.")
        self._show("result")
        self.stop.wait(self.tempo.screen)

    def use(self) -> None:
        """Let students try the model, and show some of it on the projector."""
        self._phase("use")
        texts = [text for _, text in sentences.TRIES]
        guesses = self.students.predict(self.project, texts)
        hits = sum(guess == crew for guess, (crew, _) in zip(guesses, sentences.TRIES, strict=True))
        for text in texts[: len(sentences.LABELS)]:
            self._show("try", text=text)
            self.stop.wait(self.tempo.screen / 2)
        self.say(f"Students tried {len(guesses)} new sentences: {hits} came out right.")

    def _teacher(self, method: str, path: str, body: object = None) -> Any:
        return self.teacher.call(method, path, body)

    def _phase(self, phase: str) -> None:
        self._teacher("PATCH", f"/projects/{self.project}", {"phase": phase})

    def _show(self, screen: str, **changes: object) -> None:
        self._teacher("PUT", "/projector", {"screen": screen, "project": self.project} | changes)

    def _paired(self) -> str:
        """Return the secret of a pairing that the teacher has approved already."""
        pairing = self._teacher("POST", "/projector/pairings")
        self._teacher("POST", "/projector/pair", {"code": pairing["code"]})
        return str(pairing["secret"])

    def _job(self, job: str) -> Any:
        while not self.stop.is_set():
            state = self._teacher("GET", f"/projects/{self.project}/jobs/{job}")
            if state["state"] not in {"queued", "running"}:
                return state
            time.sleep(0.2)
        raise KeyboardInterrupt

    def _wait_for_newcomer(self) -> None:
        if not self.tempo.patience or not sys.stdin.isatty():
            return
        self.say(f"Open the projector, then press Enter (or wait {self.tempo.patience:.0f} s).")
        select.select([sys.stdin], [], [], self.tempo.patience)
