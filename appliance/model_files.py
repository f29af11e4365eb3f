"""The model files of the box, each named by the SHA-256 of its bytes, and gone with its versions.

A model file holds words that children wrote, so it is deleted as soon as no version needs it.
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

_SUFFIX = ".model"
_UNFINISHED = ".model-"


class ModelFiles:
    """Keeps model files in a folder as long as the room has a version that needs them."""

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

    def path(self, name: str) -> Path:
        """Return where the file of this hash is, or would be."""
        return self._folder / (name + _SUFFIX)

    @contextmanager
    def keeping(self, name: str, data: bytes) -> Iterator[None]:
        """Have a file on disk for the block, which records its version; without, it goes again.

        Raises StorageFull or StorageFailed, or ValueError where the bytes are damaged.
        """
        with self.recording:
            try:
                self.save(name, data)
                yield
            except BaseException:
                self._remove({name})
                raise

    def save(self, name: str, data: bytes) -> None:
        """Put a file on disk, whole; raises StorageFull or StorageFailed, ValueError if damaged."""
        if hashlib.sha256(data).hexdigest() != name:
            raise ValueError("these are not the bytes of that name")
        with card_errors(), whole(self.path(name), prefix=_UNFINISHED) as file:
            file.write(data)

    def close(self) -> None:
        """Finish deleting."""
        self._removed.put(None)
        self._thread.join()

    def _sweep(self) -> None:
        """Remove what a cut of power left between saving and recording, and between the reverse."""
        used = models.files_in_use(self._room)
        for path in self._folder.glob("*" + _SUFFIX):
            if path.stem not in used:
                path.unlink()
        for path in self._folder.glob(_UNFINISHED + "*"):
            path.unlink()

    def _committed(self, changes: list[Change]) -> None:
        gone = {
            change.old["file"]
            for change in changes
            if change.table == "models" and change.old is not None and change.new is None
        }
        if gone:
            self._removed.put(gone)

    def _follow(self) -> None:
        while (gone := self._removed.get()) is not None:
            with self.recording:
                self._remove(gone)

    def _remove(self, names: set[str]) -> None:
        for name in names - models.files_in_use(self._room):
            self.path(name).unlink(missing_ok=True)
            self._forget(name)
