"""The models that a service knows, by the SHA-256 of their bytes; all of it may be lost.

It knows no projects and no versions: whoever has a model brings it along when it is asked for.
"""

import threading
from collections import OrderedDict
from pathlib import Path

from trainer import model_file
from trainer.folder import Folder
from trainer.model import Model

FILES_BYTES = 256_000_000
MEMORY_BYTES = 32_000_000
"""Sum of the file sizes of loaded models; in memory each takes up to four times that."""


class UnknownModel(LookupError):
    """The service does not have this model; it can be put there."""


class ModelStore:
    """Model files in a folder, the latest used of them in memory; both bounded."""

    def __init__(
        self, folder: Path, *, files: int = FILES_BYTES, memory: int = MEMORY_BYTES
    ) -> None:
        self._folder = Folder(folder, model_file.SUFFIX, files)
        self._most_memory = memory
        self._loaded: OrderedDict[str, tuple[Model, int]] = OrderedDict()
        self._lock = threading.Lock()

    def path(self, name: str) -> Path:
        """Return where the file of a model is; raises UnknownModel where there is none."""
        try:
            return self._folder.file(name)
        except FileNotFoundError:
            raise UnknownModel(name) from None

    def model(self, name: str) -> Model:
        """Return a model, from memory where it is; raises UnknownModel and DamagedModel."""
        with self._lock:
            if name in self._loaded:
                self._loaded.move_to_end(name)
                return self._loaded[name][0]
        data = self.path(name).read_bytes()
        model = model_file.load(data)
        with self._lock:
            self._loaded[name] = model, len(data)
            while sum(size for _, size in self._loaded.values()) > self._most_memory:
                if len(self._loaded) == 1:
                    break
                self._loaded.popitem(last=False)
        return model

    def put(self, name: str, data: bytes) -> None:
        """Keep a model; raises DamagedModel unless `data` is whole and of that name."""
        if model_file.name(data) != name:
            raise model_file.DamagedModel("the bytes are not those of this name")
        model_file.load(data)
        self._unload(self._folder.put(data))

    def arrived(self, name: str) -> None:
        """Count a file that came into the folder, and drop the oldest that are too many."""
        self._unload(self._folder.arrived(name))

    def forget(self, name: str) -> None:
        """Drop a model from memory and folder; an unknown one is no error."""
        self._unload([name])
        self._folder.forget(name)

    def _unload(self, names: list[str]) -> None:
        with self._lock:
            for name in names:
                self._loaded.pop(name, None)
