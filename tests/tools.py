"""Programs that tests need and `.ci/setup` installs: where one is missing, that is said."""

import os
import shutil
from typing import NoReturn

import pytest

PACKAGES = {
    "dbus-daemon": "dbus-daemon",
    "mcopy": "mtools",
    "mkfs.vfat": "dosfstools",
    "nginx": "nginx-light",
    "sfdisk": "fdisk",
}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def need(*commands: str) -> None:
    """Skip a test where one of these is missing; for CI it is a failure.

    Else a machine without it would let every change pass.
    """
    missing = sorted({PACKAGES[name] for name in commands if shutil.which(name) is None})
    if missing:
        _lack(*missing)


def installed_chromium() -> str | None:
    """Return the path of a Chromium, if there is one."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def chromium() -> str:
    """Return the path of a Chromium; skips as `need` does."""
    return installed_chromium() or _lack("chromium")


def _lack(*packages: str) -> NoReturn:
    said = f"this machine lacks: {', '.join(packages)}"
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)
