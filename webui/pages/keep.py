"""The page in a new network of the box on which it is kept; else the box goes back by itself.

In that network the box has another address, so the teacher's browser has no session there: the
code that their page was given lets in too.
"""

from typing import Final

from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import request
from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from appliance.classroom import klass
from appliance.classroom.permissions import allowed
from appliance.classroom.problems import Problem
from appliance.network.records import NetworkStatus
from webui.api.box_network import ACTION
from webui.api.box_network import KEEP
from webui.auth import actor
from webui.box import box
from webui.problems import message

blueprint = Blueprint("keep", __name__)
_VERBS: Final = {"keep": "network.confirm", "back": "network.back"}


@blueprint.get(KEEP)
def page() -> AnyResponse:
    """Ask whether to keep the network, or send on whoever may not say so."""
    code = request.args.get("code", "")
    if klass.classroom(box().room) is None or not _may(code):
        return redirect("/teacher/box", 303)
    return _page(code, _status(), None)


@blueprint.post(KEEP)
def decide() -> AnyResponse:
    """Keep the network, or go back; the page says how that went."""
    code = request.form.get("code", "")
    if not _may(code):
        raise Problem("nothing_pending")
    verb = _VERBS.get(request.form.get("do", ""))
    if verb is None:
        raise Problem("bad_request", field="do")
    given = {"client": request.remote_addr or ""} if verb == "network.confirm" else {}
    try:
        status = box().machine.record(NetworkStatus, verb, **given)
    except Problem as problem:
        return _page(code, _status(), problem)
    box().keeper.end()
    return _page("", status, None, done=request.form["do"])


def _may(code: str) -> bool:
    return allowed(actor(), ACTION) or box().keeper.knows(code)


def _status() -> NetworkStatus | None:
    try:
        return box().machine.record(NetworkStatus, "network.status")
    except Problem:
        return None


def _page(
    code: str, status: NetworkStatus | None, problem: Problem | None, done: str = ""
) -> Response:
    shown = render_template(
        "teacher/keep.html",
        code=code,
        pending=status.pending if status else None,
        status=status,
        done=done,
        message=message(problem) if problem else "",
        here=KEEP,
    )
    return Response(shown, problem.kind.status if problem else 200, mimetype="text/html")
