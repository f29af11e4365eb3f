"""The user who owns the class's data."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Owner:
    """A user and their group, as numbers."""

    user: int
    group: int

    @classmethod
    def named(cls, name: str) -> Self:
        """Return the user of that name; raises KeyError."""
        entry = pwd.getpwnam(name)
        return cls(entry.pw_uid, entry.pw_gid)

    def own(self, path: Path) -> None:
        """Give them a file or folder; raises OSError."""
        os.chown(path, self.user, self.group)
