"""What the projector shows, with what the model says on the try-it screen."""

from typing import Final

from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import projects
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import MEDIA
from appliance.classroom.records import Show
from webui.api import asked
from webui.api.asked import Asked
from webui.api.shapes import Answer
from webui.api.shapes import PredictionOut
from webui.api.shapes import Stage
from webui.api.shapes import Word
from webui.box import Box

TEACHER: Final = Actor(role="teacher")
"""The projector shows what the teacher's device asks for, so it may show what the teacher may."""


def stage(box: Box, show: Show) -> Stage:
    """Return what the projector shows."""
    return Stage(
        screen=show.screen,
        project=show.project,
        revealed=show.revealed,
        text=show.text,
        program=show.program,
        prediction=_prediction(box, show),
    )


def predict(
    box: Box, actor: Actor, project: str, data: Asked, why: bool | UnsetType = UNSET
) -> PredictionOut:
    """Return what a project's model says about an item, as `actor` may know.

    Reasons come with texts and numbers, whose reasons cost nothing, and where they are asked for.
    Raises Problem for data that is none of the project's type, `no_model`, `trainer_away`, and
    what permissions raise.
    """
    found = projects.permitted(box.room, actor, "model.predict", project)
    explained = found.type not in MEDIA if why is UNSET else bool(why)
    item = asked.item(box.room, found, data)
    model, predictions = box.training.predict(actor, project, [item], explained)
    known = {label.id: label.name for label in (*model.labels, *found.labels)}
    answers = [
        Answer(label=item.label, name=known.get(item.label, item.label), confidence=item.confidence)
        for item in predictions[0].labels
    ]
    return PredictionOut(
        label=answers[0].label,
        name=answers[0].name,
        confidence=answers[0].confidence,
        labels=answers,
        model=model.version,
        because=[Word(word=item.word, weight=item.weight) for item in predictions[0].because],
        why=predictions[0].why,
    )


def _prediction(box: Box, show: Show) -> PredictionOut | None:
    if show.screen != "try" or not show.project or not show.text:
        return None
    try:
        return predict(box, TEACHER, show.project, show.text)
    except Problem:  # no model yet, or the trainer is starting: the screen says so by itself
        return None
