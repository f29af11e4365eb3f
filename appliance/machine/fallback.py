"""`python -m appliance fallback`: a box that finds its network nowhere opens its own.

A mistyped password of the school's Wi-Fi, or a box that was carried home, must not be a box that
nobody can reach. At the next start it looks for its network again.
"""

import time
from collections.abc import Callable
from typing import Final

from appliance import addresses
from appliance.machine import networks
from appliance.machine.places import Places
from appliance.machine.running import run
from appliance.machine.running import ToolFailed
from appliance.network.profiles import IDS

PATIENCE: Final = 90.0
"""Seconds in which a Wi-Fi or a cable has to give an address."""
_BETWEEN: Final = 2.0


def fallback(
    places: Places,
    *,
    patience: float = PATIENCE,
    reached: Callable[[], bool] = lambda: bool(addresses.local_addresses()),
    open_hotspot: Callable[[], None] | None = None,
) -> int:
    """Wait for an address, and open the hotspot if there is none; return the exit status."""
    plan = networks.kept(places)
    if plan is not None and plan.network == "cable":
        return 0  # somebody wants the radio to be quiet
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if reached():
            return 0
        time.sleep(min(_BETWEEN, patience))
    print("No network was found: the box opens its own.")
    (open_hotspot or _open_hotspot)()
    return 0


def _open_hotspot() -> None:
    try:
        run("nmcli", "--wait", "60", "connection", "up", IDS["hotspot"])
    except ToolFailed as error:
        # A board without a radio, or one that the teacher has switched off.
        print(f"There is none: {error}")
