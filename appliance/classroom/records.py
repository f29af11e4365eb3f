"""The records of the classroom: what is stored, as typed values.

Documents in storage are these records as plain dicts (`msgspec.to_builtins`), one table each.
Times are whole seconds since 1970 by the box's clock, for people to read only: a Pi's clock may
be wrong, so nothing is ordered or expired by them.
"""

from typing import Any
from typing import Final
from typing import Literal

from msgspec import Struct

Role = Literal["teacher", "student", "projector", "anonymous"]
Phase = Literal["collect", "freeze", "train", "use"]
ProjectType = Literal["text", "numbers", "images", "sounds"]
FieldKind = Literal["number", "choice"]
StudyKind = Literal["curve", "noise", "contributors"]
ExampleState = Literal["shown", "hidden"]
Screen = Literal["join", "wall", "training", "result", "try", "curve", "program"]
VersionKind = Literal["saved", "auto"]
PHASES: tuple[Phase, ...] = ("collect", "freeze", "train", "use")
MEDIA: Final[frozenset[ProjectType]] = frozenset({"images", "sounds"})
"""The types whose examples are files: their bytes are blobs in storage, under the examples' ids."""
TEACHER = "teacher"
"""The contributor and owner id that stands for the teacher; students have random ids."""
THUMBNAIL: Final = "thumbnail"
"""The part of a program that its small picture is; its versions are parts by their numbers."""


class Actor(Struct, frozen=True):
    """Who asks: a role and, for a student, which one."""

    role: Role
    student: str = ""
    project: str = ""
    """The one project that a Scratch editor's token is for; empty for everybody else."""
    tool: str = ""
    """Which token of that kind it is: `scratch` or `scratch_watch`; empty for everybody else."""
    program: str = ""
    """The one program that `scratch_watch` is for; where `scratch` begins."""
    language: str = ""
    """The language in which a Scratch editor begins; empty for everybody else."""

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
    project: str = ""
    tool: str = ""
    program: str = ""
    language: str = ""
    """These four of a Scratch editor's token are those of its Actor."""
    parent: str = ""
    """`token` of the session that opened a Scratch editor, which ends with it; else empty."""


class Label(Struct, frozen=True):
    """One of the answers that a project's model can give."""

    id: str
    name: str


BACKGROUND: Final = Label("_background_noise_", "Background noise")
"""The label that every sounds project has, first of all; it can be neither removed nor renamed."""


class Field(Struct, frozen=True):
    """One field of the examples of a numbers project: a number, or one of two to nine choices."""

    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    """The values to choose from; none for a number."""


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
    fields: tuple[Field, ...] = ()
    """What an example of a numbers project consists of."""
    language: str = ""
    """Language of the texts, such as `en`; empty where it is not known, or they are of several."""
    tested: tuple[str, ...] = ()
    """Contributors whose examples are locked away as the test set: no model learns from them."""
    auto_train: int = 0
    """Train by itself after each so many new examples; 0 is off."""


class Example(Struct, frozen=True, kw_only=True):
    """One training example. Its document id in storage is its sequence number."""

    id: str
    """UUID made by the client that wrote it, so that sending twice stores once."""
    project: str
    label: str
    """Id of a label of the project."""
    data: str
    """A text; a JSON list of numbers, choices and nulls in the order of the project's fields; or,
    of a picture or a sound, the SHA-256 in hex of the bytes that are the example's blob."""
    contributor: str
    """Id of the student who wrote it, or TEACHER."""
    state: ExampleState = "shown"
    batch: str = ""
    """UUID of the import that it came with; empty for one that came alone."""
    preview: str = ""
    """Of a sound 64 peak levels as pairs of hex digits, 00 to ff; else empty."""


class LabelScore(Struct, frozen=True, kw_only=True):
    """How one label fared in cross-validation: `right` of `of` examples."""

    label: str
    right: int
    of: int


class TestScore(Struct, frozen=True, kw_only=True):
    """How a model fared on the test set: `right` of `of`, with the ends of the 95 % interval."""

    right: int = 0
    of: int = 0
    accuracy: float | None = None
    low: float | None = None
    high: float | None = None
    labels: tuple[LabelScore, ...] = ()


class Score(Struct, frozen=True, kw_only=True):
    """What cross-validation over contributors measured.

    `right` of `of` examples were labelled as their contributors did, by models that had seen
    nothing of these contributors. `confusion[i][j]` counts examples of label `order[i]` that
    were taken for `order[j]`. Where `reason` is not empty there is no honest number:
    `few_contributors` says that too few people contributed. `low` and `high` are the ends of the
    accuracy's 95 % interval; `test` is the score on the test set that was locked away.
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
    low: float | None = None
    high: float | None = None
    test: TestScore | None = None


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
    report: str = ""
    """SHA-256 of the file of what it said of each example in cross-validation; empty for none."""


class Study(Struct, frozen=True, kw_only=True):
    """The latest study of one kind that was made of a project's examples."""

    project: str
    kind: StudyKind
    model: int
    """Version of the model that was in use then; 0 is none."""
    result: dict[str, Any]
    created: int = 0


class Key(Struct, frozen=True, kw_only=True):
    """A key of the Machine-Learning-for-Kids-compatible API: one project, one person."""

    key: str
    project: str
    contributor: str


class Version(Struct, frozen=True, kw_only=True):
    """One state of a program that was saved by its author, or by the editor itself (`auto`)."""

    number: int
    kind: VersionKind
    sha256: str
    """SHA-256 of its .sb3 file in hex; the file is a blob in storage."""
    size: int
    """Bytes of the file."""
    saved: int


class Program(Struct, frozen=True, kw_only=True):
    """A student's Scratch program. Of all programs, the one saved last has the last document id."""

    id: str
    project: str
    contributor: str
    """Id of the student who made it, or TEACHER."""
    name: str
    versions: tuple[Version, ...] = ()
    """Oldest first; the last one is what opens."""
    thumbnail: str = ""
    """SHA-256 in hex of its small picture, which is a blob in storage; empty for none."""

    @property
    def blobs(self) -> dict[str, str]:
        """The name of each of its blobs → the SHA-256 of its bytes in hex; the thumbnail last."""
        files = {self.blob(version.number): version.sha256 for version in self.versions}
        return files | ({self.blob(THUMBNAIL): self.thumbnail} if self.thumbnail else {})

    def blob(self, part: int | str) -> str:
        """Return the name of the blob of a version by its number, or of the THUMBNAIL."""
        return f"{self.id}.{part}"


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
    program: str = ""
    """Id of the program of that project which the program screen runs; empty for none."""
