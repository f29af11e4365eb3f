from pathlib import Path

import pytest

from appliance.network import radio

STATIONS = """Station 02:00:00:00:01:00 (on wlan0)
\tinactive time:\t304 ms
\trx bytes:\t1234
Station 02:00:00:00:02:00 (on wlan0)
\tinactive time:\t4 ms
"""


def a_radio(folder: Path, driver: str, chip: str, firmware: str) -> tuple[Path, Path]:
    """Make what the kernel tells of wlan0, and the firmware files."""
    device = folder / "sys/class/net/wlan0/device"
    (folder / "sys/drivers" / driver).mkdir(parents=True)
    device.mkdir(parents=True)
    (device / "driver").symlink_to(folder / "sys/drivers" / driver)
    (device / "device").write_text(f"{chip}\n", encoding="ascii")
    files = folder / "firmware/cypress"
    files.mkdir(parents=True)
    (files / firmware).touch()
    (files / "cyfmac43455-sdio.bin").symlink_to(firmware)
    return folder / "sys", folder / "firmware"


@pytest.mark.parametrize(
    ("driver", "chip", "firmware", "limit"),
    [
        ("brcmfmac", "0xa9bf", "cyfmac43455-sdio-minimal.bin", 19),
        ("brcmfmac", "0xa9bf", "cyfmac43455-sdio-standard.bin", 7),
        ("brcmfmac", "0xa9a6", "cyfmac43455-sdio-minimal.bin", 7),
        ("mt76x2u", "0x7612", "cyfmac43455-sdio-minimal.bin", None),
    ],
)
def test_the_limit_is_that_of_the_chip_and_its_firmware(
    tmp_path: Path, driver: str, chip: str, firmware: str, limit: int | None
) -> None:
    assert radio.client_limit("wlan0", *a_radio(tmp_path, driver, chip, firmware)) == limit


def test_nobody_knows_the_limit_of_a_radio_that_is_not_there(tmp_path: Path) -> None:
    assert radio.client_limit("wlan0", tmp_path, tmp_path) is None


def test_stations_are_counted() -> None:
    assert radio.stations("wlan0", lambda _: STATIONS) == 2
    assert radio.stations("wlan0", lambda _: "") == 0
    assert radio.stations("wlan0", lambda _: None) is None


def test_a_command_that_fails_or_is_missing_tells_nothing() -> None:
    assert radio.run(["false"]) is None
    assert radio.run(["crowdbox-has-no-such-command"]) is None
    assert radio.run(["printf", "%s", "é"]) == "é"


def test_a_backslash_in_a_name_is_one() -> None:
    [(ssid, _, _)] = radio.scan("wlan0", lambda _: "BSS 02:\n\tSSID: a\\x5cxff\n") or []
    assert ssid == b"a\\xff"


@pytest.mark.parametrize(("dbm", "shown"), [(-110, 0), (-100, 0), (-70, 50), (-40, 100), (0, 100)])
def test_a_signal_is_between_0_and_100(dbm: int, shown: int) -> None:
    assert radio.percent(dbm) == shown
