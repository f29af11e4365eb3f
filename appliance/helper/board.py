"""How the board is: model, memory, temperature, voltage, space, clock."""

import shutil
import time
from pathlib import Path
from typing import Final

import msgspec

from appliance import __version__
from appliance import clock
from appliance.helper import voltage
from appliance.helper.voltage import Watcher
from appliance.machine import size
from appliance.machine.places import Places
from appliance.paths import Paths
from appliance.update import slots

_EMULATED: Final = "linux,dummy-virt"
"""What QEMU's `virt` machine calls itself (hw/arm/virt.c)."""
_OS_RELEASE: Final = Path("/etc/os-release")
_SYNCHRONISED: Final = Path("/run/systemd/timesync/synchronized")


class Clock(msgspec.Struct, frozen=True):
    """Seconds since 1970, and whether somebody has set them since the box started."""

    time: int
    set: bool


class BoardStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How the board is; None is what this board has no sensor for. MB are millions of bytes."""

    model: str
    memory_mb: int
    temperature_c: float | None
    undervoltage_now: bool | None
    undervoltage_since_start: bool | None
    version: str
    os: str
    slot: str
    """"a" or "b", "" on a machine without slots."""
    uptime: int
    data_free_mb: int
    data_total_mb: int
    clock: Clock


def status(places: Places, paths: Paths, watcher: Watcher) -> BoardStatus:
    """Return how the board is now."""
    disk = shutil.disk_usage(paths.data)
    return BoardStatus(
        model=model(places),
        memory_mb=size.memory_mb(places),
        temperature_c=temperature(places),
        undervoltage_now=voltage.is_low(places),
        undervoltage_since_start=watcher.was_low,
        version=__version__,
        os=os_name(),
        slot=slots.running(places),
        uptime=int(float((_text(places.proc / "uptime") or "0").split()[0])),
        data_free_mb=disk.free // 1_000_000,
        data_total_mb=disk.total // 1_000_000,
        clock=Clock(int(time.time()), clock_is_set(places)),
    )


def model(places: Places) -> str:
    """Return what the board calls itself."""
    tree = _text(places.proc / "device-tree" / "model").rstrip("\0").strip()
    if tree == _EMULATED:
        return "QEMU"
    if tree:
        return tree
    lines = _text(places.proc / "cpuinfo").splitlines()
    named = dict(line.split(":", 1) for line in lines if ":" in line)
    told = {key.strip().lower(): value.strip() for key, value in named.items()}
    return told.get("model name") or told.get("model") or "computer"


def temperature(places: Places) -> float | None:
    """Return the processor's temperature in °C, None where nothing measures it."""
    zones = sorted((places.sys / "class" / "thermal").glob("thermal_zone*"))
    processors = [zone for zone in zones if "cpu" in _text(zone / "type").lower()]
    for zone in [*processors, *zones]:
        try:
            return round(int(_text(zone / "temp")) / 1000, 1)
        except ValueError:
            continue
    return None


def clock_is_set(places: Places) -> bool:
    """Tell whether a person or the network has set the clock since the box started."""
    set_ = _mark(places).exists() or _SYNCHRONISED.exists()
    return set_ and time.time() >= clock.RELEASED


def note_clock_set(places: Places) -> None:
    """Remember until the next start that the clock is right; raises OSError."""
    places.runtime.mkdir(mode=0o755, parents=True, exist_ok=True)
    _mark(places).touch()


def os_name(file: Path = _OS_RELEASE) -> str:
    """Return the name of the system, such as "Debian GNU/Linux 13 (trixie)"."""
    for line in _text(file).splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.partition("=")[2].strip().strip("\"'")
    return ""


def _mark(places: Places) -> Path:
    return places.runtime / "clock-set"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
