import pytest

from appliance.machine import keys
from appliance.machine import tls
from appliance.machine.places import Places
from appliance.settings import load


@pytest.fixture
def made(places: Places) -> Places:
    """A machine with keys, whose nginx was told of them."""
    told: list[str] = []
    given = load(environ={"CROWDBOX_NAME": "room-12"})
    assert keys.make_keys(given, places, lambda: told.append("nginx")) == 0
    assert told == ["nginx"]
    return places


def test_an_installed_machine_names_itself(made: Places) -> None:
    found = tls.facts(made)
    assert found is not None
    assert "room-12.local" in found.names


def test_the_web_process_learns_of_https(made: Places) -> None:
    assert made.environment.read_text() == "CROWDBOX_HTTPS_PORT=443\n"
    assert made.authority.is_file()


def test_a_later_start_makes_nothing_new(made: Places) -> None:
    before = (made.tls / "box.crt").read_bytes()
    keys.make_keys(load(environ={"CROWDBOX_NAME": "room-12"}), made, lambda: None)
    assert (made.tls / "box.crt").read_bytes() == before
