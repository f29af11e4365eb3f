"""How many connections may be open at once, and how long one may stay without saying who it is."""

import threading
import time
from collections.abc import Callable
from typing import Any
from typing import Final

SPARE: Final = 48
"""Connections beyond the live ones: those that come in, and those that are told the box is full."""
SECONDS: Final = 20.0
"""How long a connection may stay without having signed in."""


class Doorman:
    """Stands before an engineio server; each connection there holds a thread."""

    def __init__(
        self, server: Any, places: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._server = server
        self._places = places
        self._clock = clock
        self._lock = threading.Lock()
        self._unknown: dict[str, float] = {}
        self._inside = server.handlers["connect"]
        server.on("connect", self._arrive)

    def known(self, sid: str | None) -> None:
        """Let the engineio connection `sid` stay: it has signed in."""
        with self._lock:
            self._unknown.pop(sid or "", None)

    def _arrive(self, sid: str, environ: Any) -> Any:
        self._send_off()
        if len(self._server.sockets) > self._places + SPARE:
            return False
        with self._lock:
            self._unknown[sid] = self._clock()
        return self._inside(sid, environ)

    def _send_off(self) -> None:
        """Close what has been here too long unknown; looked at whenever somebody arrives."""
        now = self._clock()
        with self._lock:
            late = [sid for sid, since in self._unknown.items() if now - since > SECONDS]
            for sid in late:
                del self._unknown[sid]
        for sid in late:
            found = self._server.sockets.get(sid)
            if found is not None:
                found.close(wait=False)
