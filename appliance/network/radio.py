"""What NetworkManager does not tell of the radio: `iw` and the kernel's files do."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

Run = Callable[[list[str]], str | None]
"""Runs a command and returns what it prints, None where it fails."""

# raspberrypi/documentation#2520: "between 7 and 10 with the default firmware", "minimal … 19".
DEFAULT_FIRMWARE_LIMIT: Final = 7
MINIMAL_FIRMWARE_LIMIT: Final = 19

_SECONDS: Final = 20.0
_DRIVER: Final = "brcmfmac"
_CYW43455: Final = "0xa9bf"  # include/linux/mmc/sdio_ids.h; the chip of the 3B+, 4 and 5
_FIRMWARE: Final = ("brcm/brcmfmac43455-sdio.bin", "cypress/cyfmac43455-sdio.bin")
_ESCAPED: Final = re.compile(rb"\\x([0-9a-f]{2})")


def run(command: list[str]) -> str | None:
    """Run a command without a shell for at most 20 seconds; its output as UTF-8, or None."""
    try:
        done = subprocess.run(  # noqa: S603  a fixed command with an interface's name
            command, capture_output=True, check=True, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode(errors="replace")


def stations(interface: str, run: Run = run) -> int | None:
    """Return how many devices are connected to the hotspot, None where `iw` does not tell."""
    found = run(["iw", "dev", interface, "station", "dump"])
    return None if found is None else len(re.findall(r"^Station ", found, re.MULTILINE))


def scan(interface: str, run: Run = run) -> list[tuple[bytes, int, set[str]]] | None:
    """Return names, signals (dBm) and key managements that a hotspot without devices hears.

    NetworkManager never scans in this mode. Key managements are as `iw` writes them ("PSK",
    "SAE", "IEEE 802.1X"), with "WEP" for what is encrypted without any; None where it fails.
    """
    found = run(["iw", "dev", interface, "scan", "ap-force"])
    if found is None:
        return None
    return [_network(block) for block in re.split(r"^BSS ", found, flags=re.MULTILINE)[1:]]


def client_limit(
    interface: str, sys: Path = Path("/sys"), firmware: Path = Path("/lib/firmware")
) -> int | None:
    """Return how many devices this radio takes as a hotspot, None if nobody has counted."""
    device = sys / "class/net" / interface / "device"
    if (device / "driver").resolve().name != _DRIVER:
        return None
    try:
        chip = (device / "device").read_text(encoding="ascii").strip()
    except OSError:
        return DEFAULT_FIRMWARE_LIMIT
    minimal = any("minimal" in (firmware / name).resolve().name for name in _FIRMWARE)
    return MINIMAL_FIRMWARE_LIMIT if chip == _CYW43455 and minimal else DEFAULT_FIRMWARE_LIMIT


def percent(dbm: int) -> int:
    """Return a signal in dBm as 0 to 100, as NetworkManager does it (-100 dBm to -40 dBm)."""
    return round((min(max(dbm, -100), -40) + 100) / 60 * 100)


def _network(block: str) -> tuple[bytes, int, set[str]]:
    name = re.search(r"^\tSSID: (.*)$", block, re.MULTILINE)
    signal = re.search(r"^\tsignal: (-?\d+)", block, re.MULTILINE)
    suites = {
        suite
        for line in re.findall(r"\* Authentication suites: (.+)$", block, re.MULTILINE)
        for suite in ("PSK", "SAE", "IEEE 802.1X")
        if suite in line
    }
    if not suites and re.search(r"^\tcapability:.*Privacy", block, re.MULTILINE):
        suites = {"WEP"}
    ssid = _unescaped(name[1]) if name else b""
    return ssid, int(signal[1]) if signal else -100, suites


def _unescaped(text: str) -> bytes:
    # iw prints every byte that is not plain ASCII, and spaces at the ends, as \xNN.
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text.encode())
