import logging
import shutil
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from appliance.classroom import examples
from appliance.classroom import keys
from appliance.classroom import projects
from appliance.classroom import sessions
from appliance.classroom import students
from appliance.classroom import teacher as teachers
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.room import open_room
from appliance.settings import Settings
from tests.machine import Machine
from webui import create_app
from webui.auth import COOKIE
from webui.box import Box

PASSWORD = "a long password"
TEACHER = Actor(role="teacher")


@dataclass(frozen=True)
class World:
    """A class with a project of its own, a student's private project, and everybody's token."""

    folder: Path
    tokens: dict[str, str]
    students: dict[str, str]
    shared: str
    private: str
    example: dict[str, str]
    key: dict[str, str]


def settings_for(folder: Path, **changes: Any) -> Settings:
    return Settings(data=folder, announce=False, host="127.0.0.1", port=8123, **changes)


@contextmanager
def _refused(code: str) -> Iterator[None]:
    with pytest.raises(Problem) as caught:
        yield
    assert caught.value.code == code


@pytest.fixture
def refused() -> Callable[[str], Any]:
    """`with refused("code"):` expects exactly that Problem."""
    return _refused


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world, made once: each test gets a copy of its folder."""
    folder = tmp_path_factory.mktemp("world")
    room = open_room(folder)
    teachers.claim(
        room,
        code="k",
        expected="k",
        password=PASSWORD,
        class_name="3B",
        language="en",
        address="",
    )
    joined = {
        name: students.join(room, class_code=_code(room), name=name, secret=None, address="")
        for name in ("Ada", "Ben", "Cem")
    }
    people = {name: Actor(role="student", student=item.student.id) for name, item in joined.items()}
    wanted: dict[str, Any] = {"type": "text", "labels": ["Sun", "Rain"]}
    shared = projects.create(room, TEACHER, name="Weather", crowd_sourced=True, **wanted).id
    private = projects.create(room, people["Ben"], name="Mine", crowd_sourced=False, **wanted).id
    for actor, project in (
        *((actor, shared) for actor in people.values()),
        (people["Ben"], private),
    ):
        for number in range(4 if project == shared else 12):
            label, text = (("Sun", "bright warm day"), ("Rain", "wet grey drops"))[number % 2]
            examples.add(
                room, actor, project, id=str(uuid.uuid4()), label=label, data=f"{text} {number}"
            )
    made = World(
        folder=folder,
        tokens={
            "teacher": sessions.open_session(room, "teacher"),
            "projector": sessions.open_session(room, "projector"),
            **{name: item.token for name, item in joined.items()},
        },
        students={name: item.student.id for name, item in joined.items()},
        shared=shared,
        private=private,
        example={
            project: examples.page(room, TEACHER, project)[0][0].example.id
            for project in (shared, private)
        },
        key={
            shared: keys.create(room, people["Ada"], shared).key,
            private: keys.create(room, people["Ben"], private).key,
        },
    )
    room.close()
    return made


def _code(room: Any) -> str:
    return str(room.db.table("class").all()[0]["class_code"])


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Apps that are closed when the test ends: `make_app(folder, max_clients=3)`."""
    made: list[Flask] = []

    def make(folder: Path = tmp_path, **changes: Any) -> Flask:
        made.append(create_app(settings_for(folder, **changes)))
        return made[-1]

    yield make
    for app in made:
        app.extensions["crowdbox"].close()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """A new box that nobody has claimed."""
    return make_app()


@pytest.fixture
def world(template: World, tmp_path: Path) -> World:
    """A fresh copy of the class."""
    shutil.copytree(template.folder, tmp_path, dirs_exist_ok=True)
    return World(**{**vars(template), "folder": tmp_path})


@pytest.fixture
def lesson(world: World, make_app: Callable[..., Flask]) -> Flask:
    """A box with the class of `world`."""
    return make_app(world.folder)


@pytest.fixture
def machine(world: World) -> Iterator[Machine]:
    """What a Raspberry Pi would say, on the socket of the helper."""
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        running = Machine(Path(folder) / "helper.sock", world.folder / "run").start()
        yield running
        running.stop()


@pytest.fixture
def machine_app(machine: Machine, world: World, make_app: Callable[..., Flask]) -> Flask:
    """A box that was made from the image, with the class of `world`."""
    return make_app(world.folder, helper=str(machine.path), https_port=443)


@pytest.fixture
def boss(machine_app: Flask, world: World) -> FlaskClient:
    """The teacher of that box."""
    client = machine_app.test_client()
    client.set_cookie(COOKIE, world.tokens["teacher"])
    return client


@pytest.fixture(scope="session")
def trained_template(
    template: World, trainer: Any, tmp_path_factory: pytest.TempPathFactory
) -> World:
    """The world after a training of the class's project."""
    folder = tmp_path_factory.mktemp("trained")
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    made = World(**{**vars(template), "folder": folder})
    app = create_app(settings_for(folder))
    link(made, trainer.socket)
    box: Box = app.extensions["crowdbox"]
    box.training.start(TEACHER, made.shared)
    until(lambda: box.training.running(made.shared) is None, 60)
    box.close()
    (folder / "run" / "trainer.sock").unlink()
    return made


@pytest.fixture
def taught(trained_template: World, trainer: Any, world: World) -> World:
    """`world` with a model in its class project and a trainer that answers; ask for it before
    anything that starts the box."""
    shutil.copytree(trained_template.folder, world.folder, dirs_exist_ok=True)
    link(world, trainer.socket)
    return world


def link(world: World, socket: Path) -> None:
    run = world.folder / "run"
    run.mkdir(exist_ok=True)
    (run / "trainer.sock").symlink_to(socket)


def until(done: Callable[[], object], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


@contextmanager
def _served(app: Flask) -> Iterator[int]:
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.port
    app.extensions["crowdbox"].hang_up()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def serve() -> Callable[[Flask], Any]:
    """`with serve(app) as port:` a real server of an app."""
    return _served


@pytest.fixture
def port(lesson: Flask) -> Iterator[int]:
    """The port of a real server with the class of `world`."""
    with _served(lesson) as port:
        yield port


@pytest.fixture
def box(lesson: Flask) -> Box:
    found: Box = lesson.extensions["crowdbox"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody in particular, at a box that nobody has claimed."""
    return app.test_client()


@pytest.fixture
def browser(lesson: Flask, world: World) -> Callable[[str], FlaskClient]:
    """`browser("Ada")`: a browser in which someone of `world` is signed in; "" is nobody."""

    def make(who: str) -> FlaskClient:
        made = lesson.test_client()
        if who:
            made.set_cookie(COOKIE, world.tokens[who])
        return made

    return make


class Editor(FlaskClient):
    """A browser at the Scratch editor's door, one port above that of the pages."""

    def open(self, *args: Any, **options: Any) -> Any:
        """Send a request to that door."""
        return super().open(*args, **{"base_url": "http://localhost:8124", **options})


@pytest.fixture
def at_scratch(lesson: Flask) -> Callable[[str], FlaskClient]:
    """`at_scratch(token)`: a client at the Scratch editor's door with a token, "" for none."""

    def make(token: str) -> FlaskClient:
        made = Editor(lesson, lesson.response_class)
        if token:
            made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return made

    return make


@pytest.fixture
def editor(
    at_scratch: Callable[[str], FlaskClient], world: World, box: Box
) -> Callable[..., FlaskClient]:
    """`editor("Ada")`: the Scratch editor of someone of `world`."""

    def make(
        who: str, tool: Any = "scratch", program: str = "", project: str = world.shared
    ) -> FlaskClient:
        opener = world.tokens[who]
        token = sessions.open_editor(box.room, opener, project=project, tool=tool, program=program)
        return at_scratch(token)

    return make


@pytest.fixture
def teacher(browser: Callable[[str], FlaskClient]) -> FlaskClient:
    """The teacher's browser."""
    return browser("teacher")


@pytest.fixture
def student(browser: Callable[[str], FlaskClient]) -> FlaskClient:
    """Ada's browser: a student of the class."""
    return browser("Ada")
