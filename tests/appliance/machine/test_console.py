from pathlib import Path

from appliance.machine import console
from appliance.machine.places import Places
from appliance.settings import Settings


def test_without_a_helper_the_screen_shows_what_the_machine_knows(
    places: Places, tmp_path: Path
) -> None:
    (places.klass / "claim-code.txt").write_text("K7QF-M2XD\n")
    given = Settings(data=places.klass, helper=str(tmp_path / "none"), port=80, language="fr")
    found = console.look(given, places)
    assert (found.claim_code, found.language, found.ssid) == ("K7QF-M2XD", "fr", "")
    assert found.trouble == ""


def test_a_box_whose_data_is_not_there_says_so(places: Places, tmp_path: Path) -> None:
    given = Settings(data=places.klass, helper=str(tmp_path / "none"))
    places.networks.rmdir()
    places.box.rmdir()
    assert console.look(given, places).trouble
