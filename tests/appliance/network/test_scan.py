import pytest

from appliance.network.networks import Networks
from appliance.network.records import WifiSeen
from appliance.network.refused import NetworkRefused
from tests.appliance.network.conftest import Iw
from tests.appliance.network.nm_records import Station
from tests.appliance.network.stand_in import StandIn
from tests.appliance.network.test_networks import confirmed_at_school

IW = """BSS 02:00:00:00:01:00(on wlan0)
\tlast seen: 12 ms ago
\tcapability: ESS Privacy ShortSlotTime (0x0411)
\tsignal: -58.00 dBm
\tSSID: Caf\\xc3\\xa9 \\xf0\\x9f\\x8d\\x90\\x20
\tRSN:\t * Version: 1
\t\t * Authentication suites: PSK SAE
BSS 02:00:00:00:02:00(on wlan0)
\tcapability: ESS (0x0401)
\tsignal: -91.00 dBm
\tSSID: Open
BSS 02:00:00:00:03:00(on wlan0)
\tcapability: ESS Privacy (0x0411)
\tsignal: -40.00 dBm
\tSSID: Eduroam
\tRSN:\t * Version: 1
\t\t * Authentication suites: IEEE 802.1X
BSS 02:00:00:00:04:00(on wlan0)
\tsignal: -70.00 dBm
\tSSID: \\xff\\xfe
BSS 02:00:00:00:05:00(on wlan0)
\tsignal: -70.00 dBm
\tSSID: \\x00
"""


def code(networks: Networks) -> str:
    with pytest.raises(NetworkRefused) as caught:
        networks.scan()
    return caught.value.code


def test_a_class_at_the_hotspot_is_not_thrown_out(networks: Networks, nm: StandIn, iw: Iw) -> None:
    iw.stations = 1
    assert code(networks) == "class_connected"
    assert nm.model.scans == 0
    assert [command for command in iw.commands if "scan" in command] == []


def test_a_hotspot_whose_devices_cannot_be_counted_is_not_disturbed(
    networks: Networks, iw: Iw
) -> None:
    iw.scan = IW
    networks._run = lambda command: None
    assert code(networks) == "scan_failed"


def test_a_hotspot_without_devices_looks_around(networks: Networks, iw: Iw) -> None:
    iw.scan = IW
    assert networks.scan() == [
        WifiSeen("Eduroam", 100, secured=True, enterprise=True),
        WifiSeen("Café 🍐 ", 70, secured=True),
        WifiSeen("Open", 15, secured=False),
    ]
    assert networks.status().mode == "hotspot"


def test_a_radio_that_cannot_look_around_beside_its_hotspot_says_so(networks: Networks) -> None:
    assert code(networks) == "scan_failed"


def test_a_joined_box_looks_around_through_networkmanager(networks: Networks, nm: StandIn) -> None:
    nm.model.air["Salle 12 «é»\n".encode()] = Station("secret-secret", signal=99)
    nm.model.air[b"\xff\xfe"] = Station()
    confirmed_at_school(networks)
    assert networks.scan() == [
        WifiSeen("Salle 12 «é»\n", 99, secured=True),
        WifiSeen("School", 70, secured=True),
        WifiSeen("Cafe", 30, secured=False),
    ]


def test_a_box_that_joined_a_wifi_stays_in_it_while_it_looks_around(
    networks: Networks, nm: StandIn
) -> None:
    confirmed_at_school(networks)
    before = nm.model.radio.active
    networks.scan()
    assert nm.model.radio.active == before
