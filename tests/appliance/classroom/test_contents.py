import hashlib

import pytest

from appliance.classroom import contents
from appliance.classroom.records import Project


def project(type):
    return Project(id="p", name="P", type=type, crowd_sourced=True, owner="teacher")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def test_a_picture_is_known_by_its_hash(picture):
    found = contents.clean(project("images"), sha256(picture(1)), 100, picture(1), "ff" * 64)
    assert found == (sha256(picture(1)), picture(1), "")


def test_a_sound_comes_with_its_preview(flac):
    found = contents.clean(project("sounds"), sha256(flac()), 100, flac(), "FF" * 64)
    assert found == (sha256(flac()), flac(), "ff" * 64)


@pytest.mark.parametrize("preview", ["f", "fg" * 64, "ff" * 65])
def test_a_preview_that_is_none_is_left_out(flac, preview):
    assert contents.clean(project("sounds"), sha256(flac()), 100, flac(), preview).preview == ""


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data[:-1],
        lambda data: data + bytes(contents.MAX_PICTURE),
        lambda data: b"\x89PNG" + data,
        lambda data: b"",
    ],
)
def test_what_the_box_would_not_have_stored_as_a_picture_is_refused(picture, harm, refused):
    harmed = harm(picture())
    claimed = sha256(picture()) if harmed == picture()[:-1] else sha256(harmed)
    with refused("bad_picture"):
        contents.require_media("images", claimed, harmed)


@pytest.mark.parametrize("seconds", [0, 10.2, 1000])
def test_a_sound_is_as_long_as_it_may_be(flac, seconds, refused):
    sound = flac(seconds=seconds)
    with refused("bad_sound"):
        contents.require_media("sounds", sha256(sound), sound)


def test_a_sound_says_how_long_it_is(flac):
    assert contents.seconds(flac(seconds=2.5)) == 2.5
    assert contents.seconds(b"fLaC") == 0


@pytest.mark.parametrize("type", ["text", "images"])
def test_a_list_is_for_numbers_alone(type, refused):
    with refused("bad_request"):
        contents.clean(project(type), [1], 100)


def test_a_picture_without_its_file_is_refused(refused):
    with refused("bad_request"):
        contents.clean(project("images"), "a" * 64, 100)
