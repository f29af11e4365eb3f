import re

from appliance.machine import secrets
from appliance.machine.places import Places


def test_each_box_makes_up_a_name_and_a_password_that_can_be_read_aloud(places: Places) -> None:
    made = secrets.ensure(places)
    assert re.fullmatch(r"Crowdbox-[A-HJKMNP-Z2-9]{4}", made.ssid)
    assert re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}", made.password)


def test_they_are_made_once(places: Places) -> None:
    assert secrets.ensure(places) == secrets.ensure(places)


def test_only_root_reads_them(places: Places) -> None:
    secrets.ensure(places)
    assert places.secrets.stat().st_mode & 0o777 == 0o600


def test_two_boxes_share_nothing(places: Places) -> None:
    first = secrets.ensure(places)
    places.secrets.unlink()
    assert secrets.ensure(places).password != first.password


def test_a_damaged_file_is_made_anew(places: Places) -> None:
    places.secrets.write_text('{"ssid": "Crowdbox-')
    assert len(secrets.ensure(places).password) == 14
