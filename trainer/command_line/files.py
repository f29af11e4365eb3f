"""Pictures and sounds: in a folder with a subfolder for each label, or named in a table."""

import hashlib
import sys
from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from trainer.command_line import Mistake
from trainer.command_line.tables import Record
from trainer.learning import Row

KINDS = {
    "images": frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp"}),
    "sounds": frozenset(
        {".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".aac", ".webm"}
    ),
}


class File(NamedTuple):
    """A file that is an example of a label."""

    label: str
    path: Path
    contributor: str = ""


def in_folder(folder: Path) -> list[File]:
    """Return the files of a folder's subfolders, each an example of its subfolder's name."""
    return [
        File(inner.name, path)
        for inner in sorted(folder.iterdir())
        if inner.is_dir()
        for path in sorted(inner.iterdir())
        if path.is_file() and kind_of([path])
    ]


def in_table(found: Sequence[Record], folder: Path) -> list[File]:
    """Return the files that the column `file` (or `data`) of a table names, seen from `folder`."""
    name = "file" if "file" in found[0] else "data"
    return [File(row["label"], folder / row[name], row.get("contributor", "")) for row in found]


def kind_of(paths: Iterable[Path]) -> str:
    """Return `images` or `sounds` by how files are named; empty where it is neither for all."""
    ends = {path.suffix.lower() for path in paths}
    return next((kind for kind, known in KINDS.items() if ends and ends <= known), "")


def stored(kind: str, path: Path) -> bytes:
    """Return what the box would keep of a file; raises Mistake."""
    from trainer.media import BadMedia  # the decoders: only where there is something to decode
    from trainer.media import normalise

    try:
        return normalise(kind, path.read_bytes()).data
    except BadMedia as error:
        raise Mistake(f"{path}: {error.code.replace('_', ' ')}") from None


def read(kind: str, files: Sequence[File]) -> tuple[list[Row], list[bytes]]:
    """Return the rows of files and what the box would keep of each.

    A file that is none of its kind is told on standard error and left out.
    """
    rows: list[Row] = []
    items: list[bytes] = []
    for file in files:
        try:
            item = stored(kind, file.path)
        except (Mistake, OSError) as error:
            print(f"trainer: left out: {error}", file=sys.stderr)
            continue
        rows.append((file.label, hashlib.sha256(item).hexdigest(), file.contributor))
        items.append(item)
    return rows, items
