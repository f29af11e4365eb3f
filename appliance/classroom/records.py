"""The records of the classroom: what is stored, as typed values.

Documents in storage are these records as plain dicts (`msgspec.to_builtins`), one table each.
Times are whole seconds since 1970 by the box's clock, for people to read only: a Pi's clock may
be wrong, so nothing is ordered or expired by them.
"""

from typing import Literal

from msgspec import Struct

Role = Literal["teacher", "student", "projector", "anonymous"]
Phase = Literal["collect", "freeze", "train", "use"]
ProjectType = Literal["text"]
ExampleState = Literal["shown", "hidden"]
Screen = Literal["join", "wall", "training", "result", "try"]
PHASES: tuple[Phase, ...] = ("collect", "freeze", "train", "use")
TEACHER = "teacher"
"""The contributor and owner id that stands for the teacher; students have random ids."""


class Actor(Struct, frozen=True):
    """Who asks: a role and, for a student, which one."""

    role: Role
    student: str = ""

    @property
    def contributor(self) -> str:
        """The id under which this person's examples are kept."""
        return TEACHER if self.role == "teacher" else self.student


ANONYMOUS = Actor(role="anonymous")


class Classroom(Struct, frozen=True, kw_only=True):
    """The one class of the box; exists from the moment the teacher claims it."""

    class_name: str
    language: str
    password: str
    """Salted scrypt hash of the teacher's password."""
    class_code: str
    """Six digits that students type to join."""
    code_needed: bool = True
    joining_open: bool = True


class Student(Struct, frozen=True, kw_only=True):
    """One student; removed ones stay while examples of theirs stay."""

    id: str
    name: str
    folded: str
    """The name as it is compared: NFKC, invisible characters stripped, case-folded."""
    secret: str
    """Salted scrypt hash of the four pictures."""
    joined: int
    removed: bool = False


class Session(Struct, frozen=True, kw_only=True):
    """One signed-in browser or script."""

    token: str
    """SHA-256 of the token in hex; the token itself is nowhere on the box."""
    role: Role
    student: str = ""


class Label(Struct, frozen=True):
    """One of the answers that a project's model can give."""

    id: str
    name: str


class Project(Struct, frozen=True, kw_only=True):
    """One thing to teach: labels, examples, and a phase."""

    id: str
    name: str
    type: ProjectType
    crowd_sourced: bool
    owner: str
    """TEACHER, or the id of the student whose private project this is."""
    labels: tuple[Label, ...] = ()
    phase: Phase = "collect"
    closed: bool = False
    model: int = 0
    """Version of the model in use; 0 is none."""
    created: int = 0


class Example(Struct, frozen=True, kw_only=True):
    """One training example. Its document id in storage is its sequence number."""

    id: str
    """UUID made by the client that wrote it, so that sending twice stores once."""
    project: str
    label: str
    """Id of a label of the project."""
    data: str
    contributor: str
    """Id of the student who wrote it, or TEACHER."""
    state: ExampleState = "shown"


class LabelScore(Struct, frozen=True, kw_only=True):
    """How one label fared in cross-validation: `right` of `of` examples."""

    label: str
    right: int
    of: int


class Score(Struct, frozen=True, kw_only=True):
    """What cross-validation over contributors measured.

    `right` of `of` examples were labelled as their contributors did, by models that had seen
    nothing of these contributors. `confusion[i][j]` counts examples of label `order[i]` that
    were taken for `order[j]`. Where `reason` is not empty there is no honest number:
    `few_contributors` says that too few people contributed.
    """

    right: int = 0
    of: int = 0
    accuracy: float | None = None
    folds: int = 0
    contributors: int = 0
    reason: str = ""
    labels: tuple[LabelScore, ...] = ()
    order: tuple[str, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()


class Model(Struct, frozen=True, kw_only=True):
    """One trained version of a project's model; its bytes are a file named by their hash."""

    project: str
    version: int
    file: str
    """SHA-256 of the model file in hex."""
    size: int
    """Bytes of the model file."""
    examples: int
    contributors: int
    labels: tuple[Label, ...]
    """The labels as they were when it was trained."""
    features: str
    """Version string of the features it was trained on."""
    score: Score
    created: int = 0


class Key(Struct, frozen=True, kw_only=True):
    """A key of the Machine-Learning-for-Kids-compatible API: one project, one person."""

    key: str
    project: str
    contributor: str


class Counts(Struct, frozen=True, kw_only=True):
    """How many shown examples a project has; hidden ones do not count.

    `seq` grows with every change on the box, so that a late snapshot can be told from a new one.
    """

    seq: int
    total: int
    contributors: int
    labels: dict[str, int]


class Show(Struct, frozen=True, kw_only=True):
    """What the projector shows; the teacher's device drives it."""

    screen: Screen = "join"
    project: str = ""
    """Id of the project on show; empty where there is none."""
    revealed: bool = False
    """Whether the wall shows the examples' texts; they are hidden until the teacher says so."""
    text: str = ""
    """The text that the try-it screen asks the model about."""
