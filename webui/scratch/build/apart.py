"""What a start of the editor does not need lies beside its script: languages and fonts.

The editor has all its languages and fonts in one script, half of what a first visit fetches; of
80 languages a child reads one, and few drawings have words.
"""

import hashlib
import json
from pathlib import Path
from typing import Final
from typing import NamedTuple

from webui.scratch.build import fonts
from webui.scratch.build import languages

_RUN: Final = Path(__file__).with_name("apart.js")


class Parted(NamedTuple):
    """The editor's script, and the files beside it by their names."""

    script: str
    files: dict[str, bytes]


def parted(text: str) -> Parted:
    """Return the editor's script without what is fetched when it is asked for. Raises Misfit."""
    text, texts = languages.taken(text)
    text, faces = fonts.taken(text)
    files: dict[str, bytes] = {}
    tables = [_put(files, texts), _put(files, faces)]
    written = ",".join(json.dumps(table, separators=(",", ":")) for table in tables)
    run = _RUN.read_text(encoding="utf-8")
    return Parted(f"{run}const crowdboxApart=crowdboxBeside({written});\n{text}", files)


def named(name: str, body: bytes) -> str:
    """Return the name of a file with the hash of its content in it: browsers keep it for good."""
    mark = hashlib.sha256(body).hexdigest()[:8].upper()
    stem, _, suffix = name.rpartition(".")
    return f"{stem}-{mark}.{suffix}"


def _put(files: dict[str, bytes], new: dict[str, tuple[str, bytes]]) -> dict[str, str]:
    table = {}
    for what, (name, body) in new.items():
        table[what] = named(name, body)
        files[table[what]] = body
    return table
