"""What each box makes up for itself, once: the name and the password of its own Wi-Fi."""

import json
import secrets
from typing import Final

import msgspec

from appliance.claim import LETTERS
from appliance.durable import whole
from appliance.machine.places import Places

_SHORTEST: Final = 8
"""Characters that WPA2 asks for."""


class Secrets(msgspec.Struct, frozen=True):
    """The hotspot's name, and its password: 12 letters, 59 bits, easy to type on a telephone."""

    ssid: str
    password: str


def ensure(places: Places) -> Secrets:
    """Return this box's secrets, made and kept if it has none yet; raises OSError."""
    try:
        kept = msgspec.json.decode(places.secrets.read_bytes(), type=Secrets)
        if kept.ssid and len(kept.password) >= _SHORTEST:
            return kept
    except (FileNotFoundError, msgspec.MsgspecError):
        pass
    made = Secrets(f"Crowdbox-{_letters(4)}", "-".join(_letters(4).lower() for _ in range(3)))
    keep(places, made)
    return made


def keep(places: Places, secret: Secrets) -> None:
    """Keep these from now on, for root only; raises OSError."""
    with whole(places.secrets) as stream:
        stream.write(json.dumps(msgspec.structs.asdict(secret)).encode())


def _letters(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))
