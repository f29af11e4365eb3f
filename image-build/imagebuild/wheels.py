"""The Python packages of the box, as wheels for arm64 placed by this machine's pip."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from pip._vendor.packaging.markers import Marker

from imagebuild.description import CHECKOUT
from imagebuild.steps import remove
from imagebuild.steps import Run

LOCK: Final = CHECKOUT / "requirements.lock"
_GLIBC: Final = (17, 24, 26, 27, 28, 31, 34, 35)
"""Minor versions of glibc that wheels name; Debian 13 has 2.41."""


def make(run: Run, python: str, target: Path) -> None:
    """Make the folder `target`, a site-packages for `python` on arm64. Raises StepFailed."""
    wanted = target.with_suffix(".txt")
    wanted.write_text(for_target(LOCK.read_text(encoding="utf-8"), python), encoding="utf-8")
    short = python.replace(".", "")
    platforms = [f"manylinux_2_{minor}_aarch64" for minor in reversed(_GLIBC)]
    run.command(
        sys.executable, "-m", "pip", "install", "--require-hashes",
        "--ignore-requires-python", "--no-deps", "--no-compile",
        "--only-binary=:all:", "--implementation", "cp", "--python-version", short,
        *(word for abi in (f"cp{short}", "abi3", "none") for word in ("--abi", abi)),
        *(word for name in (*platforms, "manylinux2014_aarch64") for word in ("--platform", name)),
        "--target", target, "-r", wanted,
    )  # fmt: skip
    wanted.unlink()
    _slim(target)


def for_target(lock: str, python: str) -> str:
    """Return the lines of a lock that hold for `python` on arm64 Linux, without their markers.

    pip would judge the markers by the machine that it runs on.
    """
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_machine": "aarch64",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    kept = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        head, _, rest = block.partition("\\\n")
        pinned, _, marker = head.partition(";")
        if not re.match(r"[A-Za-z0-9]", pinned):
            continue
        if not marker.strip() or Marker(marker.strip()).evaluate(environment):
            kept.append(f"{pinned.strip()} \\\n{rest}")
    return "\n".join(kept) + "\n"


def compile_all(run: Run, root: Path, folders: list[str], python: str) -> None:
    """Compile the Python below `folders` of `root`, as nothing can be written there later.

    By content, not by date, so that two builds give the same bytes. What is written also depends
    on what the same process compiled before (marshal marks what is referred to more than once), so
    each piece has a process of its own. Python of another processor writes the same files; where
    this machine has none of that version, the root's own runs.
    """
    words = ["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    together = ["env", "PYTHONHASHSEED=0", "xargs", "-0", "-n", "1", "-P", str(os.cpu_count() or 1)]
    found = pieces(root, folders)
    if native := _native(python):
        places = [str(root / piece) for piece in found]
        command = [*together, native, *words, "-s", str(root), "-p", "/"]
    else:
        places = [f"/{piece}" for piece in found]
        command = [*together, "chroot", str(root), "python3", *words]
    run.command(*command, stdin="\0".join(places).encode())


def pieces(root: Path, folders: list[str]) -> list[Path]:
    """Return what of Python's lies in `folders` of `root`, relative to it, hidden folders not."""
    inside = [path for folder in folders for path in sorted((root / folder).iterdir())]
    return [
        path.relative_to(root) for path in inside
        if path.suffix == ".py" or (path.is_dir() and not path.name.startswith("."))
    ]  # fmt: skip


def _native(python: str) -> str | None:
    """Return this machine's own Python of that version, if it has one."""
    found = shutil.which(f"python{python}")
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{python}.*/bin/python"))
    for candidate in [found, *map(str, pyenv)]:
        if candidate and _is(candidate, python):
            return candidate
    return None


def _is(candidate: str, python: str) -> bool:
    ask = "import sys; print('%d.%d' % sys.version_info[:2], sys.implementation.cache_tag)"
    told = subprocess.run([candidate, "-c", ask], capture_output=True, text=True)
    return told.stdout.split() == [python, f"cpython-{python.replace('.', '')}"]


def _slim(target: Path) -> None:
    """Leave out scripts with this machine's paths in them, and the packages' own tests."""
    remove(target / "bin")
    for folder in [*target.rglob("tests"), *target.rglob("test")]:
        if folder.is_dir() and (folder / "__init__.py").exists():
            remove(folder)
