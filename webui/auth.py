"""Who asks: the session cookie of a browser, or the bearer token of a script."""

from typing import Final

from flask import g
from flask import request
from flask import Response

from appliance.classroom import sessions
from appliance.classroom.records import Actor
from webui.box import box

COOKIE: Final = "crowdbox"
_MONTH: Final = 30 * 24 * 3600
_BEARER: Final = "bearer "


def bearer() -> str | None:
    """Return the token of the Authorization header: "" for one that is no bearer's, None without.

    A request with that header is a script's: its cookies do not count.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    return header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else ""


def token() -> str:
    """Return the session token that this request carries, "" where it has none."""
    from_header = bearer()
    return request.cookies.get(COOKIE, "") if from_header is None else from_header


def actor() -> Actor:
    """Return who sends this request; ANONYMOUS where nobody is signed in."""
    if "actor" not in g:
        g.actor = sessions.who(box().room, token())
    found: Actor = g.actor
    return found


def sign_in(response: Response, token: str) -> Response:
    """Make the browser that gets `response` carry `token` from now on; scripts keep it themselves.

    The token is always a new one: what the browser carried before cannot become a session.
    """
    if bearer() is None:
        response.set_cookie(
            COOKIE,
            token,
            max_age=_MONTH,
            path="/",
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def sign_out(response: Response) -> Response:
    """End this request's session and let the browser forget it."""
    sessions.close_session(box().room, token())
    g.pop("actor", None)
    response.delete_cookie(
        COOKIE, path="/", secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response
