"""The list of Wi-Fis from which a teacher chooses."""

from collections.abc import Iterable

from appliance.network.nm import AccessPoint
from appliance.network.radio import percent
from appliance.network.records import WifiSeen


def from_nm(points: Iterable[AccessPoint]) -> list[WifiSeen]:
    """Return what NetworkManager's radio hears."""
    return _listed((point.ssid, point.signal, point.secured, point.enterprise) for point in points)


def from_iw(networks: Iterable[tuple[bytes, int, set[str]]]) -> list[WifiSeen]:
    """Return what `radio.scan` found."""
    return _listed(
        (ssid, percent(dbm), bool(keys), keys == {"IEEE 802.1X"}) for ssid, dbm, keys in networks
    )


def _listed(found: Iterable[tuple[bytes, int, bool, bool]]) -> list[WifiSeen]:
    """Return each name once, strongest first, without the nameless and those not in UTF-8."""
    best: dict[str, WifiSeen] = {}
    for name, signal, secured, enterprise in sorted(found, key=lambda item: -item[1]):
        ssid = _text(name)
        if ssid and ssid not in best:
            best[ssid] = WifiSeen(ssid, signal, secured, enterprise)
    return list(best.values())


def _text(name: bytes) -> str:
    try:
        return name.decode().strip("\0")
    except UnicodeDecodeError:
        return ""
