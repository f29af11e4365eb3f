"""What a person or a program is told when something was refused or went wrong."""

import logging
import traceback

import msgspec
from flask import Flask
from flask import render_template
from flask import request
from flask import Response
from flask_babel import gettext
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from appliance.classroom.problems import Problem
from appliance.storage import StorageFailed
from appliance.storage import StorageFull

log = logging.getLogger(__name__)

_BY_STATUS = {
    401: "login_needed",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media",
}


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One problem for programs: a stable `code`, words for a person, the input at fault."""

    code: str
    message: str
    field: str | msgspec.UnsetType = msgspec.UNSET


class Refused(msgspec.Struct, frozen=True):
    """The body of every reply that refuses."""

    error: Refusal


def init_app(app: Flask) -> None:
    """Answer problems with words: a page to people, JSON to programs."""
    app.register_error_handler(Problem, _respond)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StorageFailed, _storage)
    app.register_error_handler(Exception, _unexpected)


def message(problem: Problem) -> str:
    """Return the words of a problem in the language of the request."""
    return str(gettext(problem.kind.message) % problem.values)


def refusal(problem: Problem) -> Refusal:
    """Return a problem as programs get it; `detail` among its values says what was not valid."""
    detail = problem.values.get("detail")
    words = message(problem) + (f" ({detail})" if detail else "")
    return Refusal(code=problem.code, message=words, field=problem.field or msgspec.UNSET)


def as_problem(error: Exception) -> Problem:
    """Return what went wrong as a Problem; what nobody expected is logged, without its words."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException) and (error.code or 500) < 500:
        return too_large() if error.code == 413 else Problem(_by_status(error.code or 400))
    if isinstance(error, StorageFailed):
        return Problem("storage_full" if isinstance(error, StorageFull) else "storage_failed")
    # An exception's own text may hold what a child wrote: only where it happened is logged.
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("unexpected %s\n%s", type(error).__qualname__, frames)
    return Problem("server_error")


def too_large() -> Problem:
    """Return the problem of a body beyond this request's limit."""
    limit = request.max_content_length or 0
    shown = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1024} kB"
    return Problem("too_large", max=shown)


def _respond(problem: Problem, status: int | None = None) -> Response:
    status = status or problem.kind.status
    if request.path.startswith("/api/"):
        body = msgspec.json.encode(Refused(refusal(problem)))
        response = Response(body, status, mimetype="application/json")
    else:
        response = Response(_page(problem, status), status, mimetype="text/html")
    if problem.code in {"wait", "busy"}:
        response.headers["Retry-After"] = str(problem.values.get("seconds", 1))
    return response


def _page(problem: Problem, status: int) -> str:
    words = message(problem)
    try:
        return render_template("error.html", problem=problem, message=words, status=status)
    except Exception as error:  # the page that tells of errors must not fail
        as_problem(error)
        return f"<!doctype html><title>{status}</title><p>{escape(words)}</p>"


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(error.get_body(), error.code, error.get_headers())
    response = _respond(as_problem(error), error.code)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _by_status(status: int) -> str:
    return _BY_STATUS.get(status, "bad_request")


def _storage(error: StorageFailed) -> Response:
    return _respond(as_problem(error))


def _unexpected(error: Exception) -> Response:
    return _respond(as_problem(error))
