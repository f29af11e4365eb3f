"""`python -m appliance led`: the green light says that the box may be unplugged.

While the box runs the light blinks, with the card or like a heart, as its kernel has it. The last
thing that a shutdown does, with all data on the card, is to hold it steady; the machine then
stops, and the light with it.
"""

from pathlib import Path
from typing import Final

from appliance.machine.places import Places

_NAMES: Final = ("ACT", "led0", "green:act")
"""What kernels have called it, the newest first."""


def safe(places: Places) -> int:
    """Hold the light steady; return 0, also for a machine that has none."""
    light = find(places)
    if light is not None:
        (light / "trigger").write_text("none", encoding="ascii")
        (light / "brightness").write_text("1", encoding="ascii")
    return 0


def find(places: Places) -> Path | None:
    """Return the folder of the light in sysfs, or None."""
    leds = places.sys / "class" / "leds"
    return next((leds / name for name in _NAMES if (leds / name / "trigger").exists()), None)
