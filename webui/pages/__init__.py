"""What people see: one blueprint for each audience."""

from typing import Any
from typing import Final

from flask import Flask
from flask import request

from appliance.classroom import klass
from appliance.classroom.problems import Problem
from webui import assets
from webui import words
from webui.auth import actor
from webui.box import box
from webui.pages.about import blueprint as about
from webui.pages.join import blueprint as join
from webui.pages.keep import blueprint as keep
from webui.pages.projector import blueprint as projector
from webui.pages.scratch import blueprint as scratch
from webui.pages.secure import blueprint as secure
from webui.pages.secure import offered
from webui.pages.secure import PATH
from webui.pages.setup import blueprint as setup
from webui.pages.student import blueprint as student
from webui.pages.teacher import blueprint as teacher
from webui.pages.wifi import blueprint as wifi

EXPECTED: Final = "Crowdbox-Student"
"""Request header of a student's page: the id of the student that the page was made for."""


def register(app: Flask) -> None:
    """Add the pages of every audience to `app`, and what all their templates use."""
    assets.init_app(app)
    app.context_processor(_shared)
    app.before_request(_check_person)
    for blueprint in (setup, about, join, student, teacher, projector, scratch, secure, keep, wifi):
        app.register_blueprint(blueprint)


def _shared() -> dict[str, Any]:
    """Return what base.html shows: the language, the class, who is looking, the way to HTTPS."""
    return {
        "language": words.language(),
        "languages": words.LANGUAGES,
        "classroom": klass.classroom(box().room),
        "me": actor(),
        "machine": box().machine.there,
        "secure_page": PATH if offered() else "",
    }


def _check_person() -> None:
    """Raise Problem `other_student` where a page of one student is sent by another one.

    A shared tablet's cookie is one for all its tabs; what Ana typed before she left, and what
    waited for Wi-Fi, must never be stored as Ben's.
    """
    expected = request.headers.get(EXPECTED)
    if expected and actor().student != expected:
        raise Problem("other_student")
