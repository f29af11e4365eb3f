"""The root of the card: the base, the box in /opt/crowdbox, and how it starts."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

from imagebuild import wheels
from imagebuild.description import CHECKOUT
from imagebuild.description import Description
from imagebuild.description import EPOCH
from imagebuild.description import HERE
from imagebuild.steps import remove
from imagebuild.steps import Run

_APP: Final = "opt/crowdbox"
_HOSTS: Final = "127.0.0.1 localhost\n::1 localhost\n127.0.1.1 crowdbox\n"
_FSTAB: Final = "# The root comes from the initramfs; units of systemd mount what stays.\n"
_UNWANTED: Final = (
    "var/lib/apt/lists", "var/cache/apt", "var/cache/debconf", "var/log", "var/lib/dbus/machine-id",
    "etc/resolv.conf", "etc/hostname", "etc/.pwd.lock", "usr/share/bash-completion",
    "usr/share/zsh", "etc/apt/sources.list", "etc/apt/sources.list.d",
    "etc/apt/apt.conf.d/99mmdebstrap",
)  # fmt: skip
"""What differs from build to build, or would name the mirror of the machine that built."""


def make(run: Run, described: Description, base: Path, site: Path, key: Path, target: Path) -> None:
    """Make the folder `target`: everything that a slot holds. Raises StepFailed."""
    run.command("cp", "-a", base, target)
    for name in _UNWANTED:
        remove(target / name)
    (target / "var/log").mkdir(mode=0o755)
    _place_app(described, target)
    _place_packages(described, site, target)
    # Users get the day on which they were made (systemd-sysusers(8)).
    install = CHECKOUT / "systemd/install"
    run.command("env", f"SOURCE_DATE_EPOCH={EPOCH}", install, "--root", target, "--image")
    _configure(target, key)
    wheels.compile_all(run, target, [_APP, _site(described)], described.python)
    # The kernel fills it at each boot; until here, programs that ran in the root needed devices.
    for device in (target / "dev").iterdir():
        remove(device)


def version() -> str:
    """Return the version of the release that this checkout is."""
    ask = "import appliance; print(appliance.__version__)"
    told = subprocess.run(
        [str(CHECKOUT / ".venv/bin/python"), "-c", ask],
        cwd=CHECKOUT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return told.stdout.strip()


def _site(described: Description) -> str:
    return f"{_APP}/.venv/lib/python{described.python}/site-packages"


def _place_app(described: Description, target: Path) -> None:
    app = described.image["app"]
    tracked = subprocess.run(
        ["git", "ls-files", "-z", *app["tracked"]],
        cwd=CHECKOUT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, tracked.split("\0")):
        if not name.startswith(tuple(f"{left}/" for left in app["left_out"])):
            _copy(CHECKOUT / name, target / _APP / name)
    for name in app["made"]:
        for file in (CHECKOUT / name).rglob("*"):
            if file.is_file():
                _copy(file, target / _APP / file.relative_to(CHECKOUT))


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)
    place.chmod(0o755 if source.stat().st_mode & 0o100 else 0o644)


def _place_packages(described: Description, site: Path, target: Path) -> None:
    """Lay down a virtual environment; it is a few lines, and making it under emulation is slow."""
    folder = target / _APP / ".venv"
    place = target / _site(described)
    place.parent.mkdir(parents=True)
    shutil.copytree(site, place)
    (folder / "bin").mkdir()
    for name in ("python", "python3"):
        (folder / "bin" / name).symlink_to("/usr/bin/python3")
    (folder / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {described.python}\n"
    )


def _configure(target: Path, key: Path) -> None:
    etc = target / "etc"
    (etc / "hostname").write_text("crowdbox\n")
    (etc / "hosts").write_text(_HOSTS)
    (etc / "fstab").write_text(_FSTAB)
    # Empty: each boot gets the one that this card made for itself.
    (etc / "machine-id").write_text("")
    (etc / "resolv.conf").symlink_to("/run/NetworkManager/resolv.conf")
    for name in ("boot/firmware", "data", "var/lib/crowdbox"):
        (target / name).mkdir(parents=True, exist_ok=True)
    public = target / "usr/share/crowdbox/update.pub"
    public.parent.mkdir(parents=True, exist_ok=True)
    public.write_bytes(key.read_bytes())
    shutil.copytree(HERE / "initramfs", etc / "initramfs-tools", dirs_exist_ok=True)


def packages(root: Path) -> list[dict[str, str]]:
    """Return name, version and architecture of every package of the distribution in `root`."""
    told = subprocess.run(
        ["dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W",
         "-f", '{"name":"${Package}","version":"${Version}","source":"${source:Package}"}\n'],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [json.loads(line) for line in told.splitlines()]
