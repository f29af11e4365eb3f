"""The two doors of the box, each an origin of its own: the pages, and the Scratch editor.

What children program and draw runs in the editor, so nothing there may act as whoever looks at it:
docs/decisions/0006-scratch-origin.md.
"""

import re
from collections.abc import Callable
from collections.abc import Iterable
from typing import Any
from typing import Final

from flask import Flask
from flask import redirect
from flask import request
from werkzeug import Response

from appliance.classroom.problems import Problem
from appliance.settings import Settings
from webui import forwarded
from webui.box import box

_DOOR: Final = "crowdbox.door"
_PAGES: Final = "pages"
_SCRATCH: Final = "scratch"
_ONLY_SCRATCH: Final = ("/scratch/", "/api/v1/scratch/")
_BOTH: Final = ("/static/", "/api/v1/health")
_USUAL: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?")

Environ = dict[str, Any]
Place = int | str
"""Where a request came in: a TCP port, or the path of a Unix socket."""


class Doors:
    """WSGI middleware that knows from the socket by which door a request came.

    No cookie passes the Scratch door in either direction.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], settings: Settings) -> None:
        self._app = app
        self._scratch: Place = (
            settings.scratch_socket if settings.sockets else settings.scratch_door
        )

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        place = _place(environ)
        forwarded.settle(environ, behind=isinstance(place, str))
        if place != self._scratch:
            environ[_DOOR] = _PAGES
            return self._app(environ, start_response)
        environ[_DOOR] = _SCRATCH
        environ.pop("HTTP_COOKIE", None)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [header for header in headers if header[0].lower() != "set-cookie"]
            return start_response(status, kept, *rest)

        return self._app(environ, start)


def init_app(app: Flask) -> None:
    """Show at each door of `app` what is behind it; before any other check of a request."""
    app.before_request(_check)


def wrap(app: Flask) -> None:
    """Put the doors before all else that answers for `app`, the live channel too."""
    settings = app.extensions["crowdbox"].settings
    app.wsgi_app = Doors(app.wsgi_app, settings)  # type: ignore[method-assign]


def scratch() -> bool:
    """Tell whether this request came by the door of the Scratch editor."""
    return request.environ.get(_DOOR) == _SCRATCH


def pages_origin() -> str:
    """Return the origin of the pages under the name by which this request knows the box, or ""."""
    settings = box().settings
    return _origin(settings.https_port if request.is_secure else settings.port)


def https_origin() -> str:
    """Return the origin of the pages over HTTPS under the name that this request uses, or ""."""
    return _origin(box().settings.https_port, "https")


def scratch_origin() -> str:
    """Return the origin of the Scratch editor under the name that this request uses, or ""."""
    settings = box().settings
    return _origin(settings.https_scratch_door if request.is_secure else settings.scratch_door)


def is_host(host: str) -> bool:
    """Tell whether a Host header is one that can stand in a policy or an address."""
    return _HOST.fullmatch(host) is not None


def _origin(port: int, scheme: str = "") -> str:
    scheme = scheme or request.scheme
    named = _HOST.fullmatch(request.host)
    if named is None:
        return ""
    usual = port in {0, _USUAL[scheme]}  # browsers leave it out of an origin
    return f"{scheme}://{named[1]}" + ("" if usual else f":{port}")


def _place(environ: Environ) -> Place:
    """Return where a request came in: its socket tells, as Host is the client's word."""
    for server in ("gunicorn.socket", "werkzeug.socket"):
        if server in environ:
            address = environ[server].getsockname()
            return int(address[1]) if isinstance(address, tuple) else str(address)
    return int(environ["SERVER_PORT"])


def _check() -> Response | None:
    """Raise Problem `not_found` for what is behind the other door."""
    only_scratch = request.path.startswith(_ONLY_SCRATCH)
    if not scratch():
        if only_scratch:
            raise Problem("not_found")
        return None
    if request.path == "/":
        return redirect("/scratch/")
    if not only_scratch and not request.path.startswith(_BOTH):
        raise Problem("not_found")
    return None
