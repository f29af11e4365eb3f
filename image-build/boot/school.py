"""What people do with a box: its teacher, its class, its plug."""

import http.client
import re
import ssl
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from appliance.demo.client import Client
from appliance.demo.client import Refused
from imagebuild.emulator import Machine
from imagebuild.emulator import PATIENCE

PASSWORD = "correct horse"
CLASS = "Room 12"
LABELS = ("sunny", "rainy", "snowy", "stormy")
ADDRESS = "10.0.2.15"
"""The box's own in QEMU's network."""


@dataclass
class Reply:
    """What came back for one request."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")


@dataclass
class School:
    """One box and those who use it."""

    machine: Machine
    token: str = ""
    project: str = ""
    boot: float = 0.0
    """Seconds that the last start took to the first page."""
    students: list[Client] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    """Ids of all examples that the box has said are safe."""

    def switch_on(self) -> float:
        """Give the box power and return the seconds to its first page."""
        for student in self.students:
            student.close()
        began = time.monotonic()
        self.machine.start()
        self.awake()
        self.boot = time.monotonic() - began
        return self.boot

    def awake(self) -> None:
        """Wait until pages come."""
        self.machine.wait_for(self.healthy, "the first page")

    def healthy(self) -> bool:
        """Tell whether the box answers."""
        return self.get("/api/v1/health").status == 200

    def get(self, path: str, host: str = ADDRESS, port: str = "http", **headers: str) -> Reply:
        """Ask for a path under a host's name, as a browser in the class's Wi-Fi does."""
        kind = http.client.HTTPConnection
        place = self.machine.ports[port]
        connection = kind("127.0.0.1", place, timeout=120)
        if port == "https":
            connection = http.client.HTTPSConnection(
                "127.0.0.1", place, timeout=120, context=ssl._create_unverified_context()
            )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request("GET", path, headers={"Host": host, **named})
            reply = connection.getresponse()
            return Reply(reply.status, dict(reply.getheaders()), reply.read())
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def client(self, token: str = "") -> Client:
        """Return a person's connection."""
        return Client(self.machine.ports["http"], token, PATIENCE)

    def ask(self, method: str, path: str, body: object = None, token: str = "") -> Any:
        """Call the box as somebody, and hang up."""
        with closing(self.client(token)) as client:
            return patient(client, method, path, body)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Call the box as its teacher."""
        return self.ask(method, path, body, self.token)

    def note(self) -> str:
        """Return what the box has written onto the card for a person to read."""
        return self.machine.card.read("CROWDBOX.TXT").decode("utf-8-sig")

    def claim(self, code: str) -> None:
        """Become the teacher with a claim code, and make a project."""
        body = {"code": code, "password": PASSWORD, "class_name": CLASS, "language": "en"}
        self.token = self.ask("POST", "/claim", body)["token"]
        made = self.call(
            "POST", "/projects",
            {"name": "Weather", "type": "text", "crowd_sourced": True, "labels": list(LABELS)},
        )  # fmt: skip
        self.project = made["id"]

    def sign_in(self, password: str = PASSWORD) -> None:
        """Sign in as the teacher."""
        self.token = self.ask("POST", "/login", {"password": password})["token"]

    def join(self, names: list[str]) -> list[Client]:
        """Let students in, as many at once as press the button."""
        code = self.call("GET", "/class").get("class_code", "")

        def enter(name: str) -> Client:
            client = self.client()
            body = {"class_code": code, "name": name}
            client.token = patient(client, "POST", "/join", body)["token"]
            return client

        with ThreadPoolExecutor(len(names)) as pool:
            return list(pool.map(enter, names))

    def add(self, students: list[Client], each: int) -> None:
        """Let each student add so many examples, all at the same time."""

        def write(number: int) -> None:
            for turn in range(each):
                self.write(students[number], number * each + turn)

        with ThreadPoolExecutor(len(students)) as pool:
            list(pool.map(write, range(len(students))))

    def write(self, student: Client, number: int) -> None:
        """Let a student add one example; it counts as safe when the box has said so."""
        label = LABELS[number % len(LABELS)]
        body = {"id": str(uuid.uuid4()), "label": label, "data": sentence(label, number)}
        patient(student, "POST", f"/projects/{self.project}/examples", body)
        self.acknowledged.add(body["id"])

    def write_until(self, students: list[Client], stop: threading.Event) -> None:
        """Let all students write as fast as they can until the power goes."""

        def write(number: int) -> None:
            turn = 1000 * (number + 1)
            while not stop.is_set():
                try:
                    self.write(students[number], turn)
                except (OSError, Refused):
                    return
                turn += 1

        with ThreadPoolExecutor(len(students)) as pool:
            list(pool.map(write, range(len(students))))

    def stored(self) -> set[str]:
        """Return the ids of all examples that are on the box."""
        found: set[str] = set()
        after = ""
        while True:
            path = f"/projects/{self.project}/examples?limit=1000{after}"
            page = self.call("GET", path)
            found |= {each["id"] for each in page["examples"]}
            if page["next"] is None:
                return found
            after = f"&after={page['next']}"

    def train(self) -> dict[str, Any]:
        """Train the model and return the finished job."""
        self.call("PATCH", f"/projects/{self.project}", {"phase": "train"})
        job = self.call("POST", f"/projects/{self.project}/train")["job"]
        path = f"/projects/{self.project}/jobs/{job}"

        def ended() -> dict[str, Any] | None:
            state: dict[str, Any] = self.call("GET", path)
            return None if state["state"] in {"queued", "running"} else state

        found: dict[str, Any] = self.machine.wait_for(ended, "the end of the training", 900)
        return found

    def board(self) -> dict[str, Any]:
        """Return what the box says of itself as a machine."""
        found: dict[str, Any] = self.call("GET", "/box/board")
        return found

    def upload(self, update: Any, size: int) -> None:
        """Send an update's file to the box, as the teacher's browser does."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.machine.ports["http"], timeout=900
        )
        headers = {
            "Authorization": f"Bearer {self.token}", "Content-Length": str(size),
            "Content-Type": "application/octet-stream",
        }  # fmt: skip
        with closing(connection):
            connection.request("POST", "/api/v1/box/update", update, headers)
            reply = connection.getresponse()
            text = reply.read()
        if reply.status >= 400:
            raise AssertionError(text)

    def checked(self) -> dict[str, Any]:
        """Wait until an update has been looked into, and return how that ended."""

        def ended() -> dict[str, Any] | None:
            chore: dict[str, Any] = self.call("GET", "/box/chore")
            return None if chore["state"] == "running" else chore

        found: dict[str, Any] = self.machine.wait_for(ended, "the end of the look", 900)
        return found


def patient(client: Client, method: str, path: str, body: object = None) -> Any:
    """Call, and wait a moment where the box asks for it, as a browser does."""
    for _ in range(60):
        try:
            return client.call(method, path, body)
        except Refused as refused:
            if refused.status not in {429, 503}:
                raise
            time.sleep(1)
    raise OSError(f"{path}: too busy for a minute")


def sentence(label: str, number: int) -> str:
    """Return what a child might write about that weather."""
    parts = {
        "sunny": ("the sun shines", "bright and warm", "we play outside in the light"),
        "rainy": ("it rains", "wet shoes and puddles", "take an umbrella"),
        "snowy": ("it snows", "white and cold", "we build a snowman"),
        "stormy": ("the wind howls", "thunder and lightning", "branches break off the trees"),
    }[label]
    return f"{parts[number % 3]}, {parts[(number + 1) % 3]} on day {number}"


def found_in(pattern: str, text: str) -> str:
    """Return the first group of a pattern that has to be in a text."""
    match = re.search(pattern, text)
    assert match, f"no {pattern} in {text}"
    return match[1]
