"""Who asks: the session cookie of a browser, or the bearer token of a script."""

from typing import Final

from flask import g
from flask import request
from flask import Response

from appliance.classroom import sessions
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import ANONYMOUS
from webui import doors
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
    return _cookie() if from_header is None else from_header


def actor() -> Actor:
    """Return who sends this request; ANONYMOUS where nobody is signed in."""
    if "actor" not in g:
        g.actor = who(token())
    found: Actor = g.actor
    return found


def who(token: str) -> Actor:
    """Return whose token this is at the door of this request; ANONYMOUS where it is nobody's.

    A Scratch editor's token is good at its own door alone, and no other one is good there.
    """
    found = sessions.who(box().room, token)
    return found if bool(found.tool) == doors.scratch() else ANONYMOUS


def editor() -> tuple[Actor, str]:
    """Return who sends this request from a Scratch editor, and the project that it is for.

    Raises Problem `login_needed` where that is nobody.
    """
    found = actor()
    if not found.tool:
        raise Problem("login_needed")
    return found, found.project


def _cookie() -> str:
    """Return the token in the cookie, "" where there is none, or more than one.

    Cookies know no ports, so a child's program in Scratch can set one more of this name, with
    another path. It must not become somebody's session: the box takes none of them.
    """
    found = request.cookies.getlist(COOKIE)
    return found[0] if len(found) == 1 else ""


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
            secure=secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


def secure() -> bool:
    """Tell whether a cookie of this reply is for HTTPS alone.

    Never where the box has HTTP beside HTTPS: one session is to work at both, and browsers let no
    page over HTTP replace a cookie that was Secure, so nobody could sign in there any more
    (draft-ietf-httpbis-rfc6265bis, "Leave Secure Cookies Alone").
    """
    return request.is_secure and not box().settings.https_port


def sign_out(response: Response) -> Response:
    """End this request's session and let the browser forget it."""
    sessions.close_session(box().room, token())
    g.pop("actor", None)
    response.delete_cookie(COOKIE, path="/", secure=secure(), httponly=True, samesite="Lax")
    return response
