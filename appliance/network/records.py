"""What the box says of its networks: plain data that JSON can hold."""

from typing import Literal

import msgspec

Mode = Literal["hotspot", "wifi", "cable", "none"]


class Pending(msgspec.Struct, frozen=True):
    """A change that nobody has confirmed yet: it is undone when no seconds are left."""

    to: Mode
    ssid: str
    seconds_left: int


class Failed(msgspec.Struct, frozen=True):
    """Why the last change was undone: a stable code and words for a person."""

    code: str
    words: str
    to: Mode
    ssid: str


class NetworkStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How the box is in the network right now, and what the radio can take."""

    mode: Mode
    ssid: str = ""
    password: str = ""
    """The hotspot's, to show to the class; never another Wi-Fi's."""
    open: bool = False
    addresses: list[str] = []
    clients: int | None = None
    """Devices at the hotspot; None in other modes and where the radio does not tell."""
    client_limit: int | None = None
    """How many devices this radio takes as a hotspot; None if nobody knows."""
    signal: int | None = None
    """Of the joined Wi-Fi, 0 to 100."""
    radio: bool = False
    cable: bool = False
    """Whether a cable with something at its other end is in the box."""
    pending: Pending | None = None
    failed: Failed | None = None
    """Of the last change since the helper started; None if it was confirmed or taken back."""


class WifiSeen(msgspec.Struct, frozen=True):
    """A Wi-Fi that the radio hears; signal is 0 to 100."""

    ssid: str
    signal: int
    secured: bool
    enterprise: bool = False
    """It wants a name and password for each person (802.1X): the box cannot join it."""
