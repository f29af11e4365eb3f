"""Which of two releases is the newer one."""

import re
from typing import Final

Key = tuple[tuple[int, ...], bool, str]

_VERSION: Final = re.compile(
    r"(\d{1,5}(?:\.\d{1,5}){1,3})(?:[-+.]?([a-z][a-z0-9.]{0,19}))?", re.ASCII
)


def key(version: str) -> Key:
    """Return what orders versions such as 1.2.0rc1 < 1.2.0 < 1.10.0; raises ValueError."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ValueError(f"{version!r} is no version")
    numbers = tuple(int(number) for number in found[1].split("."))
    return numbers + (0,) * (4 - len(numbers)), not found[2], found[2] or ""
