"""A power supply that is too weak: what Pis suffer from most, and nobody sees.

Linux's `rpi_volt` (drivers/hwmon/raspberrypi-hwmon.c) asks the firmware every two seconds whether
the voltage was too low since it last asked, and says so in `in0_lcrit_alarm`.
"""

import threading
from typing import Final

from appliance.machine.places import Places

_EVERY: Final = 2.0
_SENSOR: Final = "rpi_volt"


def is_low(places: Places) -> bool | None:
    """Tell whether the voltage is too low now; None where nothing measures it."""
    for folder in sorted((places.sys / "class" / "hwmon").glob("hwmon*")):
        try:
            if (folder / "name").read_text(encoding="ascii").strip() == _SENSOR:
                return (folder / "in0_lcrit_alarm").read_text(encoding="ascii").strip() == "1"
        except OSError:
            continue
    return None


class Watcher:
    """Remembers whether the voltage was too low at any time since it was made."""

    def __init__(self, places: Places, every: float = _EVERY) -> None:
        self._places = places
        self._every = every
        self._end = threading.Event()
        self.was_low = is_low(places)
        """None where nothing measures it."""

    def start(self) -> None:
        """Look again and again, in a thread of its own."""
        threading.Thread(target=self._watch, name="voltage", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._end.set()

    def look(self) -> None:
        """Look once."""
        low = is_low(self._places)
        if low is not None:
            self.was_low = bool(self.was_low) or low

    def _watch(self) -> None:
        while not self._end.wait(self._every):
            self.look()
