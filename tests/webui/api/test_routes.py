"""The walk: every route with every role does exactly what the table of permissions says."""

import hashlib
import io
import secrets

import pytest
from msgspec import structs

from appliance.classroom.permissions import TABLE
from appliance.classroom.records import Example
from appliance.classroom.records import Program
from appliance.classroom.records import Project
from appliance.classroom.records import Show
from appliance.classroom.records import Student
from appliance.classroom.records import Version
from webui.api import PREFIX
from webui.api.compat import FILE as COMPAT_FILE
from webui.api.compat import PREFIX as COMPAT
from webui.api.compat import ROUTES as COMPAT_ROUTES
from webui.api.routes import Route
from webui.api.routes import ROUTES

ROLES = {
    "anonymous": ("", "shared"),
    "teacher": ("teacher", "shared"),
    "projector": ("projector", "shared"),
    "member": ("Ada", "shared"),
    "owner": ("Ben", "private"),
    "stranger": ("Cem", "private"),
}
"""relation → (who of the world, which project)"""
BODIES = {
    "claim": {"code": "x", "password": "a long one", "class_name": "x", "language": "en"},
    "login": {"password": "not this"},
    "join": {"class_code": "0", "name": "Eva"},
    "change_password": {"old": "not this", "new": "another one"},
    "change_class": {"joining_open": False},
    "wipe_class": {"confirm": "3B"},
    "rename_student": {"name": "Eva"},
    "create_project": {"name": "New", "type": "text", "crowd_sourced": False},
    "change_project": {"closed": True},
    "add_label": {"name": "Snow"},
    "rename_label": {"name": "Snow"},
    "add_example": {
        "id": "0192f7c4-7a00-7000-8000-000000000001", "label": "Sun", "data": "bright",
    },
    "add_batch": {
        "batch": "0192f7c4-7a00-7000-8000-00000000000b",
        "examples": [
            {"id": "0192f7c4-7a00-7000-8000-000000000002", "label": "Sun", "data": "bright"},
        ],
    },
    "change_example": {"data": "other words"},
    "choose_model": {"version": 0},
    "predict": {"data": "bright"},
    "start_study": {"kind": "curve"},
    "lock_test_set": {"share": 0.2},
    "drive_projector": {"screen": "wall"},
    "approve_pairing": {"code": ""},
    "try_on_projector": {"data": "AAAA"},
    "open_scratch": {},
    "start_hotspot": {"open": False},
    "join_wifi": {"ssid": "School", "password": "a secret one"},
    "set_clock": {"time": 1_800_000_000},
    "reset_box": {"confirm": "3B"},
    "restore_from_stick": {"name": "a.zip"},
    "take_update": {"name": "a.update"},
}  # fmt: skip
PAGES = [route for route in ROUTES if not route.path.startswith("/scratch/")]
"""The routes of the pages' door; the others want an editor's token: test_scratch_programs.py."""
REFUSED = {"login_needed", "forbidden", "not_found"}


def relation_of(role, route):
    """Return what the role is to what this route is about."""
    alone = "<project>" not in route.path
    return "student" if alone and role in {"member", "owner", "stranger"} else role


def called(route, role, browser, box, world):
    """Call one route as one role, on things that are there."""
    who, which = ROLES[role]
    project = getattr(world, which)
    screen = box.pairings.begin("")
    if route.name == "get_file":
        show_picture(box, project, world.example[project])
    path = route.path
    for name, value in {
        "project": project,
        "student": world.students["Cem"],
        "label": "Rain",
        "example": world.example[project],
        "key": world.key[project],
        "version": "1",
        "job": job_of(box, project) if "<job>" in path else "",
        "secret": screen.secret,
        "stick": "sda1",
        "night": night_of(box) if "<night>" in path else "",
        "program": program_of(box, role, project) if "<program>" in path else "",
    }.items():
        path = path.replace(f"<{name}>", value)
    body = BODIES.get(route.name)
    if route.name == "approve_pairing":
        body = {"code": screen.code}
    sent = {"json": body} if body is not None else {}
    if route.upload:
        sent = {"data": io.BytesIO(b"junk"), "content_type": "application/zip"}
    reply = browser(who).open(PREFIX + path, method=route.method, **sent)
    reply.get_data()
    reply.close()
    return reply


def show_picture(box, project, example):
    """Make an example of a project a picture, on a projector that shows it."""
    room = box.room
    picture = b"\xff\xd8\xff"
    found = room.find(Project, id=project)
    room.save(structs.replace(found, type="images"))
    stored = room.find(Example, id=example)
    ada = room.everything(Student)[0].id if found.crowd_sourced else stored.contributor
    sha256 = hashlib.sha256(picture).hexdigest()
    room.save(structs.replace(stored, data=sha256, contributor=ada))
    room.db.run(lambda: room.db.put_blob(example, picture))
    room.put(Show(project=project, revealed=True))


def program_of(box, role, project):
    """Make a program that may be seen by whoever may see any, and return its id."""
    room, id, body = box.room, secrets.token_hex(8), b"\xff\xd8\xff"
    author = room.find(Project, id=project).owner
    if role == "member":
        author = room.everything(Student)[0].id
    sha256 = hashlib.sha256(body).hexdigest()
    version = Version(number=1, kind="saved", sha256=sha256, size=3, saved=0)
    made = Program(
        id=id, project=project, contributor=author, name="Quiz", versions=(version,),
        thumbnail=sha256,
    )  # fmt: skip
    room.db.run(lambda: [room.db.put_blob(name, body) for name in made.blobs])
    room.insert(made)
    room.put(Show(project=project, program=id))
    return id


def night_of(box):
    """Make what could be a backup of a night, and return its number."""
    box.paths.backups.mkdir(exist_ok=True)
    (box.paths.backups / "night-000001-1.zip").write_bytes(b"junk")
    return "1"


def job_of(box, project):
    from webui.api.stage import TEACHER

    return box.training.start(TEACHER, project).id


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_a_route_refuses_exactly_whom_the_table_refuses(route: Route, role, taught, browser, box):
    reply = called(route, role, browser, box, taught)
    code = reply.json["error"]["code"] if reply.status_code >= 400 else ""
    assert (code in REFUSED) == (relation_of(role, route) not in TABLE[route.action]), code
    assert reply.status_code < 500 or code == "no_scratch"


def test_everything_that_is_served_under_api_is_registered(app):
    served = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods or ()
        if method not in {"HEAD", "OPTIONS"}
    }
    registered = {(route.method, PREFIX + route.path) for route in ROUTES}
    compatible = {(method, COMPAT + path) for method, path in COMPAT_ROUTES}
    compatible |= {("GET", COMPAT + COMPAT_FILE)}
    assert served == registered | compatible


def test_every_route_with_a_body_is_walked_with_one():
    assert {route.name for route in PAGES if route.body} == set(BODIES)


def test_every_route_has_a_name_of_its_own():
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))


def test_an_unknown_path_is_not_found_in_json(client):
    reply = client.get("/api/v1/nothing")
    assert (reply.status_code, reply.json["error"]["code"]) == (404, "not_found")


def test_a_method_that_a_path_does_not_have_is_named_with_those_that_it_has(client):
    reply = client.put("/api/v1/me")
    assert (reply.status_code, reply.json["error"]["code"]) == (405, "method_not_allowed")
    assert "GET" in reply.headers["Allow"]
