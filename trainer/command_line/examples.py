"""Examples from files, of any type, as a request to learn from and the vectors it needs."""

from argparse import Namespace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainer.command_line import files
from trainer.command_line import Mistake
from trainer.command_line import tables
from trainer.command_line.tables import Record
from trainer.features import embedder
from trainer.learning import Field
from trainer.learning import Request
from trainer.learning import Row

TYPES = ("text", "numbers", "images", "sounds")


class Examples(NamedTuple):
    """What was found: rows as a request has them, and the stored bytes that networks read."""

    type: str
    rows: list[Row]
    items: list[bytes]
    fields: tuple[Field, ...] = ()


def read(path: Path, kind: str = "") -> Examples:
    """Return the examples of a CSV file or a folder; raises Mistake.

    Without `kind` the type is seen from what is there.
    """
    found = _in_folder(path, kind) if path.is_dir() else _in_table(path, kind)
    if not found.rows:
        raise Mistake(f"{path} has no examples")
    return found


def _in_folder(path: Path, kind: str) -> Examples:
    found = files.in_folder(path)
    kind = kind or files.kind_of(file.path for file in found)
    if kind not in files.KINDS:
        raise Mistake(f"{path} needs a subfolder of pictures, or of sounds, for each label")
    return Examples(kind, *files.read(kind, found))


def _in_table(path: Path, kind: str) -> Examples:
    found = tables.records(path)
    if not found:
        raise Mistake(f"{path} has no rows to learn from")
    kind = kind or _seen(found)
    if kind == "numbers":
        fields, data = tables.rows_of_numbers(found)
        return Examples(kind, _rows(found, data), [], fields)
    if kind == "text":
        if "data" not in found[0]:
            raise Mistake(f"{path} needs the columns label and data")
        texts = [row["data"] for row in found]
        return Examples(kind, _rows(found, texts), [text.encode() for text in texts])
    if not {"file", "data"} & found[0].keys():
        raise Mistake(f"{path} needs the columns label and file")
    return Examples(kind, *files.read(kind, files.in_table(found, path.parent)))


def _seen(found: list[Record]) -> str:
    """Return the type that a table is of, by its columns and what is in them."""
    columns = found[0].keys()
    if "file" in columns or "data" in columns:
        name = "file" if "file" in columns else "data"
        kind = files.kind_of(Path(row[name]) for row in found)
        if kind or name == "file":
            return kind or "images"
        return "numbers" if tables.looks_like_lists(found) else "text"
    if columns <= tables.ABOUT:
        raise Mistake("a table needs the column data or file, or columns of numbers and choices")
    return "numbers"


def _rows(found: list[Record], data: list[str]) -> list[Row]:
    return [
        (row["label"], one, row.get("contributor", ""))
        for row, one in zip(found, data, strict=True)
    ]


def requested(found: Examples, given: Namespace) -> Request:
    """Return the request to learn from all of these examples."""
    labels = tuple(sorted({label for label, _, _ in found.rows}))
    return Request(
        found.type, labels, tuple(found.rows), fields=found.fields, language=given.language
    )


def vectors(found: Examples, language: str) -> NDArray[np.float32]:
    """Return the vector of each example; raises MissingWeights."""
    if found.type == "numbers":
        return np.zeros((len(found.rows), 0), dtype=np.float32)
    return embedder(found.type, language).embed(found.items)
