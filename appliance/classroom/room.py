"""The room that everything in the classroom happens in: its storage, limits and throttle."""

import functools
import time
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any
from typing import Concatenate
from typing import Final
from typing import ParamSpec
from typing import TypeVar

import msgspec
from tinydb.table import Document

from appliance.classroom.records import Classroom
from appliance.classroom.records import Example
from appliance.classroom.records import Key
from appliance.classroom.records import Model
from appliance.classroom.records import Program
from appliance.classroom.records import Project
from appliance.classroom.records import ProjectType
from appliance.classroom.records import Session
from appliance.classroom.records import Show
from appliance.classroom.records import Student
from appliance.classroom.records import Study
from appliance.classroom.throttle import Throttle
from appliance.storage import Database

TABLES: Final[Mapping[type[msgspec.Struct], str]] = {
    Classroom: "class",
    Student: "students",
    Session: "sessions",
    Project: "projects",
    Example: "examples",
    Model: "models",
    Study: "studies",
    Key: "keys",
    Program: "programs",
    Show: "show",
}
"""record → the table that its documents are in."""

INDEXES: Final[Mapping[str, Sequence[tuple[str, ...]]]] = {
    "students": [("id",), ("folded", "removed"), ("removed",)],
    "sessions": [("token",), ("role", "student")],
    "projects": [("id",), ("owner",), ("crowd_sourced",)],
    "examples": [
        ("id",),
        ("project", "state"),
        ("project", "label", "state"),
        ("project", "contributor", "state"),
        ("project", "batch"),
    ],
    "models": [("project",), ("project", "version")],
    "studies": [("project",), ("project", "kind")],
    "keys": [("key",), ("project",), ("project", "contributor"), ("contributor",)],
    "programs": [("id",), ("project",), ("project", "contributor"), ("contributor",)],
}
"""table → the combinations of fields by which its documents are found in constant time."""

VITAL: Final = frozenset({"sessions", "show"})
"""Tables that may use the last space of a full card: the teacher has to get in to make room."""

P = ParamSpec("P")
R = TypeVar("R")
Record = TypeVar("Record", bound=msgspec.Struct)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much a class may make; the settings of the same names."""

    max_projects: int = 200
    max_labels: int = 50
    max_examples: int = 100_000
    max_images: int = 20_000
    max_sounds: int = 10_000
    max_text: int = 5_000
    max_students: int = 1_000
    min_examples: int = 5
    max_models: int = 30
    max_programs: int = 20
    max_program_mb: int = 10

    def most_examples(self, type: ProjectType) -> int:
        """Return how many examples a project of this type may have."""
        media = {"images": self.max_images, "sounds": self.max_sounds}
        return media.get(type, self.max_examples)


@dataclass(frozen=True)
class Room:
    """Storage, limits and throttle of one box, with documents read and written as records."""

    db: Database
    limits: Limits = field(default_factory=Limits)
    throttle: Throttle = field(default_factory=Throttle)

    def find(self, kind: type[Record], /, **fields: Any) -> Record | None:
        """Return the first record with these values of an index, or None."""
        document = self.db.table(TABLES[kind]).find(**fields)
        return None if document is None else msgspec.convert(document, kind)

    def group(self, kind: type[Record], /, **fields: Any) -> list[Record]:
        """Return the records with these values of an index, oldest first."""
        documents = self.db.table(TABLES[kind]).group(**fields)
        return [msgspec.convert(document, kind) for document in documents]

    def everything(self, kind: type[Record]) -> list[Record]:
        """Return all records of one kind."""
        return [msgspec.convert(item, kind) for item in self.db.table(TABLES[kind]).all()]

    def size(self, kind: type[msgspec.Struct], /, **fields: Any) -> int:
        """Return how many records have these values of an index, in constant time."""
        return self.db.table(TABLES[kind]).size(**fields)

    def insert(self, record: msgspec.Struct) -> int:
        """Store a new record and return its document id, its place in the order of all."""
        return self.db.table(TABLES[type(record)]).insert(msgspec.to_builtins(record))

    def insert_all(self, records: Sequence[msgspec.Struct]) -> None:
        """Store new records of one kind."""
        if records:
            table = self.db.table(TABLES[type(records[0])])
            table.insert_multiple(msgspec.to_builtins(record) for record in records)

    def save(self, record: Student | Project | Example | Program) -> int:
        """Store a new state of a record that is there, found by its id; return its place."""
        table = self.db.table(TABLES[type(record)])
        found = table.find(id=record.id)
        if found is None:
            raise LookupError(f"no {type(record).__name__} to save")
        table.update(msgspec.to_builtins(record), doc_ids=[found.doc_id])
        return found.doc_id

    def put(self, record: Classroom | Show) -> None:
        """Store the one record of its kind, in the place of the one before."""
        table = self.db.table(TABLES[type(record)])
        before = [document.doc_id for document in table.all()]
        if before:
            table.update(msgspec.to_builtins(record), doc_ids=before)
        else:
            table.insert(msgspec.to_builtins(record))

    def remove(self, kind: type[msgspec.Struct], /, **fields: Any) -> int:
        """Delete the records with these values of an index (all, without any); return how many.

        The bytes of pictures, sounds and programs go with their documents.
        """
        table = self.db.table(TABLES[kind])
        found = table.group(**fields) if fields else table.all()
        self.discard(kind, found)
        return len(found)

    def discard(self, kind: type[msgspec.Struct], found: Sequence[Document]) -> None:
        """Delete these documents of one kind; the bytes that belong to them go too."""
        if found:
            self.db.run(lambda: self._discard(kind, found))

    def _discard(self, kind: type[msgspec.Struct], found: Sequence[Document]) -> None:
        self.db.table(TABLES[kind]).remove(doc_ids=[document.doc_id for document in found])
        if kind is Example:
            self.db.remove_blobs(document["id"] for document in found)
        if kind is Program:
            programs = (as_record(Program, document) for document in found)
            self.db.remove_blobs(name for program in programs for name in program.blobs)

    def close(self) -> None:
        """Close the storage."""
        self.db.close()


def open_room(folder: Path, limits: Limits | None = None) -> Room:
    """Open the box's documents in `folder`, which is made where it is missing.

    Raises what `Database` raises: another process has it open, or it is from a newer version.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    db = Database(folder / "crowdbox.sqlite", INDEXES, vital=VITAL)
    return Room(db, limits or Limits())


def atomic(
    function: Callable[Concatenate[Room, P], R],
) -> Callable[Concatenate[Room, P], R]:
    """Make a function of a room one operation: all of it is on disk when it returns, or nothing."""

    @functools.wraps(function)
    def whole(room: Room, /, *args: P.args, **kwargs: P.kwargs) -> R:
        result: R = room.db.run(lambda: function(room, *args, **kwargs))
        return result

    return whole


def now() -> int:
    """Return the box's clock in whole seconds since 1970, for people to read only."""
    return int(time.time())


def as_record(kind: type[Record], document: Mapping[str, Any]) -> Record:
    """Return a document of storage, such as one of a Change, as a record."""
    return msgspec.convert(document, kind)
