"""The records that the API speaks in, where they are not the classroom's own."""

from typing import Any

from flask_babel import gettext
from msgspec import Struct
from msgspec import UNSET
from msgspec import UnsetType

from appliance.classroom import values
from appliance.classroom.examples import Stored
from appliance.classroom.records import Actor
from appliance.classroom.records import ExampleState
from appliance.classroom.records import Field
from appliance.classroom.records import Label
from appliance.classroom.records import MEDIA
from appliance.classroom.records import Model
from appliance.classroom.records import Phase
from appliance.classroom.records import Project
from appliance.classroom.records import ProjectType
from appliance.classroom.records import Role
from appliance.classroom.records import Score
from appliance.classroom.records import Screen
from appliance.classroom.records import TEACHER
from appliance.jobs import Task
from appliance.training import Job


class Output(Struct, kw_only=True):
    """A record of a reply."""


class Person(Output):
    """A student as others see them."""

    id: str
    name: str


class SignedIn(Output):
    """Who one is now; the token is for scripts, browsers got it as a cookie."""

    role: Role
    token: str


class JoinedOut(Output):
    """A student who is in, with the four pictures to come back with."""

    student: Person
    secret: tuple[str, ...]
    token: str


class Me(Output):
    """Who asks, and the class; the class code is for the teacher and the projector."""

    role: Role
    class_name: str
    claimed: bool
    student: Person | UnsetType = UNSET
    class_code: str | UnsetType = UNSET


class ClassOut(Output):
    """The class; its code is for the teacher and the projector."""

    class_name: str
    language: str
    code_needed: bool
    joining_open: bool
    class_code: str | UnsetType = UNSET


class LabelOut(Output):
    """One of the answers that a project's model can give."""

    id: str
    name: str


class ProjectOut(Output):
    """A project; `mine` tells whether the one who asks owns it, `model` is 0 without a model.

    `fields` are those of a numbers project, `tested` is how many people's examples are locked away
    as the test set, `auto_train` after how many new examples it trains by itself (0 is off).
    """

    id: str
    name: str
    type: ProjectType
    crowd_sourced: bool
    owner: str
    mine: bool
    labels: tuple[LabelOut, ...]
    phase: Phase
    closed: bool
    model: int
    fields: tuple[Field, ...]
    language: str
    tested: int
    auto_train: int


class ProjectsOut(Output):
    """The projects that one may open, oldest first."""

    projects: list[ProjectOut]


class ExampleOut(Output):
    """An example with its place in the order of all and its contributor's id and name.

    `data` is a text, a row of numbers, choices and nulls, or "" for a picture or sound, which is
    at `file`; `preview` is then a sound's 64 peak levels in hex.
    """

    id: str
    seq: int
    label: str
    data: str | list[float | str | None]
    contributor: str
    name: str
    state: ExampleState
    file: str = ""
    preview: str = ""


class ExamplesOut(Output):
    """A page of examples; `next` is the `after` (newest first: the `before`) of the next page.

    It is null on the last page.
    """

    examples: list[ExampleOut]
    next: int | None


class JobOut(Output):
    """A training (the task `fit`) or a study: `done` of `of` steps of its stage."""

    job: str
    task: Task
    state: str
    stage: str
    done: int
    of: int
    message: str | UnsetType = UNSET


class ModelOut(Output):
    """One version of a project's model, with its honest score.

    `inspectable` tells whether the examples behind its confusion matrix can be listed.
    """

    version: int
    inspectable: bool
    score: Score
    examples: int
    contributors: int
    created: int
    features: str
    labels: tuple[LabelOut, ...]


class ModelsOut(Output):
    """All versions, oldest first, and the one in use; 0 is none."""

    models: list[ModelOut]
    current: int


class Answer(Output):
    """One label and how sure the model is, from 0 to 1."""

    label: str
    name: str
    confidence: float


class Word(Output):
    """A word of the text and how strongly it speaks for the answer; below 0 it speaks against."""

    word: str
    weight: float


class PredictionOut(Output):
    """What the model says about one item: its best label, all labels best first, and why.

    `why` is null where no reasons were asked for; docs/api.md tells of its kinds.
    """

    label: str
    name: str
    confidence: float
    labels: list[Answer]
    model: int
    because: list[Word]
    why: dict[str, Any] | None = None


class Stage(Output):
    """What the projector shows; `prediction` is there on the try-it screen, if there is a model.

    `program` is the Scratch program that the program screen runs, "" for none.
    """

    screen: Screen
    project: str
    revealed: bool
    text: str
    program: str = ""
    prediction: PredictionOut | None = None


class KeyOut(Output):
    """A key of the compatible API; `name` is whose it is."""

    key: str
    contributor: str
    name: str


class KeysOut(Output):
    """The keys that one may withdraw."""

    keys: list[KeyOut]


def label(record: Label) -> LabelOut:
    """Return a label as the API shows it."""
    return LabelOut(id=record.id, name=record.name)


def project(record: Project, actor: Actor) -> ProjectOut:
    """Return a project as the API shows it to `actor`."""
    return ProjectOut(
        id=record.id,
        name=record.name,
        type=record.type,
        crowd_sourced=record.crowd_sourced,
        owner=record.owner,
        mine=record.owner == actor.contributor,
        labels=tuple(label(item) for item in record.labels),
        phase=record.phase,
        closed=record.closed,
        model=record.model,
        fields=record.fields,
        language=record.language,
        tested=len(record.tested),
        auto_train=record.auto_train,
    )


def example(stored: Stored) -> ExampleOut:
    """Return an example as the API shows it."""
    record = stored.example
    media = stored.type in MEDIA
    return ExampleOut(
        id=record.id,
        seq=stored.seq,
        label=record.label,
        data=data(stored),
        contributor=record.contributor,
        name=gettext(stored.name) if record.contributor == TEACHER else stored.name,
        state=record.state,
        file=f"/api/v1/projects/{record.project}/examples/{record.id}/file" if media else "",
        preview=record.preview,
    )


def data(stored: Stored) -> str | list[float | str | None]:
    """Return the data of an example as the API shows it."""
    if stored.type in MEDIA:
        return ""
    kept = stored.example.data
    return values.read_row(kept) if stored.type == "numbers" else kept


def job(record: Job) -> JobOut:
    """Return a training or a study as the API shows it."""
    return JobOut(
        job=record.id,
        task=record.task,
        state=record.state,
        stage=record.stage,
        done=record.done,
        of=record.of,
        message=gettext(record.message) if record.message else UNSET,
    )


def model(record: Model) -> ModelOut:
    """Return a version of a model as the API shows it."""
    return ModelOut(
        version=record.version,
        inspectable=bool(record.report),
        score=record.score,
        examples=record.examples,
        contributors=record.contributors,
        created=record.created,
        features=record.features,
        labels=tuple(label(item) for item in record.labels),
    )
