import json
from pathlib import Path

import pytest

from appliance.addresses import local_addresses
from appliance.addresses import network
from appliance.addresses import preferred
from appliance.addresses import Reachable
from appliance.addresses import source_towards
from appliance.paths import Paths
from appliance.settings import Settings


@pytest.mark.parametrize(
    ("interface", "address"),
    [
        ("lo", "127.0.0.1"),
        ("docker0", "172.17.0.1"),
        ("br-3f2a", "172.18.0.1"),
        ("veth12ab", "10.1.0.1"),
        ("virbr0", "192.168.122.1"),
        ("wg0", "10.8.0.2"),
        ("eth0", "127.3.0.1"),
    ],
)
def test_an_address_without_a_class_behind_it_is_left_out(interface: str, address: str) -> None:
    assert preferred([(interface, address), ("wlan0", "192.168.1.5")]) == ["192.168.1.5"]


def test_a_link_local_address_is_better_than_none() -> None:
    found = [("eth0", "169.254.7.8"), ("docker0", "172.17.0.1")]
    assert preferred(found) == ["169.254.7.8"]
    assert preferred([*found, ("eth0", "10.0.0.9")]) == ["10.0.0.9"]


def test_the_default_route_comes_first_and_ipv6_last() -> None:
    found = [("eth0", "fd00::2"), ("eth0", "10.0.0.2"), ("wlan0", "192.168.1.5")]
    assert preferred(found, default="192.168.1.5") == ["192.168.1.5", "10.0.0.2", "fd00::2"]


def test_a_private_address_comes_before_a_public_one() -> None:
    found = [("eth0", "8.8.8.8"), ("wlan0", "192.168.1.5")]
    assert preferred(found) == ["192.168.1.5", "8.8.8.8"]


def test_a_box_that_listens_on_one_address_has_that_one() -> None:
    assert local_addresses("192.168.1.5") == ["192.168.1.5"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_box_that_listens_to_itself_is_not_reached_from_outside(host: str) -> None:
    assert local_addresses(host) == []


def test_ipv6_is_not_offered_where_nobody_listens_on_it() -> None:
    assert not [address for address in local_addresses("0.0.0.0") if ":" in address]


def test_addresses_come_before_the_name_for_older_phones() -> None:
    box = Reachable("crowdbox-2.local", ("192.168.1.5",), 8080)
    assert box.urls == ["http://192.168.1.5:8080", "http://crowdbox-2.local:8080"]


def test_port_80_is_not_said() -> None:
    assert Reachable("", ("192.168.1.5",), 80).urls == ["http://192.168.1.5"]


def test_an_ipv6_address_is_in_brackets() -> None:
    assert Reachable("", ("fd00::2",), 8080).urls == ["http://[fd00::2]:8080"]


def test_without_a_network_this_computer_is_what_there_is() -> None:
    assert Reachable("", (), 8080).urls == ["http://localhost:8080"]


def test_the_joining_link_holds_the_class_code() -> None:
    box = Reachable("", ("10.0.0.2",), 80)
    assert box.join_url("123456") == "http://10.0.0.2/join?code=123456"
    assert box.join_url() == "http://10.0.0.2/join"


def _announced(folder: Path, record: object) -> None:
    paths = Paths(folder)
    paths.make()
    paths.announcement.write_text(json.dumps(record))


def test_the_name_is_the_one_that_the_announcer_won(tmp_path: Path) -> None:
    _announced(tmp_path, {"name": "crowdbox-3.local", "addresses": [], "port": 8080})
    assert network(Settings(data=tmp_path)).name == "crowdbox-3.local"


@pytest.mark.parametrize("record", [{}, [], {"name": 3}, "x"])
def test_an_announcement_that_makes_no_sense_gives_no_name(tmp_path: Path, record: object) -> None:
    _announced(tmp_path, record)
    assert network(Settings(data=tmp_path)).name == ""


def test_a_box_that_does_not_announce_has_no_name(tmp_path: Path) -> None:
    _announced(tmp_path, {"name": "old.local"})
    assert network(Settings(data=tmp_path, announce=False)).name == ""


def test_the_way_to_a_device_has_an_address_of_our_own_unless_it_is_this_machine() -> None:
    assert source_towards("127.0.0.9") == ""
    assert source_towards("not an address") == ""
