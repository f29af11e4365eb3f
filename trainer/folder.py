"""A folder of files that are named by the SHA-256 of their bytes: bounded, and begun empty."""

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from trainer import model_file

_NAME = re.compile(r"[0-9a-f]{64}")


class Folder:
    """The latest files that came, as many as fit into `most` bytes."""

    def __init__(self, path: Path, suffix: str, most: int) -> None:
        self.path = path
        self._suffix = suffix
        self._most = most
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._empty()

    def file(self, name: str) -> Path:
        """Return where a file is; raises FileNotFoundError where there is none of that name."""
        file = self.path / (name + self._suffix)
        if not _NAME.fullmatch(name) or not file.exists():
            raise FileNotFoundError(name)
        return file

    def put(self, data: bytes) -> list[str]:
        """Keep a file; return the names of those that had to go for it."""
        name = hashlib.sha256(data).hexdigest()
        model_file.save(data, self.path / (name + self._suffix))
        return self.arrived(name)

    def arrived(self, name: str) -> list[str]:
        """Count a file that came into the folder; return the names of those that went for it."""
        size = self.file(name).stat().st_size
        with self._lock:
            self._sizes[name] = size
            self._sizes.move_to_end(name)
            dropped = list(self._too_many())
        for old in dropped:
            self.forget(old)
        return dropped

    def forget(self, name: str) -> None:
        """Remove a file; an unknown one is no error."""
        with self._lock:
            self._sizes.pop(name, None)
        if _NAME.fullmatch(name):
            (self.path / (name + self._suffix)).unlink(missing_ok=True)

    def _too_many(self) -> Iterator[str]:
        total = sum(self._sizes.values())
        for name, size in list(self._sizes.items())[:-1]:
            if total <= self._most:
                return
            total -= size
            yield name

    def _empty(self) -> None:
        for pattern in (f"*{self._suffix}", "*.part"):
            for left in self.path.glob(pattern):
                left.unlink()
