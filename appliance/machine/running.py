"""How the box runs the system's own tools, such as sfdisk and openssl."""

import os
import subprocess
from collections.abc import Collection
from pathlib import Path
from typing import Any
from typing import Final

from appliance.machine.owner import Owner


class ToolFailed(Exception):
    """A tool of the system is missing or refused; `words` are its own, the message names it too."""

    def __init__(self, message: str, words: str = "") -> None:
        super().__init__(message)
        self.words = words or message


def run(
    *command: str | Path,
    given: str = "",
    cwd: Path | None = None,
    good: Collection[int] = (0,),
    owner: Owner | None = None,
) -> str:
    """Return what a command prints, given `given` as its input, run as `owner` if that is named.

    Raises ToolFailed where it is missing or its exit status is none of `good`.
    """
    words = [str(word) for word in command]
    try:
        done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603  no shell, and the commands are ours
            words,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
            env=_ENVIRONMENT,
            **_identity(owner),
        )
    except OSError as error:
        raise ToolFailed(f"{words[0]}: {error.strerror}") from error
    if done.returncode not in good:
        said = done.stderr.strip()
        raise ToolFailed(f"{words[0]} ({done.returncode}): {said}", said)
    return done.stdout


def _identity(owner: Owner | None) -> dict[str, Any]:
    if owner is None or os.geteuid() != 0:
        return {}
    return {"user": owner.user, "group": owner.group, "extra_groups": []}


# What is printed is read here, so it is always in English.
_ENVIRONMENT: Final = {"LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
