"""`crowdbox.toml` on the FAT partition: what a person wants of the box before it has a screen."""

import re
import tomllib
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import Final

from appliance import settings
from appliance.machine import boot_files
from appliance.machine.places import Places

CLASS_SETTINGS: Final = (
    *("max_clients", "max_projects", "max_labels", "max_examples", "max_images", "max_sounds"),
    *("max_text", "max_students", "max_models", "max_programs", "max_sound_seconds"),
    *("min_examples", "max_upload_mb", "trainer_seconds", "announce"),
)
"""Settings that may stand under [settings]; the others are the box's own affair."""
NETWORKS: Final = ("hotspot", "wifi", "cable")
_TYPOGRAPHY: Final = str.maketrans("“”„‟", '""""')
"""What word processors make of quotation marks."""


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the file says, each part unset where it says nothing."""

    language: str = ""
    name: str = ""
    country: str = ""
    """Two letters of ISO 3166, for the channels that the radio may use."""
    network: str = ""
    """How the box is reached: one of NETWORKS."""
    ssid: str = ""
    password: str = ""
    hidden: bool = False
    hotspot_ssid: str = ""
    hotspot_password: str = ""
    hotspot_open: bool = False
    settings: dict[str, str] = field(default_factory=dict)
    """CROWDBOX_* variables."""
    mistakes: tuple[str, ...] = ()
    """What was not understood, for the person to read; the rest counts."""


def read(places: Places) -> Wishes:
    """Return what the file on the FAT partition says; without one, nothing."""
    file = boot_files.find(places, boot_files.WISHES)
    if file is None:
        return Wishes()
    try:
        return understand(boot_files.text(file))
    except OSError as error:
        return Wishes(mistakes=(f"{file.name} cannot be read: {error.strerror}",))


def understand(text: str) -> Wishes:
    """Return what the words of the file say; what is wrong is left out and named."""
    try:
        given = tomllib.loads(text.replace("\r\n", "\n").translate(_TYPOGRAPHY))
    except tomllib.TOMLDecodeError as error:
        return Wishes(mistakes=(f"This is not TOML: {error}",))
    return _Reader(given).wishes()


class _Reader:
    """Takes what it knows out of the parsed file, and notes what is left or wrong."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given
        self._mistakes: list[str] = []

    def wishes(self) -> Wishes:
        wifi, hotspot = self._table("wifi"), self._table("hotspot")
        result: dict[str, Any] = {
            "language": self._setting("language"),
            "name": self._setting("name"),
            "country": self._word(self._given, "country", r"[A-Za-z]{2}").upper(),
            "network": self._word(self._given, "network", "|".join(NETWORKS)),
            "ssid": self._word(wifi, "ssid", _SSID),
            "password": self._word(wifi, "password", _WPA),
            "hidden": self._flag(wifi, "hidden"),
            "hotspot_ssid": self._word(hotspot, "ssid", _SSID),
            "hotspot_password": self._word(hotspot, "password", _WPA),
            "hotspot_open": self._flag(hotspot, "open"),
            "settings": self._settings(),
        }
        for name, table in (("", self._given), ("wifi.", wifi), ("hotspot.", hotspot)):
            self._mistakes += [f"unknown: {name}{key}" for key in table]
        if result["network"] == "wifi" and not result["ssid"]:
            self._mistakes.append('network = "wifi" needs [wifi] with an ssid')
            result["network"] = ""
        return Wishes(**result, mistakes=tuple(self._mistakes))

    def _table(self, name: str) -> dict[str, Any]:
        table = self._given.pop(name, {})
        if isinstance(table, dict):
            return table
        self._wrong(f"[{name}]")
        return {}

    def _word(self, table: dict[str, Any], key: str, pattern: str) -> str:
        value = table.pop(key, "")
        if value == "" or (isinstance(value, str) and re.fullmatch(pattern, value)):
            return str(value)
        self._wrong(key)
        return ""

    def _flag(self, table: dict[str, Any], key: str) -> bool:
        value = table.pop(key, False)
        if not isinstance(value, bool):
            self._wrong(key)
        return value is True

    def _setting(self, key: str) -> str:
        return self._checked(key, self._given.pop(key)) if key in self._given else ""

    def _settings(self) -> dict[str, str]:
        found = {}
        for key, value in self._table("settings").items():
            if key not in CLASS_SETTINGS:
                self._mistakes.append(f"unknown: settings.{key}")
            elif text := self._checked(key, value):
                found[f"CROWDBOX_{key.upper()}"] = text
        return found

    def _checked(self, key: str, value: Any) -> str:
        """Return the value as a variable holds it, or "" where it cannot be."""
        text = str(int(value)) if isinstance(value, bool) else str(value)
        try:
            if not _PLAIN.fullmatch(text):
                raise settings.BadSettings(key)
            settings.load(environ={f"CROWDBOX_{key.upper()}": text})
        except settings.BadSettings:
            self._wrong(key)
            return ""
        return text

    def _wrong(self, key: str) -> None:
        # The value may be a password: it is not repeated.
        self._mistakes.append(f"{key} cannot be what it is set to")


_PLAIN: Final = re.compile(r"[A-Za-z0-9-]{1,60}")
"""What a setting may be made of: nothing that would begin another line of the settings' file."""
_SSID: Final = r"[^\x00-\x1f\x7f]{1,32}"
_WPA: Final = r"[\x20-\x7e]{8,63}"
"""A passphrase of WPA2: printable ASCII (IEEE 802.11, annex J)."""
