import pytest

from appliance.machine import led
from appliance.machine.places import Places


@pytest.mark.parametrize("name", ["ACT", "led0"])
def test_the_light_is_held_steady(places: Places, name: str) -> None:
    light = places.sys / "class" / "leds" / name
    light.mkdir(parents=True)
    (light / "trigger").write_text("none [mmc0]")
    assert led.safe(places) == 0
    assert (light / "trigger").read_text() == "none"
    assert (light / "brightness").read_text() == "1"


def test_a_machine_without_a_light_is_no_failure(places: Places) -> None:
    assert led.safe(places) == 0
