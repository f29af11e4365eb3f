"""The packages that the Scratch editor is built from: fetched by name, checked by hash."""

import hashlib
import subprocess
from pathlib import Path
from typing import Final
from typing import Literal

import msgspec

_LIST: Final = Path(__file__).parents[1] / "packages.json"
_PATIENCE: Final = 600
"""Seconds that one package may take over a slow line."""


class Lacking(Exception):
    """A package is not to be had, or is another one than the list says; the message names it."""


class Package(msgspec.Struct, frozen=True):
    """One package: a tarball of npm, or a .deb of Debian."""

    name: str
    version: str
    sha512: str
    licence: str
    client: Literal["npm", "apt"] = "npm"
    needed: bool = True


def _listed() -> tuple[Package, ...]:
    return tuple(msgspec.json.decode(_LIST.read_bytes(), type=list[Package]))


PACKAGES: Final = _listed()


def fetch(package: Package, folder: Path, online: bool) -> Path:
    """Return the package's file in `folder`, fetched there if `online`. Raises Lacking."""
    if online:
        _run(_command(package), folder)
    for file in sorted(folder.iterdir()):
        if file.is_file() and _sha512(file) == package.sha512:
            return file
    raise Lacking(f"{package.name} {package.version} is not there, or not the one that is pinned")


def _command(package: Package) -> list[str]:
    if package.client == "apt":
        return ["apt-get", "download", "-q", f"{package.name}={package.version}"]
    return ["npm", "pack", "--silent", f"{package.name}@{package.version}"]


def _run(command: list[str], folder: Path) -> None:
    try:
        subprocess.run(  # noqa: S603  a fixed list
            command, cwd=folder, check=True, capture_output=True, timeout=_PATIENCE
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Lacking(f"{' '.join(command)} did not work: {error}") from error


def _sha512(file: Path) -> str:
    with file.open("rb") as body:
        return hashlib.file_digest(body, "sha512").hexdigest()
