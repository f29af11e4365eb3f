import pytest

from appliance.machine import networks
from appliance.machine.fallback import fallback
from appliance.machine.places import Places
from appliance.machine.wishes import Wishes


@pytest.fixture
def opened() -> list[str]:
    return []


def settle(places: Places, opened: list[str], *, reached: bool) -> None:
    fallback(
        places,
        patience=0.02,
        reached=lambda: reached,
        open_hotspot=lambda: opened.append("hotspot"),
    )


def test_a_box_that_finds_no_network_opens_its_own(places: Places, opened: list[str]) -> None:
    networks.lay(places, Wishes(ssid="School"))
    settle(places, opened, reached=False)
    assert opened == ["hotspot"]


def test_a_box_that_is_reached_does_not(places: Places, opened: list[str]) -> None:
    settle(places, opened, reached=True)
    assert opened == []


def test_a_radio_that_shall_be_quiet_stays_so(places: Places, opened: list[str]) -> None:
    networks.lay(places, Wishes(network="cable"))
    settle(places, opened, reached=False)
    assert opened == []
