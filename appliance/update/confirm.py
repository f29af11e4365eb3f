"""`python -m appliance confirm-update`: at each boot, before anybody can reach the box.

On the first boot of an update this judges it: the pages and the trainer have to answer, and go on
answering. Otherwise the slot from before is put back and the box restarts.
"""

import http.client
import json
import logging
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.clock import Stopwatch
from appliance.machine.places import Places
from appliance.machine.running import ToolFailed
from appliance.paths import Paths
from appliance.update import aside
from appliance.update import history
from appliance.update import slots
from appliance.update.slots import Trial

log = logging.getLogger(__name__)

PATIENCE: Final = 240.0
"""Seconds that an update has to answer, on the slowest Pi with the largest class."""
_IN_A_ROW: Final = 3
"""Times that it has to answer, one after the other: what starts and dies again is not well."""
_BETWEEN: Final = 1.0
_ANSWER: Final = 15.0
"""Seconds for one answer; the first question starts the trainer."""
_LARGEST_ANSWER: Final = 64 * 1024


@dataclass(frozen=True)
class Door:
    """Where a process answers on HTTP: a Unix socket, or a port of this machine."""

    unix: Path | None = None
    port: int = 0

    def health(self, path: str) -> bytes | None:
        """Return what it says of its health, None where it does not answer with 200."""
        connection = http.client.HTTPConnection("localhost")
        try:
            connection.sock = self._connected()
            connection.request("GET", path)
            reply = connection.getresponse()
            return reply.read(_LARGEST_ANSWER) if reply.status == 200 else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _connected(self) -> socket.socket:
        if self.unix is None:
            return socket.create_connection(("127.0.0.1", self.port), timeout=_ANSWER)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_ANSWER)
        try:
            connection.connect(str(self.unix))
        except OSError:
            connection.close()
            raise
        return connection


def is_well(web: Door, trainer: Door) -> bool:
    """Tell whether the pages have their database and the trainer answers."""
    told = web.health("/api/v1/health")
    try:
        database = bool(json.loads(told or b"{}")["database"])
    except (ValueError, KeyError, TypeError):
        return False
    return database and trainer.health("/health") is not None


def confirm(
    places: Places,
    paths: Paths,
    well: Callable[[], bool],
    restart: Callable[[], None],
    *,
    patience: float = PATIENCE,
    between: float = _BETWEEN,
) -> int:
    """Judge an update that is on trial; return 0 where the box may be reached, else 1.

    Raises OSError or ToolFailed where the FAT partition cannot be written; the trial is then
    ended by the next boot.
    """
    trial = slots.trial(places)
    if not places.trial.exists():
        return 0
    if trial is None or trial.slot != slots.running(places):
        _note_failed_start(places, trial)
        return 0
    if _answers(well, patience, between):
        # From here on the class may write, so the way back has to be gone before.
        slots.end_trial(places)
        _say("The update has proved itself.")
        _tidy(places, paths)
        return 0
    _say("The update does not answer: back to the one from before.")
    try:
        slots.put_back(places, trial.back)
    finally:
        # Without tries left, the restart alone leads back.
        restart()
    return 1


def _note_failed_start(places: Places, trial: Trial | None) -> None:
    """End a trial that this slot is not part of: the power was cut, or it was taken back."""
    _say("The update did not start; the box runs as before.")
    slots.put_back(places, slots.running(places) or (trial.back if trial else "a"))


def _answers(well: Callable[[], bool], patience: float, between: float) -> bool:
    watch, in_a_row = Stopwatch(), 0
    while watch.seconds() < patience:
        in_a_row = in_a_row + 1 if well() else 0
        if in_a_row == _IN_A_ROW:
            return True
        time.sleep(between)
    return False


def _tidy(places: Places, paths: Paths) -> None:
    """Do what may as well be done later: the update holds."""
    try:
        history.applied(places)
        aside.discard(paths)
    except (OSError, ToolFailed):
        log.exception("something of the update is left")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
