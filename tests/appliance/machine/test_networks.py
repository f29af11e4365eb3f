import configparser

import pytest

from appliance.machine import networks
from appliance.machine import secrets
from appliance.machine.places import Places
from appliance.machine.wishes import Wishes

WIFI = Wishes(ssid="School", password="long enough")


def connection(places: Places, name: str) -> configparser.ConfigParser:
    found = configparser.ConfigParser(interpolation=None)
    found.read(places.networks / f"crowdbox-{name}.nmconnection")
    return found


def automatic(places: Places, name: str) -> bool:
    return connection(places, name).getboolean("connection", "autoconnect")


def test_a_new_box_has_its_hotspot_and_uses_a_cable_if_there_is_one(places: Places) -> None:
    assert networks.lay(places, Wishes()).network == "hotspot"
    assert automatic(places, "hotspot")
    assert automatic(places, "cable")


def test_the_hotspots_password_is_the_one_that_this_box_made_up(places: Places) -> None:
    networks.lay(places, Wishes())
    wanted = secrets.ensure(places).password
    assert connection(places, "hotspot")["wifi-security"]["psk"] == wanted


def test_a_wifi_in_the_file_is_joined_instead(places: Places) -> None:
    assert networks.lay(places, WIFI) == networks.kept(places)
    assert automatic(places, "wifi")
    assert not automatic(places, "hotspot")


def test_a_box_by_cable_leaves_the_radio_alone(places: Places) -> None:
    networks.lay(places, Wishes(network="cable"))
    assert not automatic(places, "hotspot")


def test_the_file_may_name_the_hotspot_and_open_it(places: Places) -> None:
    networks.lay(places, Wishes(hotspot_ssid="Room 12", hotspot_open=True))
    assert secrets.ensure(places).ssid == "Room 12"
    assert "wifi-security" not in connection(places, "hotspot")


def test_what_the_teacher_chose_later_stays(places: Places) -> None:
    networks.lay(places, WIFI)
    (places.networks / "crowdbox-wifi.nmconnection").write_text("chosen on the page")
    networks.lay(places, WIFI)
    assert (places.networks / "crowdbox-wifi.nmconnection").read_text() == "chosen on the page"


@pytest.mark.parametrize("wishes", [Wishes(), Wishes(language="fr")])
def test_a_file_that_says_nothing_of_networks_changes_none(places: Places, wishes: Wishes) -> None:
    networks.lay(places, WIFI)
    assert networks.lay(places, wishes).network == "wifi"


def test_a_changed_file_counts_again(places: Places) -> None:
    networks.lay(places, Wishes())
    assert networks.lay(places, WIFI).network == "wifi"
    assert automatic(places, "wifi")


def test_networkmanager_takes_no_file_that_others_may_read(places: Places) -> None:
    networks.lay(places, WIFI)
    assert {file.stat().st_mode & 0o777 for file in places.networks.iterdir()} == {0o600}
