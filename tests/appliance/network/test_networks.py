import threading
from collections.abc import Callable

import pytest

from appliance.network.networks import Networks
from appliance.network.refused import NetworkRefused
from tests.appliance.network.conftest import Iw
from tests.appliance.network.conftest import until
from tests.appliance.network.nm_records import Station
from tests.appliance.network.stand_in import StandIn

AT_SCHOOL = "192.168.7.31"
AT_HOTSPOT = "10.42.0.31"


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(NetworkRefused) as caught:
        action()
    return caught.value.code


def joined(networks: Networks, ssid: str = "School", password: str = "teachers-only") -> None:
    networks.join(ssid, password)
    until(lambda: networks.status().mode == "wifi")


def confirmed_at_school(networks: Networks) -> None:
    joined(networks)
    networks.confirm(AT_SCHOOL)


def restarted(nm: StandIn, networks: Networks) -> str:
    """Cut the power, start again and return the mode that comes up."""
    nm.do(nm.model.power_cut)
    return str(until(lambda: mode if (mode := networks.status().mode) != "none" else ""))


def test_the_status_tells_the_hotspot_and_its_password(networks: Networks, iw: Iw) -> None:
    iw.stations = 3
    status = networks.status()
    assert (status.mode, status.ssid, status.password) == (
        "hotspot",
        "Crowdbox-1A2B",
        "apple-pear-42",
    )
    assert (status.open, status.clients, status.radio, status.cable) == (False, 3, True, False)
    assert (status.addresses, status.pending, status.failed) == (["10.42.0.1"], None, None)


def test_a_joined_wifi_has_a_signal_and_keeps_its_password(networks: Networks) -> None:
    joined(networks)
    status = networks.status()
    assert (status.signal, status.password, status.clients) == (70, "", None)
    assert status.addresses == ["192.168.7.20"]


def test_the_answer_leaves_before_the_network_goes(make: Callable[..., Networks]) -> None:
    status = make(grace=3600.0).join("School", "teachers-only")
    assert status.mode == "hotspot"
    assert status.pending is not None
    assert (status.pending.to, status.pending.ssid) == ("wifi", "School")
    assert 0 < status.pending.seconds_left <= 600


def test_a_confirmed_wifi_stays(networks: Networks, nm: StandIn) -> None:
    joined(networks)
    status = networks.confirm(AT_SCHOOL)
    assert (status.mode, status.pending) == ("wifi", None)
    assert nm.model.checkpoints == {}


def test_a_confirmed_wifi_is_there_after_a_restart(networks: Networks, nm: StandIn) -> None:
    confirmed_at_school(networks)
    assert restarted(nm, networks) == "wifi"
    assert networks.status().ssid == "School"


def test_a_power_cut_before_it_is_confirmed_leads_back(networks: Networks, nm: StandIn) -> None:
    joined(networks)
    assert restarted(nm, networks) == "hotspot"


def test_a_power_cut_while_it_is_confirmed_loses_no_network(
    networks: Networks, nm: StandIn
) -> None:
    joined(networks)
    nm.model.broken.add("CheckpointDestroy")
    assert refused(lambda: networks.confirm(AT_SCHOOL)) == "network_failed"
    assert restarted(nm, networks) in {"wifi", "hotspot"}


def test_the_box_goes_back_if_nobody_confirms(make: Callable[..., Networks]) -> None:
    networks = make(seconds=2)
    networks.join("School", "teachers-only")
    failed = until(lambda: networks.status().failed)
    assert failed.code == "not_confirmed"
    assert until(lambda: networks.status().mode == "hotspot")
    assert networks.status().pending is None


def test_the_box_goes_back_without_the_helper(make: Callable[..., Networks]) -> None:
    joined(make(seconds=4))
    survivor = make()  # knows nothing of the other one
    assert until(lambda: survivor.status().mode == "hotspot")


def test_after_going_back_nothing_of_the_new_network_is_left(
    make: Callable[..., Networks], nm: StandIn
) -> None:
    networks = make()
    joined(networks)
    networks.back()
    assert until(lambda: networks.status().mode == "hotspot")
    assert {str(one["connection"]["id"].value) for one in nm.model.profiles.values()} == {
        "crowdbox-hotspot",
        "crowdbox-cable",
    }


def test_a_helper_that_starts_in_between_sees_what_is_pending(
    make: Callable[..., Networks],
) -> None:
    joined(make())
    pending = make().status().pending
    assert pending is not None
    assert (pending.to, pending.ssid) == ("wifi", "School")


def test_a_helper_that_starts_in_between_confirms(make: Callable[..., Networks]) -> None:
    before = set(threading.enumerate())
    first = make()
    joined(first)
    assert make().confirm(AT_SCHOOL).pending is None
    until(lambda: set(threading.enumerate()) <= before)
    assert first.status().failed is None


@pytest.mark.parametrize("client", [AT_HOTSPOT, "127.0.0.1", "::1", "fe80::1", "", "teacher"])
def test_confirming_from_elsewhere_is_refused(networks: Networks, client: str) -> None:
    joined(networks)
    assert refused(lambda: networks.confirm(client)) == "not_from_there"
    assert networks.status().pending is not None


@pytest.mark.parametrize("client", [AT_SCHOOL, "::ffff:192.168.7.31", "172.16.4.9"])
def test_confirming_from_there_works_also_behind_the_routers_of_a_school(
    networks: Networks, client: str
) -> None:
    joined(networks)
    assert networks.confirm(client).pending is None


def test_confirming_before_the_new_network_works_is_refused(
    make: Callable[..., Networks],
) -> None:
    networks = make(grace=3600.0)
    networks.join("School", "teachers-only")
    assert refused(lambda: networks.confirm(AT_SCHOOL)) == "not_from_there"


def test_confirming_through_the_cable_is_refused(networks: Networks, nm: StandIn) -> None:
    plug_in(nm)
    joined(networks)
    assert refused(lambda: networks.confirm("192.168.9.77")) == "not_from_there"


def test_there_is_nothing_to_confirm_without_a_change(networks: Networks) -> None:
    assert refused(lambda: networks.confirm(AT_HOTSPOT)) == "nothing_pending"
    assert refused(networks.back) == "nothing_pending"


def test_one_change_at_a_time(networks: Networks) -> None:
    joined(networks)
    assert refused(lambda: networks.join("Cafe", "")) == "switch_pending"
    assert refused(networks.cable) == "switch_pending"


@pytest.mark.parametrize(
    ("ssid", "password", "code"),
    [
        ("School", "something-else", "bad_wifi_password"),
        ("Nowhere", "something-else", "no_such_wifi"),
        ("Silent", "", "no_address"),
        ("Eduroam", "something-else", "needs_account"),
        ("School", "", "bad_wifi_password"),
    ],
)
def test_a_wifi_that_does_not_work_leads_back_and_says_why(
    networks: Networks, nm: StandIn, ssid: str, password: str, code: str
) -> None:
    nm.model.air[b"Silent"] = Station(gives_address=False)
    nm.model.air[b"Eduroam"] = Station(enterprise=True)
    networks.join(ssid, password)
    failed = until(lambda: networks.status().failed)
    assert (failed.code, failed.ssid) == (code, ssid)
    assert until(lambda: networks.status().mode == "hotspot")
    assert networks.status().pending is None


def test_what_the_radio_hears_is_refused_at_once(networks: Networks, nm: StandIn) -> None:
    nm.model.air[b"Eduroam"] = Station(enterprise=True)
    confirmed_at_school(networks)
    networks.scan()
    assert refused(lambda: networks.join("Eduroam", "something-else")) == "needs_account"
    assert refused(lambda: networks.join("School", "")) == "bad_wifi_password"


def test_a_failure_is_forgotten_with_the_next_change(networks: Networks) -> None:
    networks.join("Nowhere", "")
    until(lambda: networks.status().failed)
    until(lambda: networks.status().mode == "hotspot")
    joined(networks)
    assert networks.status().failed is None


@pytest.mark.parametrize(
    "station",
    [Station("secret-secret", hidden=True), Station("secret-secret", only_wpa3=True)],
)
def test_hidden_and_wpa3_networks_are_joined(
    networks: Networks, nm: StandIn, station: Station
) -> None:
    nm.model.air[b"Other"] = station
    joined(networks, "Other", "secret-secret")


def test_an_open_wifi_is_joined(networks: Networks) -> None:
    joined(networks, "Cafe", "")
    assert networks.status().open


def test_a_second_wifi_takes_the_place_of_the_first(networks: Networks, nm: StandIn) -> None:
    confirmed_at_school(networks)
    networks.join("Cafe", "")
    until(lambda: networks.status().ssid == "Cafe")
    networks.confirm(AT_SCHOOL)
    ids = [str(one["connection"]["id"].value) for one in nm.model.disk.values()]
    assert sorted(ids) == ["crowdbox-cable", "crowdbox-hotspot", "crowdbox-wifi"]


def test_a_second_wifi_that_nobody_confirms_gives_back_the_first(networks: Networks) -> None:
    confirmed_at_school(networks)
    networks.join("Cafe", "")
    until(lambda: networks.status().ssid == "Cafe")
    networks.back()
    assert until(lambda: networks.status().ssid == "School")


def test_the_way_back_to_a_hotspot_of_another_kind(networks: Networks, nm: StandIn) -> None:
    confirmed_at_school(networks)
    networks.hotspot("Crowdbox-1A2B", "", open=True)
    until(lambda: networks.status().mode == "hotspot")
    status = networks.confirm(AT_HOTSPOT)
    assert (status.open, status.password, status.pending) == (True, "", None)
    assert restarted(nm, networks) == "hotspot"
    assert networks.status().open


def test_the_hotspot_that_is_there_is_left_alone(networks: Networks, nm: StandIn) -> None:
    before = nm.model.radio.active
    assert networks.hotspot("Crowdbox-1A2B", "apple-pear-42").pending is None
    assert nm.model.radio.active == before


def plug_in(nm: StandIn, *, router: bool = True) -> None:
    def plug() -> None:
        nm.model.router = router
        nm.model.port.carrier = True
        nm.model.autoconnect(nm.model.port)

    nm.do(plug)
    until(lambda: nm.model.port.state == (100 if router else 70))


def test_a_cable_to_a_single_laptop_is_a_network(networks: Networks, nm: StandIn) -> None:
    plug_in(nm, router=False)
    networks.cable()
    until(lambda: networks.status().mode == "cable")
    assert networks.confirm("169.254.9.9").addresses == ["169.254.4.4"]


def test_the_cable_alone_stays_after_a_restart(networks: Networks, nm: StandIn) -> None:
    plug_in(nm)
    assert networks.cable().pending is not None
    until(lambda: networks.status().mode == "cable")
    assert networks.confirm("192.168.9.77").addresses == ["192.168.9.5"]
    assert restarted(nm, networks) == "cable"


def test_the_cable_alone_that_nobody_confirms_gives_back_the_hotspot(
    networks: Networks, nm: StandIn
) -> None:
    plug_in(nm)
    networks.cable()
    until(lambda: networks.status().mode == "cable")
    networks.back()
    assert until(lambda: networks.status().mode == "hotspot")


def test_a_box_without_a_cable_cannot_go_over_to_it(networks: Networks) -> None:
    assert refused(networks.cable) == "no_cable"


def test_a_cable_beside_the_hotspot_has_its_address_told_too(
    networks: Networks, nm: StandIn
) -> None:
    plug_in(nm)
    status = networks.status()
    assert (status.mode, status.cable) == ("hotspot", True)
    assert status.addresses == ["10.42.0.1", "192.168.9.5"]


def test_a_box_without_a_radio_says_so(networks: Networks, nm: StandIn) -> None:
    nm.do(lambda: nm.model.devices.pop(nm.model.radio.path))
    assert networks.status().radio is False
    assert refused(networks.scan) == "no_radio"
    assert refused(lambda: networks.hotspot("Box", "12345678")) == "no_radio"


def test_a_radio_that_software_keeps_off_is_switched_on(networks: Networks, nm: StandIn) -> None:
    confirmed_at_school(networks)
    nm.model.wireless_enabled = False
    networks.hotspot("Crowdbox-1A2B", "apple-pear-42")
    assert until(lambda: networks.status().mode == "hotspot")


def test_no_name_or_password_that_no_radio_takes(networks: Networks) -> None:
    assert refused(lambda: networks.join("x" * 33, "")) == "bad_network_name"
    assert refused(lambda: networks.join("School", "short")) == "bad_network_password"
    assert refused(lambda: networks.hotspot("", "12345678")) == "bad_network_name"
    assert networks.status().pending is None


def test_a_change_that_networkmanager_refuses_leaves_everything(
    networks: Networks, nm: StandIn
) -> None:
    nm.model.broken.add("AddConnection2")
    assert refused(lambda: networks.join("School", "teachers-only")) == "network_failed"
    assert nm.model.checkpoints == {}


def test_a_refused_activation_leads_back(networks: Networks, nm: StandIn) -> None:
    nm.model.broken.add("ActivateConnection")
    networks.join("School", "teachers-only")
    assert until(lambda: networks.status().failed).code == "network_failed"
    assert until(lambda: networks.status().mode == "hotspot")


def test_without_networkmanager_it_says_so(networks: Networks, nm: StandIn) -> None:
    nm.leave()
    assert refused(networks.status) == "network_manager_away"
    nm.come_back()
    assert networks.status().mode == "hotspot"


def test_without_a_bus_it_says_so() -> None:
    nowhere = Networks("unix:path=/nonexistent/bus")
    assert refused(nowhere.status) == "network_manager_away"


def test_a_networkmanager_that_restarts_in_between_leads_back(
    networks: Networks, nm: StandIn
) -> None:
    joined(networks)
    nm.leave()
    nm.come_back()
    assert until(lambda: networks.status().mode == "hotspot")
    assert networks.status().pending is None


def test_a_restart_of_networkmanager_leaves_what_was_confirmed(
    networks: Networks, nm: StandIn
) -> None:
    confirmed_at_school(networks)
    nm.leave()
    nm.come_back()
    assert (networks.status().mode, networks.status().ssid) == ("wifi", "School")
