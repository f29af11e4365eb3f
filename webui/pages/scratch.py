"""The page of the Scratch editor, at its own door: who looks at it is for its token to say."""

from flask import Blueprint
from flask import current_app
from flask import render_template
from flask import Response

from webui import doors
from webui.scratch.built import built
from webui.scratch.built import URL

blueprint = Blueprint("scratch", __name__, url_prefix="/scratch")


@blueprint.get("/")
def page() -> Response:
    """Show the editor; 503 where the box was set up without it."""
    found = built()
    shown = render_template(
        "scratch.html",
        main=doors.pages_origin(),
        base=f"{URL}/gui/",
        assets=f"{URL}/assets",
        editor=found.script if found else "",
        texts=current_app.jinja_env.globals["every_text"]("scratch.js"),  # type: ignore[operator]
    )
    return Response(shown, 200 if found else 503, mimetype="text/html")
