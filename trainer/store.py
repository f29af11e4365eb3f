"""The models that a service knows, by the SHA-256 of their bytes; all of it may be lost.

It knows no projects and no versions: whoever has a model brings it along when it is asked for.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from trainer import model_file
from trainer.model import Model

FILES_BYTES = 256_000_000
MEMORY_BYTES = 32_000_000
"""Sum of the file sizes of loaded models; in memory each takes some four times that."""
_NAME = re.compile(r"[0-9a-f]{64}")


class UnknownModel(LookupError):
    """The service does not have this model; it can be put there."""


class ModelStore:
    """Model files in a folder, the latest used of them in memory; both bounded."""

    def __init__(
        self, folder: Path, *, files: int = FILES_BYTES, memory: int = MEMORY_BYTES
    ) -> None:
        self.folder = folder
        self._most_files = files
        self._most_memory = memory
        self._loaded: OrderedDict[str, tuple[Model, int]] = OrderedDict()
        self._files: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget_all()

    def path(self, name: str) -> Path:
        """Return where the file of a model is; raises UnknownModel where there is none."""
        path = self.folder / (name + model_file.SUFFIX)
        if not _NAME.fullmatch(name) or not path.exists():
            raise UnknownModel(name)
        return path

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
        model_file.save(data, self.folder / (name + model_file.SUFFIX))
        self.arrived(name)

    def arrived(self, name: str) -> None:
        """Count a file that came into the folder, and drop the oldest that are too many."""
        with self._lock:
            self._files[name] = self.path(name).stat().st_size
            self._files.move_to_end(name)
            dropped = list(self._too_many())
        for old in dropped:
            self.forget(old)

    def forget(self, name: str) -> None:
        """Drop a model from memory and folder; an unknown one is no error."""
        with self._lock:
            self._loaded.pop(name, None)
            self._files.pop(name, None)
        if _NAME.fullmatch(name):
            (self.folder / (name + model_file.SUFFIX)).unlink(missing_ok=True)

    def _too_many(self) -> Iterator[str]:
        total = sum(self._files.values())
        for name, size in list(self._files.items())[:-1]:
            if total <= self._most_files:
                return
            total -= size
            yield name

    def _forget_all(self) -> None:
        for pattern in ("*" + model_file.SUFFIX, "*.part"):
            for left in self.folder.glob(pattern):
                left.unlink()
