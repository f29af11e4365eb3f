"""The files of the box's models, each named by the SHA-256 of its bytes, gone with its versions.

Beside a model lies its report: what it said of each example in cross-validation. A model file
holds words that children wrote, so it is deleted as soon as no version needs it.
"""

import hashlib
import threading
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from appliance.classroom import models
from appliance.classroom.room import Room
from appliance.durable import whole
from appliance.storage import Change
from appliance.storage.errors import card_errors

MODEL = ".model"
REPORT = ".report"
_FIELDS = {"file": MODEL, "report": REPORT}
"""field of a version → the ending of the file that it names."""
_UNFINISHED = ".model-"


class ModelFiles:
    """Keeps the files of models in a folder as long as the room has a version that needs them."""

    def __init__(self, room: Room, folder: Path, forget: Callable[[str], None]) -> None:
        self._room = room
        self._folder = folder
        self._forget = forget
        self._removed: SimpleQueue[set[str] | None] = SimpleQueue()
        self.recording = threading.Lock()
        """Held from saving a file until its version is recorded, or is known not to be."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        room.db.on_commit(self._committed)
        self._thread = threading.Thread(target=self._follow, name="model-files", daemon=True)
        self._thread.start()

    def path(self, name: str, ending: str = MODEL) -> Path:
        """Return where the file of this hash is, or would be."""
        return self._folder / (name + ending)

    @contextmanager
    def keeping(self, name: str, data: bytes, report: bytes = b"") -> Iterator[str]:
        """Have a model's files on disk for the block, which records its version and its report.

        Gives the report's hash, "" where there is none. Files that no version needs after the
        block go again. Raises StorageFull or StorageFailed, or ValueError where the model's bytes
        are damaged.
        """
        told = hashlib.sha256(report).hexdigest() if report else ""
        with self.recording:
            try:
                self.save(name, data)
                if report:
                    self.save(told, report, REPORT)
                yield told
            except BaseException:
                self._remove({name + MODEL, told + REPORT})
                raise

    def save(self, name: str, data: bytes, ending: str = MODEL) -> None:
        """Put a file on disk, whole; raises StorageFull or StorageFailed, ValueError if damaged."""
        if hashlib.sha256(data).hexdigest() != name:
            raise ValueError("these are not the bytes of that name")
        with card_errors(), whole(self.path(name, ending), prefix=_UNFINISHED) as file:
            file.write(data)

    def close(self) -> None:
        """Finish deleting."""
        self._removed.put(None)
        self._thread.join()

    def _used(self) -> set[str]:
        return {
            *(name + MODEL for name in models.files_in_use(self._room)),
            *(name + REPORT for name in models.reports_in_use(self._room)),
        }

    def _sweep(self) -> None:
        """Remove what a cut of power left between saving and recording, and between the reverse."""
        used = self._used()
        for path in self._folder.iterdir():
            ours = path.suffix in {MODEL, REPORT} or path.name.startswith(_UNFINISHED)
            if ours and path.name not in used:
                path.unlink()

    def _committed(self, changes: list[Change]) -> None:
        gone = {
            change.old.get(field, "") + ending
            for change in changes
            if change.table == "models" and change.old is not None and change.new is None
            for field, ending in _FIELDS.items()
        }
        if gone:
            self._removed.put(gone)

    def _follow(self) -> None:
        while (gone := self._removed.get()) is not None:
            with self.recording:
                self._remove(gone)

    def _remove(self, files: set[str]) -> None:
        for file in files - self._used() - {MODEL, REPORT}:
            (self._folder / file).unlink(missing_ok=True)
            if file.endswith(MODEL):
                self._forget(file.removesuffix(MODEL))
