"""What every request must pass and every reply must say, whatever page or API it is."""

import gzip
from typing import Final

from flask import Flask
from flask import request
from flask import Response

from appliance.classroom.problems import Problem
from appliance.classroom.records import MEDIA
from appliance.classroom.records import Project
from webui import doors
from webui.auth import bearer
from webui.box import box

SAFE: Final = {"GET", "HEAD", "OPTIONS"}
OPEN_TO_ALL_SITES: Final = "/api/scratch/"
"""The compatible API: it takes no cookie, so that other sites' pages may call it with a key."""
DEVICES: Final = "camera=(self), microphone=(self), geolocation=(), display-capture=()"
"""What of the device pages may ask for: pictures and sounds of the class, never where it is."""
_AROUND_MEDIA: Final = 16 * 1024
"""Bytes of a request beside its file."""
_WORTH_COMPRESSING: Final = 1_000


def init_app(app: Flask) -> None:
    """Guard `app` against other websites, large bodies and other people's scripts."""
    app.config["MAX_CONTENT_LENGTH"] = app.extensions["crowdbox"].settings.max_body_kb * 1024
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    app.before_request(check_origin)
    app.after_request(_finish)


def check_origin() -> None:
    """Raise Problem `wrong_origin` where another website's page sends what changes something.

    Browsers say in Origin, and newer ones in Sec-Fetch-Site, where a request comes from; scripts
    say neither and carry no cookie of ours. OWASP's "Cross-Site Request Forgery Prevention".
    """
    if request.method in SAFE or request.path.startswith(OPEN_TO_ALL_SITES):
        return
    if bearer() is not None:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != f"{request.scheme}://{request.host}".lower():
        raise Problem("wrong_origin")
    if origin is None and request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        raise Problem("wrong_origin")


def allow_upload() -> None:
    """Let this request carry a file: a project or a backup."""
    request.max_content_length = box().settings.max_upload_mb * 1_000_000


def allow_media(project: str) -> None:
    """Let this request carry a file in base64, as large as the project's type may have it."""
    here = box()
    found = here.room.find(Project, id=project)
    if found is None or found.type not in MEDIA:
        return
    settings = here.settings
    most = settings.max_image_mb if found.type == "images" else settings.max_sound_mb
    request.max_content_length = most * 1_000_000 * 4 // 3 + _AROUND_MEDIA


def content_policy(host: str, frames: str = "") -> str:
    """Return the Content-Security-Policy of a page that was asked for at `host`.

    It may show pages of the origin `frames` in itself.

    The web socket is named because older Safari does not count it to 'self'. A page shows and
    plays what its own script has just made (`blob:`, `data:`) before it is on the box.
    """
    sockets = f" ws://{host} wss://{host}" if doors.is_host(host) else ""
    return (
        f"{f'frame-src {frames}; ' if frames else ''}"
        f"default-src 'self'; connect-src 'self'{sockets}; "
        "img-src 'self' blob: data:; media-src 'self' blob:; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )


def editor_policy(host: str, embedder: str) -> str:
    """Return the policy of the Scratch editor at `host`; pages of `embedder` may show it.

    Scratch compiles programs to JavaScript, and takes drawings and sounds from `data:` and `blob:`.
    Nothing leads off the box.
    """
    sockets = f" ws://{host} wss://{host}" if doors.is_host(host) else ""
    around = embedder or "'none'"
    return (
        f"default-src 'self'; connect-src 'self' data: blob:{sockets}; "
        "script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
        "worker-src 'self' blob:; frame-src 'self' blob: data:; object-src 'none'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {around}"
    )


def _policy() -> str:
    if doors.scratch():
        return editor_policy(request.host, doors.pages_origin())
    return content_policy(request.host)


def _finish(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", DEVICES)
    if not request.path.startswith(OPEN_TO_ALL_SITES):
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    return _compressed(response)


def _compressed(response: Response) -> Response:
    """Compress a page. It holds no secret beside what its reader sent, so sizes tell nothing."""
    if response.mimetype != "text/html" or response.direct_passthrough:
        return response
    response.headers.add("Vary", "Accept-Encoding")
    body = response.get_data()
    if len(body) < _WORTH_COMPRESSING or not request.accept_encodings["gzip"]:
        return response
    response.set_data(gzip.compress(body, compresslevel=6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
