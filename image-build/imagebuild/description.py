"""The description of an image and of its base, as frozen records."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
CHECKOUT = HERE.parent
EPOCH = "1795392000"
"""The date in seconds that everything in a root has, so that two builds give the same bytes."""


class BadDescription(ValueError):
    """The description lacks something or names what is not there; the message says what."""


@dataclass(frozen=True)
class Description:
    """What is on a card, and where its base comes from."""

    base: str
    """Name of the base: a file of `bases/`."""
    image: dict[str, Any]
    source: dict[str, Any]

    @cached_property
    def packages(self) -> list[str]:
        """Every package that is asked for by name, the kernel excepted."""
        wanted = {name for group in self.image["packages"].values() for name in group}
        return sorted(wanted | set(self.source["boards"]["packages"]))

    @property
    def kernel(self) -> str:
        """The package of the kernel."""
        return str(self.source["kernel"]["package"])

    @property
    def python(self) -> str:
        """The version of Python on the card, such as `3.13`."""
        return str(self.source["python"])

    @property
    def firmware_mb(self) -> int:
        """Size of the FAT partition, in MiB."""
        return int(self.image["card"]["firmware_mb"])

    @property
    def slot_mb(self) -> int:
        """Size of each slot, in MiB."""
        return int(self.image["card"]["slot_mb"])

    @property
    def base_key(self) -> str:
        """A name for the root that these packages give: it changes when they do."""
        return key(self.packages, self.source)


def load(base: str) -> Description:
    """Return the description on the base of that name; raises BadDescription."""
    file = HERE / "bases" / f"{base}.toml"
    if not file.is_file():
        known = ", ".join(sorted(path.stem for path in file.parent.glob("*.toml")))
        raise BadDescription(f"there is no base {base!r}; there are: {known}")
    return Description(base, _toml(HERE / "description.toml"), _toml(file))


def key(*parts: Any) -> str:
    """Return a short name for what JSON can hold, the same for the same."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def key_of_files(*paths: Path) -> str:
    """Return a short name for the names and contents of files, and of all files in folders."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(path.parent)).encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
