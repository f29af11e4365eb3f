"""What the box can say about how it is."""

import http.client
import shutil
import socket
from pathlib import Path
from typing import Final
from typing import Protocol

from msgspec import Struct

from appliance import __version__
from appliance.clock import Stopwatch
from appliance.paths import Paths

_TRAINER_SECONDS: Final = 0.25
_uptime = Stopwatch()


class Health(Struct, frozen=True, kw_only=True):
    """How the box is; `uptime` in seconds, `free_mb` of the disk that holds the data."""

    version: str
    uptime: int
    database: bool
    trainer: bool
    free_mb: int


class _Revised(Protocol):
    @property
    def revision(self) -> int: ...


def health(db: _Revised, paths: Paths) -> Health:
    """Return how the box is now; takes a quarter of a second at most."""
    return Health(
        version=__version__,
        uptime=int(_uptime.seconds()),
        database=_database_answers(db, paths),
        trainer=trainer_answers(paths.trainer_socket),
        free_mb=free_mb(paths.data),
    )


def free_mb(folder: Path) -> int:
    """Return how many MB can still be written in `folder`; 0 where it is gone."""
    try:
        return shutil.disk_usage(folder).free // 1_000_000
    except OSError:
        return 0


def trainer_answers(path: Path) -> bool:
    """Tell whether a trainer listens at the socket `path` and answers."""
    connection = http.client.HTTPConnection("trainer")
    try:
        connection.sock = _connected(path)
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _connected(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_TRAINER_SECONDS)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


def _database_answers(db: _Revised, paths: Paths) -> bool:
    return db.revision >= 0 and paths.database.is_file()
