"""Who one is: claim the box, sign in, join, sign out."""

from flask import request
from flask import Response
from msgspec import UNSET

from appliance import claim as claim_file
from appliance.classroom import klass
from appliance.classroom import students
from appliance.classroom import teacher
from appliance.classroom.records import Actor
from webui import auth
from webui.api.decoding import Input
from webui.api.routes import as_json
from webui.api.routes import route
from webui.api.shapes import JoinedOut
from webui.api.shapes import Me
from webui.api.shapes import Person
from webui.api.shapes import SignedIn
from webui.auth import actor
from webui.box import box


class Claim(Input):
    """What makes somebody the teacher of a new box."""

    code: str
    password: str
    class_name: str
    language: str


class Login(Input):
    """What signs the teacher in."""

    password: str


class Join(Input):
    """What lets a student in; `secret` is four pictures' ids, for a name that is there already."""

    name: str
    class_code: str = ""
    secret: tuple[str, ...] | None = None


class NewPassword(Input):
    """What changes the teacher's password."""

    old: str
    new: str


@route("POST", "/claim", action="box.claim", body=Claim, reply=SignedIn)
def claim(body: Claim) -> Response:
    """Become the teacher of a new box, with the claim code shown where it was started."""
    here = box()
    token = teacher.claim(
        here.room,
        code=body.code,
        expected=claim_file.claim_code(here.paths.data),
        password=body.password,
        class_name=body.class_name,
        language=body.language,
        address=address(),
    )
    claim_file.clear(here.paths.data)
    return auth.sign_in(as_json(SignedIn(role="teacher", token=token)), token)


@route("POST", "/login", action="session.open", body=Login, reply=SignedIn)
def login(body: Login) -> Response:
    """Sign in as the teacher."""
    token = teacher.login(box().room, password=body.password, address=address())
    return auth.sign_in(as_json(SignedIn(role="teacher", token=token)), token)


@route("POST", "/logout", action="session.close", statuses=(204,))
def logout() -> Response:
    """Sign out: the cookie or token of this request ends."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return auth.sign_out(response)


@route("POST", "/join", action="session.open", body=Join, reply=JoinedOut)
def join(body: Join) -> Response:
    """Join the class under a new name, or come back with the four pictures of a known one."""
    joined = students.join(
        box().room,
        class_code=body.class_code,
        name=body.name,
        secret=body.secret,
        address=address(),
    )
    person = Person(id=joined.student.id, name=joined.student.name)
    record = JoinedOut(student=person, secret=joined.secret, token=joined.token)
    return auth.sign_in(as_json(record), joined.token)


@route("GET", "/me", action="box.look", reply=Me)
def me() -> Me:
    """Tell who one is; `anonymous` for whoever is not signed in."""
    return describe(actor())


@route("POST", "/password", action="class.update", body=NewPassword, statuses=(204,))
def change_password(body: NewPassword) -> None:
    """Change the teacher's password; this session stays, others of the teacher end."""
    teacher.change_password(box().room, actor(), old=body.old, new=body.new, keep=auth.token())


def address() -> str:
    """Return where the request comes from, to slow down whoever guesses."""
    return request.remote_addr or ""


def describe(who: Actor) -> Me:
    """Return what `GET /me` says to `who`."""
    room = box().room
    found = klass.classroom(room)
    student = students.find(room, who.student) if who.student else None
    staff = found is not None and who.role in {"teacher", "projector"}
    known = found is not None and who.role != "anonymous"
    return Me(
        role=who.role,
        class_name=found.class_name if known and found else "",
        claimed=found is not None,
        student=Person(id=student.id, name=student.name) if student else UNSET,
        class_code=found.class_code if staff and found else UNSET,
    )
