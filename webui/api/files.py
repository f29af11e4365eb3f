"""Whole projects and whole boxes as files: download, upload, back up, restore."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Response
from flask import send_file

from appliance import backup
from appliance.classroom import projects
from appliance.classroom import transfer
from appliance.classroom.permissions import require
from appliance.storage.errors import card_errors
from webui.api import decoding
from webui.api import shapes
from webui.api.routes import route
from webui.api.shapes import ProjectOut
from webui.auth import actor
from webui.box import box

ZIP = "application/zip"


@route("GET", "/projects/<project>/export", action="project.export", produces=ZIP)
def export_project(project: str) -> Response:
    """Download a project: its examples as CSV with contributor and label, models' scores."""
    room, who = box().room, actor()
    name = projects.permitted(room, who, "project.export", project).name
    with _spare_file() as path:
        with card_errors(), path.open("wb") as file:
            transfer.export(room, who, project, file)
        # Open, the file outlives its name and is gone when it has been sent, or not.
        stream = path.open("rb")
    return send_file(stream, ZIP, as_attachment=True, download_name=f"{file_name(name)}.zip")


@route(
    "POST",
    "/projects/import",
    action="project.import",
    reply=ProjectOut,
    statuses=(201,),
    upload=True,
)
def import_project() -> ProjectOut:
    """Upload a downloaded project, as a new one. A damaged file changes nothing."""
    who = actor()
    require(who, "project.import")
    with _spare_file() as path:
        decoding.upload(path)
        with path.open("rb") as file:
            made = transfer.import_project(box().room, who, file)
    return shapes.project(made, who)


@route("GET", "/backup", action="box.backup", produces=ZIP)
def download_backup() -> Response:
    """Download everything on the box as one file."""
    here = box()
    require(actor(), "box.backup")
    with _spare_file() as file:
        backup.write(here.room.db, here.paths.models, file)
        # Open, the file outlives its name and is gone when it has been sent, or not.
        stream = file.open("rb")
    return send_file(stream, ZIP, as_attachment=True, download_name="crowdbox-backup.zip")


@route("POST", "/restore", action="box.restore", upload=True, statuses=(204,))
def upload_backup() -> None:
    """Replace everything on the box by a backup. A damaged or newer file changes nothing."""
    here = box()
    require(actor(), "box.restore")
    with _spare_file() as file:
        decoding.upload(file)
        backup.restore(here.room.db, here.paths.models, file)


@contextmanager
def _spare_file() -> Iterator[Path]:
    """Give the path of a file in the data folder, where there is more space than in /tmp."""
    with tempfile.TemporaryDirectory(prefix="upload-", dir=box().paths.run) as folder:
        yield Path(folder) / "file.zip"


def file_name(name: str) -> str:
    """Return a name as that of a file to download, without its ending."""
    return "".join(char if char.isalnum() or char in " -_" else "_" for char in name) or "project"
