import configparser

import pytest

from appliance import settings
from appliance.classroom import teacher
from appliance.classroom.problems import Problem
from appliance.classroom.room import Limits
from appliance.classroom.room import open_room
from appliance.machine.owner import Owner
from appliance.machine.places import Places
from appliance.machine.start import Start


@pytest.fixture
def started(places: Places, owner: Owner) -> Places:
    """A box after its first start."""
    assert Start(places, owner).run() == 0
    return places


def environment(places: Places) -> dict[str, str]:
    lines = places.environment.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def note(places: Places) -> str:
    return (places.firmware / "CROWDBOX.TXT").read_text(encoding="utf-8-sig")


def claim(places: Places) -> None:
    """Make somebody the teacher of the box."""
    room = open_room(places.klass, Limits())
    code = {"code": "ABCD-EFGH", "expected": "ABCD-EFGH"}
    teacher.claim(room, **code, password="old password", class_name="5b", language="en", address="")
    room.close()
    (places.klass / "claim-code.txt").unlink()


def test_a_first_start_tells_on_the_card_how_to_claim_the_box(started: Places) -> None:
    code = (started.klass / "claim-code.txt").read_text().strip()
    assert code in note(started)
    assert "http://10.42.0.1" in note(started)


def test_a_second_start_changes_nothing(started: Places, owner: Owner) -> None:
    files = [file for file in started.data.rglob("*") if file.is_file()]
    before = {file: file.read_bytes() for file in files}
    assert Start(started, owner).run() == 0
    assert {file: file.read_bytes() for file in files} == before


def test_the_settings_are_ones_that_the_box_understands(started: Places) -> None:
    found = settings.load(environ=environment(started))
    assert (found.port, found.scratch_door, found.https_port) == (80, 81, 443)
    assert found.portal
    assert found.sockets == "/run/crowdbox"


def test_what_the_file_wants_is_in_the_settings(places: Places, owner: Owner) -> None:
    (places.firmware / "crowdbox.toml").write_text('language = "fr"\nname = "salle-12"\n')
    Start(places, owner).run()
    assert environment(places)["CROWDBOX_LANGUAGE"] == "fr"
    assert "http://salle-12.local" in note(places)


def test_a_mistake_in_the_file_is_told_on_the_card_and_stops_nothing(
    places: Places, owner: Owner
) -> None:
    (places.firmware / "crowdbox.toml").write_text("language = fr\n")
    assert Start(places, owner).run() == 0
    assert "not TOML" in note(places)
    assert environment(places)["CROWDBOX_PORT"] == "80"


def test_one_thing_that_fails_stops_no_other(places: Places, owner: Owner) -> None:
    places.networks.rmdir()
    places.networks.write_text("in the way")
    assert Start(places, owner).run() == 1
    assert environment(places)["CROWDBOX_PORT"] == "80"
    assert "the networks" in note(places)


def test_a_new_password_is_told_on_the_card_and_works(started: Places, owner: Owner) -> None:
    claim(started)
    (started.firmware / "RESET-PASSWORD.txt").touch()
    assert Start(started, owner).run() == 0
    [password] = {
        line.rsplit(maxsplit=1)[-1] for line in note(started).splitlines() if "new password" in line
    }
    room = open_room(started.klass, Limits())
    try:
        assert teacher.login(room, password=password, address="")
        with pytest.raises(Problem):
            teacher.login(room, password="old password", address="")
    finally:
        room.close()
    assert not (started.firmware / "RESET-PASSWORD.txt").exists()


def test_a_password_is_not_reset_while_an_update_is_on_trial(started: Places, owner: Owner) -> None:
    (started.firmware / "reset-password").touch()
    started.trial.write_text("slot=b\nback=a\ntries=1\n")
    assert Start(started, owner).run() == 0
    assert (started.firmware / "reset-password").exists()


def test_a_box_without_a_teacher_says_that_there_is_no_password(
    started: Places, owner: Owner
) -> None:
    (started.firmware / "reset-password").touch()
    assert Start(started, owner).run() == 0
    assert "This box has no teacher yet" in note(started)
    assert not (started.firmware / "reset-password").exists()


def test_a_claimed_box_gets_no_new_code(started: Places, owner: Owner) -> None:
    claim(started)
    Start(started, owner).run()
    assert not (started.klass / "claim-code.txt").exists()


def test_nginx_finds_the_keys_once_they_are_there(started: Places) -> None:
    link = started.runtime / "nginx-tls.conf"
    assert link.readlink() == started.nginx / "crowdbox" / "tls.conf"


def test_folders_of_root_and_class_are_shut(started: Places) -> None:
    assert {path.stat().st_mode & 0o777 for path in (started.box, started.klass)} == {0o700}
    assert started.runtime.stat().st_mode & 0o777 == 0o755


def test_the_hotspot_is_what_a_new_box_begins_with(started: Places) -> None:
    found = configparser.ConfigParser(interpolation=None)
    found.read(started.networks / "crowdbox-hotspot.nmconnection")
    assert found["wifi"]["mode"] == "ap"
