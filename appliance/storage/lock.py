"""One owner of a file at a time."""

import fcntl
import os
from pathlib import Path

from appliance.storage.errors import AlreadyOpen
from appliance.storage.errors import card_errors


class FileLock:
    """A lock on `path` that ends with its process, however that ends.

    Raises AlreadyOpen if it is taken, StorageFailed if its file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        with card_errors():
            name = path.with_name(path.name + ".lock")
            self._file = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(self._file, 20, 0).decode("ascii", "replace").strip()
            os.close(self._file)
            raise AlreadyOpen(
                f"{path} is open in process {owner or 'unknown'}; only one can have it"
            ) from None
        self._sign()

    def _sign(self) -> None:
        try:
            with card_errors():
                os.ftruncate(self._file, 0)
                os.pwrite(self._file, b"%d\n" % os.getpid(), 0)
        except BaseException:
            os.close(self._file)
            raise

    def release(self) -> None:
        """Let others have it. The file stays, so that two can never lock different files."""
        os.close(self._file)
