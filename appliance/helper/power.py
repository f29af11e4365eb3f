"""Restarting and shutting down: first the answer, then the deed."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from appliance.machine.running import run
from appliance.machine.running import ToolFailed

log = logging.getLogger(__name__)

_GRACE: Final = 1.0
"""Seconds for the answer to reach the teacher's page before the network goes away."""
Deed = Callable[[], None]


class Power:
    """Restarts the machine or turns it off, a moment after it was asked."""

    def __init__(
        self,
        restart: Deed = lambda: now("reboot"),
        off: Deed = lambda: now("poweroff"),
        grace: float = _GRACE,
    ) -> None:
        self._restart = restart
        self._off = off
        self._grace = grace

    def restart(self) -> None:
        """Restart soon."""
        self._soon(self._restart)

    def off(self) -> None:
        """Turn off soon."""
        self._soon(self._off)

    def _soon(self, deed: Deed) -> None:
        timer = threading.Timer(self._grace, deed)
        timer.daemon = True
        timer.start()


def now(verb: str) -> None:
    """Have systemd do it: `reboot` or `poweroff`, with every service stopped in order."""
    try:
        run("systemctl", "--no-block", verb)
    except ToolFailed:
        # Without the system's bus: systemd still listens to signals, and does the same.
        log.exception("systemctl %s failed", verb)
        run("systemctl", "--force", "--no-block", verb)
