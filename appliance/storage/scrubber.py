"""Overwrites what removed blobs left in the file, a little at a time between commits."""

import logging
from threading import Event
from threading import Lock
from threading import Thread

from appliance.storage.errors import StorageFailed
from appliance.storage.file import File

_PAUSE = 0.05
"""Seconds between two steps, in which commits go first."""
_log = logging.getLogger(__name__)


class Scrubber:
    """Has a thread while there is something to overwrite in `file`, which `disk` guards."""

    def __init__(self, file: File, disk: Lock) -> None:
        self._file = file
        self._disk = disk
        self._stopped = Event()
        self._thread: Thread | None = None
        self._works = False

    def start(self) -> None:
        """Begin if there is something to do; whoever calls has the disk, or nobody else yet."""
        if not self._works and self._file.has_traces():
            self._works = True
            self._thread = Thread(target=self._work, name="scrubber", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End; what is left is done after the next start. Never called with the disk."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        try:
            while not self._stopped.wait(_PAUSE) and self._step():
                pass
        except StorageFailed as error:  # nothing is lost by it: it is tried again
            self._works = False
            _log.warning("removed files could not be overwritten: %s", error)

    def _step(self) -> bool:
        with self._disk:
            if not self._stopped.is_set():
                self._file.scrub_some()
                self._works = self._file.has_traces()
            return self._works
