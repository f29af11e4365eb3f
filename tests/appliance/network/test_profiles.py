import re

import pytest

from appliance.network import profiles
from appliance.network.refused import NetworkRefused

HOSTILE = [
    "Crowdbox-1A2B",
    "Café 🍐",
    "a\"b'c",
    "65;66;",
    "line\nssid=other",
    "[connection]",
    " spaces ",
    "back\\slash\\s",
    "\0\x01\x7f",
    "#;=",
]
PASSWORDS = [
    " leading and trailing ",
    "qu\"ote's;#=",
    "back\\slash\\n",
    "a" * 63,
    "0123456789abcdef" * 4,
]


def parsed(text: str) -> dict[str, dict[str, str]]:
    """Read a key file as GLib does (g_key_file_get_string)."""
    found: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    for line in text.split("\n"):
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line:
            name, value = line.split("=", 1)
            section[name] = unescaped(value.lstrip(" \t"))
    return found


def unescaped(value: str) -> str:
    escapes = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    return re.sub(r"\\(.)", lambda found: escapes[found[1]], value)


def numbers(text: str) -> bytes:
    return bytes(int(number) for number in text.rstrip(";").split(";"))


@pytest.mark.parametrize("ssid", HOSTILE)
def test_any_name_comes_through_a_keyfile(ssid: str) -> None:
    found = parsed(profiles.wifi_keyfile(ssid, ""))
    assert numbers(found["wifi"]["ssid"]).decode() == ssid
    assert set(found) == {"connection", "wifi", "ipv4", "ipv6"}


@pytest.mark.parametrize("password", PASSWORDS)
def test_any_password_comes_through_a_keyfile(password: str) -> None:
    found = parsed(profiles.hotspot_keyfile("Box", password))
    assert found["wifi-security"]["psk"] == password


@pytest.mark.parametrize("ssid", HOSTILE)
def test_any_name_is_bytes_on_the_bus(ssid: str) -> None:
    settings = profiles.hotspot_settings(ssid, "12345678")
    assert settings["802-11-wireless"]["ssid"] == ("ay", ssid.encode())


@pytest.mark.parametrize("ssid", ["", "x" * 33, "🍐" * 9, "\ud800"])
def test_a_name_that_no_radio_sends_is_refused(ssid: str) -> None:
    with pytest.raises(NetworkRefused, match="1 to 32"):
        profiles.wifi_keyfile(ssid, "")


@pytest.mark.parametrize(
    "password",
    ["1234567", "a" * 65, "ümlauts-too", "tab\tinside", "new\nline1", "12345678\n", "g" * 64],
)
def test_a_password_that_wpa_does_not_have_is_refused(password: str) -> None:
    with pytest.raises(NetworkRefused) as caught:
        profiles.wifi_keyfile("School", password)
    assert caught.value.code == "bad_network_password"


def test_the_hotspot_is_wpa2_on_a_fixed_address() -> None:
    found = parsed(profiles.hotspot_keyfile("Box", "12345678"))
    security = found["wifi-security"]
    assert (security["key-mgmt"], security["proto"], security["pairwise"]) == (
        "wpa-psk",
        "rsn;",
        "ccmp;",
    )
    assert found["ipv4"] == {"method": "shared", "address1": "10.42.0.1/24"}
    assert (found["wifi"]["mode"], found["wifi"]["band"]) == ("ap", "bg")


def test_wpa3_alone_needs_protected_frames() -> None:
    settings = profiles.wifi_settings("School", "12345678", only_wpa3=True)
    security = settings["802-11-wireless-security"]
    assert (security["key-mgmt"][1], security["pmf"][1]) == ("sae", 3)


def test_the_hotspot_offers_no_protected_frames_that_these_radios_lack() -> None:
    assert parsed(profiles.hotspot_keyfile("Box", "12345678"))["wifi-security"]["pmf"] == "1"
    assert parsed(profiles.wifi_keyfile("School", "12345678"))["wifi-security"]["pmf"] == "2"


def test_an_open_hotspot_has_no_password() -> None:
    text = profiles.hotspot_keyfile("Box", "12345678", open_=True)
    assert "wifi-security" not in parsed(text)
    assert "12345678" not in text


def test_only_what_is_chosen_starts_by_itself() -> None:
    on = parsed(profiles.hotspot_keyfile("Box", ""))
    off = parsed(profiles.hotspot_keyfile("Box", "", autoconnect=False))
    assert on["connection"]["autoconnect"] == "true"
    assert off["connection"]["autoconnect"] == "false"
    assert parsed(profiles.cable_keyfile())["connection"]["autoconnect"] == "true"


def test_the_files_of_every_box_have_the_same_ids() -> None:
    first, second = (parsed(profiles.wifi_keyfile(name, "")) for name in ("a", "b"))
    assert first["connection"]["uuid"] == second["connection"]["uuid"]
    assert len(set(profiles.UUIDS.values())) == 3


def test_a_change_is_marked_until_it_is_confirmed() -> None:
    settings = profiles.unconfirmed(profiles.wifi_settings("School", ""))
    assert profiles.is_unconfirmed(settings)
    assert settings["connection"]["uuid"][1] != profiles.UUIDS["wifi"]
    kept = profiles.confirmed(settings)
    assert not profiles.is_unconfirmed(kept)
    assert kept["connection"]["autoconnect"] == ("b", True)


def test_our_connections_are_known_by_their_name() -> None:
    assert profiles.kind_of(profiles.cable_settings()) == "cable"
    assert profiles.kind_of({"connection": {"id": ("s", "preconfigured")}}) is None
    assert profiles.kind_of({}) is None
