"""What a Wi-Fi's name and password may be."""

import re
from typing import Final

from appliance.network.refused import NetworkRefused

MAX_SSID_BYTES: Final = 32

_PASSPHRASE: Final = re.compile(r"[ -~]{8,63}", re.ASCII)  # IEEE 802.11, annex J.4
_RAW_KEY: Final = re.compile(r"[0-9A-Fa-f]{64}")


def good_ssid(ssid: str) -> bytes:
    """Return the bytes of a Wi-Fi's name; raises NetworkRefused(bad_network_name)."""
    try:
        found = ssid.encode()
    except UnicodeEncodeError:
        raise NetworkRefused("bad_network_name") from None
    if not 1 <= len(found) <= MAX_SSID_BYTES:
        raise NetworkRefused("bad_network_name")
    return found


def good_password(password: str) -> str:
    """Return a WPA password, "" for an open Wi-Fi; raises NetworkRefused(bad_network_password)."""
    if password and not _PASSPHRASE.fullmatch(password) and not _RAW_KEY.fullmatch(password):
        raise NetworkRefused("bad_network_password")
    return password
