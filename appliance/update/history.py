"""How the last update ended: what the box tells a teacher after the restart."""

from typing import Literal

import msgspec

from appliance.durable import whole
from appliance.machine.places import Places

Ended = Literal["", "applied", "rolled_back"]


class Last(msgspec.Struct, frozen=True):
    """The last update's version, and how it ended; "" while nobody knows."""

    version: str = ""
    ended: Ended = ""


def last(places: Places) -> Last:
    """Return how the last update ended; what the initramfs has taken back counts too."""
    known = _read(places)
    if places.rolled_back.exists():
        return Last(known.version, "rolled_back")
    return known


def begun(places: Places, version: str) -> None:
    """Remember that an update is being written; raises OSError."""
    _write(places, Last(version))


def applied(places: Places) -> None:
    """Remember that it has proved itself; raises OSError."""
    _write(places, Last(_read(places).version, "applied"))


def _read(places: Places) -> Last:
    try:
        return msgspec.json.decode((places.box / "update" / "last.json").read_bytes(), type=Last)
    except (OSError, msgspec.MsgspecError):
        return Last()


def _write(places: Places, record: Last) -> None:
    folder = places.box / "update"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with whole(folder / "last.json") as stream:
        stream.write(msgspec.json.encode(record))
