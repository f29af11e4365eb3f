"""The JSON API of the box under /api/v1, and one for existing programs under /api/scratch."""

from functools import partial

from flask import Flask

from webui.api import batches
from webui.api import box_chores
from webui.api import box_info
from webui.api import box_machine
from webui.api import box_network
from webui.api import box_nights
from webui.api import box_sticks
from webui.api import box_updates
from webui.api import classroom
from webui.api import compat
from webui.api import examples
from webui.api import files
from webui.api import keys
from webui.api import learning
from webui.api import models
from webui.api import programs
from webui.api import projector
from webui.api import projects
from webui.api import scratch_blocks
from webui.api import scratch_opening
from webui.api import scratch_programs
from webui.api import sessions
from webui.api import starters
from webui.api import studies
from webui.api.routes import Route
from webui.api.routes import ROUTES

PREFIX = "/api/v1"
CHAPTERS = (
    sessions, box_info, classroom, projects, examples, batches, models, studies, learning, keys,
    programs, scratch_opening, scratch_blocks, scratch_programs, starters, files, projector,
    box_network, box_machine, box_chores, box_sticks, box_nights, box_updates,
)  # fmt: skip
"""The modules that declare routes; importing them registers these."""


def init_app(app: Flask) -> None:
    """Serve every registered route."""
    for route in ROUTES:
        app.add_url_rule(
            PREFIX + route.path,
            f"api.{route.name}",
            partial(Route.respond, route),
            methods=[route.method],
            provide_automatic_options=False,
        )
    compat.init_app(app)
