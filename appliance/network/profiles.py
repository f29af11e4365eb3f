"""The connections that the box gives NetworkManager, over D-Bus or as a keyfile.

Properties and their D-Bus types are those of nm-settings-dbus(5), the file's form is that of
nm-settings-keyfile(5). A file has to be root's with mode 0600, or NetworkManager ignores it.
"""

import ipaddress
import uuid
from typing import Any
from typing import Final
from typing import Literal

from appliance.network.names import good_password
from appliance.network.names import good_ssid

Kind = Literal["hotspot", "wifi", "cable"]
Variant = tuple[str, Any]
"""A D-Bus signature and a value of that type, as jeepney wants them."""
Settings = dict[str, dict[str, Variant]]
"""setting → property → value: NetworkManager's a{sa{sv}}."""

IDS: Final[dict[Kind, str]] = {
    "hotspot": "crowdbox-hotspot",
    "wifi": "crowdbox-wifi",
    "cable": "crowdbox-cable",
}
"""The connections' names; whatever has one of them is ours to change and delete.

NetworkManager names the files after them: `crowdbox-wifi.nmconnection`, or with `-UUID` before the
dot if that is taken. Who lays down a new file removes `crowdbox-wifi*.nmconnection` first.
"""
UUIDS: Final[dict[Kind, str]] = {
    kind: str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.crowdbox.local"))
    for kind, name in IDS.items()
}
"""The same on every box, for the files of the first boot; each later switch makes its own."""

_PMF_DISABLED, _PMF_OPTIONAL, _PMF_REQUIRED = 1, 2, 3
ONLY_WPA3: Final[dict[str, Variant]] = {"key-mgmt": ("s", "sae"), "pmf": ("i", _PMF_REQUIRED)}
"""What differs where a Wi-Fi has no WPA2; NetworkManager refuses `sae` with `optional`."""

HOTSPOT_ADDRESS: Final = "10.42.0.1"
HOTSPOT_NETWORK: Final = ipaddress.ip_network("10.42.0.0/24")

_MARK: Final = {"crowdbox.unconfirmed": "yes"}
_POWERSAVE_OFF: Final = 2
_LINK_LOCAL_ENABLED: Final = 3
_WITHOUT_END: Final = 2**31 - 1
_FOREVER: Final = 0
_BEFORE_OTHERS: Final = 10


def hotspot_settings(ssid: str, password: str, *, open_: bool = False) -> Settings:
    """Return the box's own Wi-Fi; raises NetworkRefused where name or password do not work."""
    name = good_ssid(ssid)
    key = "" if open_ else good_password(password)
    wireless = _wireless(name) | {"mode": ("s", "ap"), "band": ("s", "bg")}
    found = _connection("hotspot", "802-11-wireless") | {"802-11-wireless": wireless}
    if key:
        found["802-11-wireless-security"] = _wpa(key) | {
            # Offered, protected frames keep a Raspberry Pi's radio from starting a hotspot, or
            # devices from joining it: raspberrypi/linux#3619 and #7247.
            "pmf": ("i", _PMF_DISABLED),
            "proto": ("as", ["rsn"]),
            "pairwise": ("as", ["ccmp"]),
            "group": ("as", ["ccmp"]),
        }
    address = {"address": ("s", HOTSPOT_ADDRESS), "prefix": ("u", HOTSPOT_NETWORK.prefixlen)}
    found["ipv4"] = {"method": ("s", "shared"), "address-data": ("aa{sv}", [address])}
    found["ipv6"] = {"method": ("s", "disabled")}
    return found


def wifi_settings(
    ssid: str, password: str, *, hidden: bool = False, only_wpa3: bool = False
) -> Settings:
    """Return a Wi-Fi to join, "" as password for an open one; raises NetworkRefused.

    NetworkManager takes `wpa-psk` for WPA2 and for networks that have both, but refuses it where
    only WPA3 is there.
    """
    name, key = good_ssid(ssid), good_password(password)
    wireless = _wireless(name) | {"mode": ("s", "infrastructure"), "hidden": ("b", hidden)}
    found = _connection("wifi", "802-11-wireless") | {"802-11-wireless": wireless}
    if key:
        found["802-11-wireless-security"] = _wpa(key) | (ONLY_WPA3 if only_wpa3 else {})
    return found | {"ipv4": {"method": ("s", "auto")}, "ipv6": {"method": ("s", "auto")}}


def cable_settings() -> Settings:
    """Return the wired connection; between two machines without a router it has 169.254.x.x.

    It waits for a router without end: NetworkManager would otherwise start again every 45 seconds,
    and the address with it (seen with 1.42).
    """
    automatic: dict[str, Variant] = {"method": ("s", "auto")}
    alone: dict[str, Variant] = {
        "link-local": ("i", _LINK_LOCAL_ENABLED),
        "dhcp-timeout": ("i", _WITHOUT_END),
    }
    return _connection("cable", "802-3-ethernet") | {
        "802-3-ethernet": {},
        "ipv4": automatic | alone,
        "ipv6": automatic,
    }


def hotspot_keyfile(
    ssid: str, password: str, *, open_: bool = False, autoconnect: bool = True
) -> str:
    """Return the text of `crowdbox-hotspot.nmconnection`; raises NetworkRefused."""
    return keyfile(automatic(hotspot_settings(ssid, password, open_=open_), autoconnect))


def wifi_keyfile(
    ssid: str, password: str, *, hidden: bool = False, autoconnect: bool = True
) -> str:
    """Return the text of `crowdbox-wifi.nmconnection`; raises NetworkRefused."""
    return keyfile(automatic(wifi_settings(ssid, password, hidden=hidden), autoconnect))


def cable_keyfile() -> str:
    """Return the text of `crowdbox-cable.nmconnection`; a cable is used whenever there is one."""
    return keyfile(automatic(cable_settings(), True))


def automatic(settings: Settings, on: bool) -> Settings:
    """Return the same connection, used (or not) by itself after a start."""
    return settings | {"connection": settings["connection"] | {"autoconnect": ("b", on)}}


def unconfirmed(settings: Settings) -> Settings:
    """Return the same connection under a new UUID, marked as one that nobody has confirmed."""
    connection = settings["connection"] | {"uuid": ("s", str(uuid.uuid4()))}
    return settings | {"connection": connection, "user": {"data": ("a{ss}", dict(_MARK))}}


def confirmed(settings: Settings) -> Settings:
    """Return the same connection without that mark, used by itself after a start."""
    kept = {section: values for section, values in settings.items() if section != "user"}
    return automatic(kept, True)


def is_unconfirmed(settings: Settings) -> bool:
    """Tell whether a connection is marked; `Unsaved` would not do where netplan keeps files."""
    marks = settings.get("user", {}).get("data", ("a{ss}", {}))[1]
    return bool(_MARK.keys() & marks.keys())


def ssid_of(settings: Settings) -> str:
    """Return the name of a connection's Wi-Fi, "" for a cable; what is not UTF-8 becomes `?`."""
    name = bytes(settings.get("802-11-wireless", {}).get("ssid", ("ay", b""))[1])
    return name.decode(errors="replace")


def kind_of(settings: Settings) -> Kind | None:
    """Return which of our connections this is, None for somebody else's."""
    name = settings.get("connection", {}).get("id", ("s", ""))[1]
    return next((kind for kind, id_ in IDS.items() if id_ == name), None)


def keyfile(settings: Settings) -> str:
    """Return a connection as NetworkManager keeps it in a file."""
    parts = []
    for section, properties in settings.items():
        lines = [f"[{_SECTIONS.get(section, section)}]"]
        lines += [_line(name, value) for name, (_, value) in properties.items()]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


# The file's names for the settings whose D-Bus names nobody could remember.
_SECTIONS: Final = {
    "802-11-wireless": "wifi",
    "802-11-wireless-security": "wifi-security",
    "802-3-ethernet": "ethernet",
}


def _line(name: str, value: Any) -> str:
    if name == "address-data":
        [address] = value
        return f"address1={address['address'][1]}/{address['prefix'][1]}"
    return f"{name}={_text(value)}"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes):
        # As numbers, a name may hold line ends, `;`, or look like such a list itself.
        return "".join(f"{byte};" for byte in value)
    if isinstance(value, list):
        return "".join(f"{item};" for item in value)
    # GLib's escapes; a space at an end would be lost without.
    return str(value).replace("\\", "\\\\").replace(" ", "\\s")


def _connection(kind: Kind, type_: str) -> Settings:
    return {
        "connection": {
            "id": ("s", IDS[kind]),
            "uuid": ("s", UUIDS[kind]),
            "type": ("s", type_),
            "autoconnect": ("b", False),
            # A radio whose firmware is slow to start must not end the box's trying.
            "autoconnect-retries": ("i", _FOREVER),
            # Where the system has Wi-Fis of its own, the one that the teacher chose comes first.
            "autoconnect-priority": ("i", _BEFORE_OTHERS),
        }
    }


def _wireless(ssid: bytes) -> dict[str, Variant]:
    # Saving power costs a class seconds of waiting on the radios of Raspberry Pis.
    return {"ssid": ("ay", ssid), "powersave": ("u", _POWERSAVE_OFF)}


def _wpa(key: str) -> dict[str, Variant]:
    return {"key-mgmt": ("s", "wpa-psk"), "psk": ("s", key), "pmf": ("i", _PMF_OPTIONAL)}
