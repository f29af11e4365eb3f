"""The one-time code that makes somebody the teacher: a small file that only the box reads."""

import secrets
from pathlib import Path
from typing import Final

from appliance.durable import whole
from appliance.paths import Paths

LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What codes are made of: no I, L, O, 0 or 1, which look alike on a projector."""
_NAME: Final = "claim-code.txt"


def claim_code(folder: Path) -> str:
    """Return the code in `folder`, such as `K7QF-M2XD`; makes and keeps one where there is none.

    Raises OSError where the folder cannot be written.
    """
    file = folder / _NAME
    try:
        code = file.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        code = ""
    return code or _keep(file, _new())


def clear(folder: Path) -> None:
    """Remove the code; the box has its teacher."""
    (folder / _NAME).unlink(missing_ok=True)


def ensure(paths: Paths, *, claimed: bool) -> str:
    """Return the code of an unclaimed box, made if needed; of a claimed one remove it: ""."""
    if claimed:
        clear(paths.data)
        return ""
    return claim_code(paths.data)


def _new() -> str:
    half = ["".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(2)]
    return "-".join(half)


def _keep(file: Path, code: str) -> str:
    """Write the file in one step, so that a power cut leaves a whole code or none."""
    with whole(file) as stream:
        stream.write(f"{code}\n".encode("ascii"))
    return code
