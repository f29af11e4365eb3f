"""`python -m appliance console`: the screen that may hang on the box, without any keyboard."""

import os
import sys
import time
from pathlib import Path
from typing import Any
from typing import Final

from appliance import addresses
from appliance.addresses import Reachable
from appliance.helper.client import Helper
from appliance.helper.client import HelperAway
from appliance.helper.client import HelperRefused
from appliance.machine import report
from appliance.machine import screen
from appliance.machine.places import Places
from appliance.machine.screen import View
from appliance.paths import Paths
from appliance.settings import Settings

_SECONDS: Final = 5.0
_HIDE_CURSOR: Final = "\033[?25l"
_CLEAR: Final = "\033[2J\033[3J\033[H"


def console(settings: Settings, places: Places) -> int:
    """Show how the box is reached, for as long as it runs; redraw when that changes."""
    shown: tuple[object, ...] = ()
    while True:
        size = os.get_terminal_size(sys.stdout.fileno())
        view = look(settings, places)
        if (view, size) != shown:
            drawing = "\r\n".join(screen.lines(view, size.columns, size.lines))
            print(f"{_HIDE_CURSOR}{_CLEAR}{drawing}", end="", flush=True)
            shown = (view, size)
        time.sleep(_SECONDS)


def look(settings: Settings, places: Places) -> View:
    """Return what there is to show now."""
    status = _status(settings)
    own = status.get("mode") == "hotspot"
    found = tuple(status.get("addresses") or addresses.local_addresses())
    name = addresses.announced_name(Paths(settings.data))
    return View(
        language=settings.language,
        ssid=status.get("ssid") or "",
        password=(status.get("password") or "") if own else "",
        own=own,
        urls=tuple(Reachable(name, found, settings.port).urls) if found else (),
        claim_code=report.code(Paths(settings.data).claim_code),
        trouble="" if (places.data / "box").is_dir() else f"{places.data}: ?",
    )


def _status(settings: Settings) -> dict[str, Any]:
    """Return the helper's NetworkStatus, or nothing while it is away."""
    try:
        return dict(Helper(Path(settings.helper)).ask("network.status"))
    except (HelperAway, HelperRefused, TypeError, ValueError):
        return {}
