"""What is handed on: the compressed image, its checksum, contents, notes, and the update."""

import hashlib
import re
import subprocess
from pathlib import Path
from typing import Final

from imagebuild.description import CHECKOUT
from imagebuild.steps import Run

PYTHON: Final = CHECKOUT / ".venv/bin/python"


def signing_key(folder: Path, given: Path | None, run: Run) -> Path:
    """Return the private key that signs updates: the one given, or one of this folder's own.

    A key made here is for trying things: boxes of other builds refuse what it signs.
    """
    if given is not None:
        return given
    private = folder / "development-key.pem"
    if not private.exists():
        run.say("No CROWDBOX_SIGNING_KEY: updates are signed by a key of this build folder.")
        draft = private.with_suffix(".new")
        run.command("openssl", "genpkey", "-algorithm", "ED25519", "-out", draft)
        draft.chmod(0o600)
        draft.rename(private)
    return private


def public_key(private: Path, target: Path, run: Run) -> None:
    """Make the file `target`, the public half of a key."""
    run.command("openssl", "pkey", "-in", private, "-pubout", "-out", target)


def compress(run: Run, image: Path, target: Path) -> None:
    """Make the file `target`, which programs that write cards unpack by themselves.

    What is large in it is compressed already, so the fastest level loses nothing.
    """
    with target.open("wb") as stream:
        done = subprocess.run(["xz", "-T0", "-1", "-c", str(image)], stdout=stream)
    done.check_returncode()


def checksum(file: Path) -> str:
    """Return the line that `sha256sum --check` reads."""
    with file.open("rb") as stream:
        return f"{hashlib.file_digest(stream, 'sha256').hexdigest()}  {file.name}\n"


def notes(version: str, base: str, sizes: dict[str, int], changed: list[str]) -> str:
    """Return the release notes: what is new, how to use the files, and what is in them."""
    table = "\n".join(f"| {name} | {size / 1e6:.0f} MB |" for name, size in sizes.items())
    packages = "\n".join(f"- {line}" for line in changed) or "- none: it is what was locked"
    return (
        f"# Crowdbox {version}\n\n"
        "Write the image to a card of 8 GB or more, with Raspberry Pi Imager or any program that "
        "writes card images. Put the card into a Raspberry Pi and plug it in: docs/image.md.\n\n"
        f"Base: {base}.\n\n| File | Size |\n|---|---|\n{table}\n\n"
        f"{newest_changes()}\n\n"
        f"## Packages of the system that differ from the locked list\n\n{packages}\n"
    )


def newest_changes() -> str:
    """Return the newest part of the changelog."""
    text = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    return parts[1].strip() if len(parts) > 1 else ""
