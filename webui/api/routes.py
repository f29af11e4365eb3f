"""The registry of the JSON API: each route with its records, its permission and its handler.

What is registered here is served, described by the OpenAPI document, walked by the tests with
every role, and must be in docs/api.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from typing import Final

import msgspec
from flask import Response

from appliance.classroom.permissions import SCRATCH_ACTIONS
from appliance.classroom.permissions import TABLE
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from webui.api import decoding
from webui.auth import actor
from webui.security import allow_media

Handler = Callable[..., Any]
Kind = type[msgspec.Struct]
JSON: Final = "application/json"


@dataclass(frozen=True)
class Route:
    """One method of one path under /api/v1."""

    method: str
    path: str
    """With Flask's placeholders, such as `/projects/<project>`."""
    action: str
    """The action of `permissions.TABLE` that it needs."""
    handler: Handler
    body: Kind | None = None
    query: Kind | None = None
    reply: Kind | None = None
    statuses: tuple[int, ...] = (200,)
    """Statuses of success; the first is the usual one."""
    upload: bool = False
    """Whether the body is a zip file, raw or as the field `file` of a form."""
    produces: str = JSON
    """Media type of the reply, or several with commas between."""
    media: bool = False
    """Whether the body may hold a picture or sound in base64, if its project is of such.

    The project is the path's, else that of the Scratch editor's token.
    """
    takes: str = ""
    """Media types of a body that is one file and nothing else, with commas between."""

    @property
    def name(self) -> str:
        """The name of the operation, unique among all routes."""
        return str(self.handler.__name__)

    @property
    def tag(self) -> str:
        """The chapter it belongs to."""
        return str(self.handler.__module__).rpartition(".")[2]

    def respond(self, **path: str) -> Response:
        """Answer the current request; raises Problem."""
        turn_away(actor(), self.action)
        arguments: dict[str, Any] = dict(path)
        if self.media:
            allow_media(path.get("project") or actor().project)
        if self.query is not None:
            arguments["query"] = decoding.query(self.query)
        if self.body is not None:
            arguments["body"] = decoding.body(self.body)
        return self.answer(self.handler(**arguments))

    def answer(self, outcome: Any) -> Response:
        """Make a response of what a handler returned: a record, a response or None."""
        if isinstance(outcome, Response):
            return outcome
        if outcome is None:
            response = Response(status=self.statuses[0])
            del response.headers["Content-Type"]
            return response
        return as_json(outcome, self.statuses[0])


ROUTES: Final[list[Route]] = []
"""All routes in the order in which they were declared."""


def route(
    method: str,
    path: str,
    *,
    action: str,
    body: Kind | None = None,
    query: Kind | None = None,
    reply: Kind | None = None,
    statuses: tuple[int, ...] = (200,),
    upload: bool = False,
    produces: str = JSON,
    media: bool = False,
    takes: str = "",
) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of one method of one path.

    It is called with the path's placeholders by name, and with `query` and `body` where declared.
    It returns the `reply` record, None for an empty reply, or a whole response.
    """

    def register(handler: Handler) -> Handler:
        kinds = (body, query, reply, statuses, upload, produces, media, takes)
        ROUTES.append(Route(method, path, action, handler, *kinds))
        return handler

    return register


def as_json(record: object, status: int = 200) -> Response:
    """Return a reply with one record."""
    return Response(msgspec.json.encode(record), status, mimetype=JSON)


def turn_away(actor: Actor, action: str) -> None:
    """Raise Problem where `actor` may not take `action` on any project, before reading the body.

    Whether they may here and now is for the classroom's functions to say.
    """
    if actor.tool and action not in SCRATCH_ACTIONS.get(actor.tool, ()):
        raise Problem("forbidden")
    possible = {"student", "owner", "member"} if actor.role == "student" else {actor.role}
    if possible & TABLE[action]:
        return
    raise Problem("login_needed" if actor.role == "anonymous" else "forbidden")
