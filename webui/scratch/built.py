"""What the build of the Scratch editor has made, if it has been built on this machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

FOLDER: Final = Path(__file__).resolve().parents[1] / "static" / "scratch"
"""Where the build puts what browsers fetch."""
URL: Final = "/static/scratch"
"""Where browsers find FOLDER."""


class Manifest(msgspec.Struct, frozen=True):
    """What the build writes down when it is done."""

    version: str
    """Changes whenever anything that the editor is built from changes."""
    script: str
    """The file to run, from FOLDER."""
    missing: tuple[str, ...] = ()
    """Names of packages that could not be had; the editor does without them."""


@dataclass(frozen=True)
class Built:
    """The editor as it lies on this machine."""

    version: str
    script: str
    """The URL of Scratch."""
    missing: tuple[str, ...]


def built(folder: Path = FOLDER) -> Built | None:
    """Return the editor, or None where it was not built, not wholly, or not by this Crowdbox."""
    try:
        found = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return None
    if not (folder / found.script).is_file():
        return None
    return Built(found.version, f"{URL}/{found.script}", found.missing)
