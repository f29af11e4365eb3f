"""What a student's plain forms send, for browsers that run no script."""

import re
from typing import Final

from flask import request

from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom.contents import Data
from appliance.classroom.problems import Problem
from appliance.classroom.records import Field
from appliance.classroom.records import MEDIA
from appliance.classroom.records import Project
from webui.auth import actor
from webui.box import box

_BETWEEN: Final = re.compile(r"[,;،、]")
_AROUND: Final = 64 * 1024
"""Bytes of a form beside its file."""


def fields() -> tuple[Field, ...]:
    """Return the fields that the form for a new numbers project names; those with choices are
    choices."""
    names = request.form.getlist("field")
    choices = [_choices(text) for text in request.form.getlist("choices")]
    return tuple(
        Field(name.strip(), "choice" if given else "number", given)
        for name, given in zip(names, choices, strict=False)
        if name.strip()
    )


def allow_file(project: Project) -> None:
    """Let this request carry one picture or sound, if the project is of such; call it before
    anything of the form is read."""
    if project.type not in MEDIA:
        return
    settings = box().settings
    limit = settings.max_image_mb if project.type == "images" else settings.max_sound_mb
    request.max_content_length = limit * 1_000_000 + _AROUND


def add(project: Project) -> None:
    """Store the example of the form; sending it twice stores it once.

    Raises Problem as `examples.add` and `MediaDesk.prepare` do.
    """
    room, who, form = box().room, actor(), request.form
    id, label = form.get("id", ""), form.get("label", "")
    if project.type not in MEDIA:
        row: Data = form.getlist("value")
        data = row if project.type == "numbers" else form.get("data", "")
        examples.add(room, who, project.id, id=id, label=label, data=data)
        return
    if examples.known(room, who, project.id, id) is not None:
        return  # before a file is decoded: it was sent twice
    projects.permitted(room, who, "example.add", project.id)
    examples.require_space(room, project)
    made = box().media.prepare(project.type, _file(project))
    examples.add(
        room,
        who,
        project.id,
        id=id,
        label=label,
        data=made.key,
        blob=made.data,
        preview=made.preview,
    )


def _file(project: Project) -> bytes:
    part = request.files.get("file")
    content = part.read() if part is not None else b""
    if not content:
        raise Problem("bad_picture" if project.type == "images" else "bad_sound", field="file")
    return content


def _choices(text: str) -> tuple[str, ...]:
    words = [word.strip() for word in _BETWEEN.split(text)]
    return tuple(dict.fromkeys(word for word in words if word))
