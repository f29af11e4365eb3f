"""The web process: pages, API and live channel of one box."""

from flask import Flask

from appliance import settings as settings_module
from appliance.settings import Settings
from webui import api
from webui import doors
from webui import live
from webui import pages
from webui import problems
from webui import security
from webui import static_files
from webui import uploads
from webui import words
from webui.box import Box
from webui.box import open_box
from webui.pages import portal

__all__ = ["create_app"]


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application of the box with these settings, or with those of the environment.

    Opens the box's data, so there can be one at a time for each data folder; whoever makes it
    closes it with `app.extensions["crowdbox"].close()`.
    """
    box = open_box(settings or settings_module.load())
    try:
        return _assembled(box)
    except BaseException:
        box.close()
        raise


def _assembled(box: Box) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.extensions["crowdbox"] = box
    for part in (words, problems, doors, portal, security, uploads, static_files, api, live):
        part.init_app(app)
    pages.register(app)
    doors.wrap(app)
    return app
