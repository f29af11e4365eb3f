import hashlib
from pathlib import Path

import pytest

from appliance.classroom import contents
from appliance.classroom.problems import Problem
from appliance.media import MediaDesk
from appliance.trainer_client import TrainerClient


@pytest.fixture
def client(trainer):
    made = TrainerClient(trainer.socket)
    yield made
    made.close()


@pytest.fixture
def desk(client):
    return MediaDesk(client)


def problem(desk, kind, data):
    with pytest.raises(Problem) as refusal:
        desk.prepare(kind, data)
    return refusal.value


def test_a_picture_is_made_into_what_may_be_stored(desk, picture):
    made = desk.prepare("images", picture(1))
    assert (made.mime, made.preview) == ("image/jpeg", "")
    assert made.key == hashlib.sha256(made.data).hexdigest()
    contents.require_media("images", made.key, made.data)


def test_a_sound_is_made_into_what_may_be_stored(desk, sound):
    made = desk.prepare("sounds", sound())
    assert (made.mime, len(made.preview)) == ("audio/flac", 128)
    assert contents.seconds(made.data) == pytest.approx(0.5, abs=0.01)
    contents.require_media("sounds", made.key, made.data)


@pytest.mark.parametrize(
    ("kind", "data", "codes"),
    [
        ("images", b"junk" * 100, {"unsupported_media_file", "bad_picture"}),
        ("images", b"", {"unsupported_media_file", "bad_picture"}),
        ("images", b"<svg xmlns='http://www.w3.org/2000/svg'/>", {"unsupported_media_file"}),
        ("sounds", b"junk" * 100, {"unsupported_media_file", "bad_sound"}),
    ],
)
def test_what_is_no_picture_or_sound_is_refused(desk, kind, data, codes):
    assert problem(desk, kind, data).code in codes


def test_a_picture_that_is_cut_off_is_refused(desk, picture):
    assert problem(desk, "images", picture()[:200]).code == "bad_picture"


def test_a_sound_has_a_length_to_keep_to(desk, client, sound):
    assert problem(desk, "sounds", sound(seconds=0.05)).code == "sound_too_short"
    strict = MediaDesk(client, max_seconds=1)
    assert strict.prepare("sounds", sound(seconds=1.0))
    assert problem(strict, "sounds", sound(seconds=1.5)).values == {"max": 1}


def test_without_a_trainer_there_is_somebody_to_wait_for():
    client = TrainerClient(Path("/nowhere/trainer.sock"))
    assert problem(MediaDesk(client), "images", b"x").code == "trainer_away"
