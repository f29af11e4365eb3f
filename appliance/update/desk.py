"""Where the helper's verbs about updates end: one update at a time, in the background."""

import logging
import threading
from collections.abc import Callable
from typing import BinaryIO
from typing import Literal

import msgspec

from appliance import __version__
from appliance.classroom.problems import Problem
from appliance.machine.places import Places
from appliance.paths import Paths
from appliance.update import apply
from appliance.update import bundle
from appliance.update import history
from appliance.update import slots
from appliance.update.bundle import Progress
from appliance.update.bundle import UpdateInfo

log = logging.getLogger(__name__)

State = Literal["idle", "checking", "writing", "restarting", "trial", "failed"]


class UpdateStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How far an update is: `done` in %, `error` a code of problems, `last` how the last ended.

    `version` is the update's that goes on, or the last one's; `slot` the one that runs.
    """

    state: State
    done: int
    version: str
    slot: str
    last: str
    error: str


class UpdateDesk:
    """Checks and applies updates, one at a time; `restart` is called when one is ready to start."""

    def __init__(
        self,
        places: Places,
        paths: Paths,
        restart: Callable[[], None],
        *,
        arch: str | None = None,
        running: str = __version__,
    ) -> None:
        self._places = places
        self._paths = paths
        self._restart = restart
        self._arch = arch
        self._running = running
        self._one = threading.Lock()
        self._state: State = "idle"
        self._done = 0
        self._version = ""
        self._error = ""
        self._thread: threading.Thread | None = None

    def check(self, file: BinaryIO) -> UpdateInfo:
        """Return what an update brings; raises Problem as verifying does, or for lack of room."""
        if not self._one.acquire(blocking=False):
            raise Problem("update_runs")
        try:
            self._require_place()
            return self._verified(file).info(self._running)
        finally:
            self._one.release()

    def apply(self, file: BinaryIO, done: Callable[[], None] = lambda: None) -> None:
        """Begin to apply an update and return; `file` is closed at the end.

        `done` is called once it is written. Raises Problem for what is known at once.
        """
        if not self._one.acquire(blocking=False):
            raise Problem("update_runs")
        try:
            self._require_place()
            self._set("checking", error="")
            # A daemon: what a restart cuts off lies where nothing looks.
            self._thread = threading.Thread(
                target=self._work, args=(file, done), name="update", daemon=True
            )
            self._thread.start()
        except BaseException:
            self._one.release()
            raise

    def status(self) -> UpdateStatus:
        """Return how far it is."""
        trial, last = slots.trial(self._places), history.last(self._places)
        slot = slots.running(self._places)
        on_trial = self._state == "idle" and trial is not None and trial.slot == slot
        return UpdateStatus(
            state="trial" if on_trial else self._state,
            done=self._done,
            version=self._version or last.version,
            slot=slot,
            last=last.ended,
            error=self._error,
        )

    def wait(self) -> None:
        """Wait until an update that goes on is written or has failed."""
        if self._thread is not None:
            self._thread.join()

    def _require_place(self) -> None:
        apply.require_possible(self._places, self._paths)

    def _work(self, file: BinaryIO, done: Callable[[], None]) -> None:
        try:
            with file:
                update = self._verified(file, self._progress)
                self._set("writing", version=update.manifest.version)
                history.begun(self._places, update.manifest.version)
                apply.apply(file, update, self._places, self._paths, progress=self._progress)
            done()
            self._set("restarting", done=100)
            self._restart()
        except Problem as problem:
            log.warning("the update was not applied: %s", problem.code, exc_info=problem.__cause__)
            self._set("failed", error=problem.code)
        except Exception:
            log.exception("the update was not applied")
            self._set("failed", error="update_failed")
        finally:
            self._one.release()

    def _verified(
        self, file: BinaryIO, progress: Progress = lambda done, total: None
    ) -> bundle.Bundle:
        key = self._places.public_key
        return bundle.verify(file, key, arch=self._arch, running=self._running, progress=progress)

    def _progress(self, done: int, total: int) -> None:
        self._done = min(100, done * 100 // max(1, total))

    def _set(
        self, state: State, *, done: int = 0, version: str | None = None, error: str | None = None
    ) -> None:
        self._state, self._done = state, done
        self._version = self._version if version is None else version
        self._error = self._error if error is None else error
