"""Reports on trainings: what cross-validation guessed for each example, by its place."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from trainer import model_file

SUFFIX = ".report"
MOST_BYTES = 64_000_000


def write(report: Any, folder: Path) -> str:
    """Put a report into `folder` as JSON; return its name, the SHA-256 of its bytes in hex."""
    data = msgspec.json.encode(report)
    name = hashlib.sha256(data).hexdigest()
    model_file.save(data, folder / (name + SUFFIX))
    return name
