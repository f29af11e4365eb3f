"""What the blocks in Scratch ask for: the project, what its model says, examples, a training."""

import threading
from typing import Annotated
from typing import Final

from flask import Response
from flask_babel import gettext
from msgspec import Meta
from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import examples
from appliance.classroom import klass
from appliance.classroom import projects
from appliance.classroom import students
from appliance.classroom.permissions import allowed
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Model
from appliance.classroom.records import Project
from appliance.classroom.records import Role
from appliance.trainer_client import Prediction
from webui import words
from webui.api import asked
from webui.api import shapes
from webui.api.asked import Asked
from webui.api.decoding import Input
from webui.api.examples import added
from webui.api.examples import NewExample
from webui.api.models import Started
from webui.api.routes import as_json
from webui.api.routes import route
from webui.api.shapes import ExampleOut
from webui.api.shapes import Output
from webui.api.shapes import ProjectOut
from webui.auth import editor
from webui.box import box

MOST_ITEMS: Final = 16
"""Questions in one request."""
AT_ONCE: Final = 2
"""Requests of all editors together that ask the trainer at a time."""
_PATIENCE: Final = 0.25
"""Seconds that a request waits for its turn: longer would hold a thread that the class needs."""
_OF_ALL: Final = {"no_model", "damaged_model", "other_features", "missing_weights", "trainer_away"}
"""Problems that are not one item's fault."""
_turns: Final = threading.BoundedSemaphore(AT_ONCE)


class Author(Output):
    """Whose editor it is; `id` and `name` are empty for a projector."""

    role: Role
    id: str
    name: str


class May(Output):
    """What this person may do here at all; the phase of the class says when."""

    add: bool
    train: bool
    save: bool


class AboutOut(Output):
    """All that the editor begins with; `language` is that of the page which opened it."""

    project: ProjectOut
    me: Author
    may: May
    tool: str
    program: str
    language: str
    languages: list[str]
    counts: dict[str, int]


class Questions(Input):
    """Up to 16 items as `POST …/predict` takes one; `why` asks what spoke most for each."""

    items: Annotated[list[Asked], Meta(min_length=1, max_length=MOST_ITEMS)]
    why: bool = False


class AnswerOut(Output):
    """The best label of one item and how sure the model is, from 0 to 1; or a problem's code."""

    label: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    confidence: float | UnsetType = UNSET
    word: str | UnsetType = UNSET
    error: str | UnsetType = UNSET


class AnswersOut(Output):
    """The version of the model that answers, and its answers in the order of the items."""

    model: int
    answers: list[AnswerOut]


@route("GET", "/scratch/about", action="project.read", reply=AboutOut)
def scratch_about() -> AboutOut:
    """Tell the editor about its project, and what the one who has it may do."""
    who, project = editor()
    room = box().room
    found = projects.permitted(room, who, "project.read", project)
    return AboutOut(
        project=shapes.project(found, who),
        me=_author(who),
        may=May(
            add=allowed(who, "example.add", found),
            train=allowed(who, "model.train", found),
            save=allowed(who, "program.save", found),
        ),
        tool=who.tool,
        program=who.program,
        language=who.language or klass.claimed(room).language,
        languages=list(words.LANGUAGES),
        counts=examples.counts(room, who, project).labels,
    )


@route(
    "POST",
    "/scratch/predictions",
    action="model.predict",
    body=Questions,
    reply=AnswersOut,
    media=True,
)
def scratch_predictions(body: Questions) -> AnswersOut:
    """Ask the model about several items at once; raises Problem `busy` when too many do."""
    who, project = editor()
    found = projects.permitted(box().room, who, "model.predict", project)
    items = [_item(found, data) for data in body.items]
    if not _turns.acquire(timeout=_PATIENCE):
        raise Problem("busy")
    try:
        return _answered(who, found, items, body.why)
    finally:
        _turns.release()


@route(
    "POST",
    "/scratch/examples",
    action="example.add",
    body=NewExample,
    reply=ExampleOut,
    statuses=(201, 200),
    media=True,
)
def scratch_add_example(body: NewExample) -> Response:
    """Store an example: 201, or 200 where this id is stored already. It is on disk then."""
    stored, created = added(*editor(), body)
    return as_json(shapes.example(stored), 201 if created else 200)


@route("POST", "/scratch/train", action="model.train", reply=Started, statuses=(202,))
def scratch_train() -> Started:
    """Start a training on the examples as they are now."""
    return Started(job=box().training.start(*editor()).id)


def _author(who: Actor) -> Author:
    if who.role == "projector":
        return Author(role=who.role, id="", name="")
    name = students.name_of(box().room, who.contributor)
    shown = gettext(name) if who.role == "teacher" else name
    return Author(role=who.role, id=who.contributor, name=shown)


def _item(project: Project, data: Asked) -> str | Problem:
    try:
        return asked.item(box().room, project, data)
    except Problem as problem:
        return problem


def _answered(who: Actor, project: Project, items: list[str | Problem], why: bool) -> AnswersOut:
    model, said = _said(who, project.id, [item for item in items if isinstance(item, str)], why)
    known = {label.id: label.name for label in (*model.labels, *project.labels)}
    following = iter(said)
    answers = [next(following) if isinstance(item, str) else item for item in items]
    return AnswersOut(model=model.version, answers=[_answer(each, known) for each in answers])


def _said(
    who: Actor, project: str, items: list[str], why: bool
) -> tuple[Model, list[Prediction | Problem]]:
    """Return the model and what it says of each item, with one call for all that are sound."""
    training = box().training
    try:
        model, predictions = training.predict(who, project, items, why)
        return model, list(predictions)
    except Problem as problem:
        if problem.code in _OF_ALL:
            raise
        if len(items) == 1:
            return training.predict(who, project, [], why)[0], [problem]
    each = [_said(who, project, [item], why) for item in items]
    return each[0][0], [answer for _, (answer,) in each]


def _answer(said: Prediction | Problem, names: dict[str, str]) -> AnswerOut:
    if isinstance(said, Problem):
        return AnswerOut(error=said.code)
    best = said.labels[0]
    return AnswerOut(
        label=best.label,
        name=names.get(best.label, best.label),
        confidence=best.confidence,
        word=_word(said),
    )


def _word(said: Prediction) -> str:
    """Return the word that spoke most, or the field that the readable tree asks for first."""
    if said.why is not None and said.why.get("kind") == "path":
        return next((str(step["field"]) for step in said.why["steps"]), "")
    spoke = max(said.because, key=lambda item: item.weight, default=None)
    return spoke.word if spoke is not None and spoke.weight > 0 else ""
