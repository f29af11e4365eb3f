"""The database over a trial, with the real storage: nothing acknowledged is ever lost."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.classroom import klass
from appliance.classroom import teacher
from appliance.classroom.problems import Problem
from appliance.classroom.room import open_room
from appliance.update import aside
from appliance.update import slots
from tests.appliance.update.card import Card


@pytest.fixture
def claimed(card: Card) -> Card:
    """Return a card with a class in it."""
    room = open_room(card.paths.data)
    teacher.claim(
        room,
        code="K7QF-M2XD",
        expected="K7QF-M2XD",
        password="correct horse battery",
        class_name="4b",
        language="en",
        address="",
    )
    room.close()
    return card


def start_trial(card: Card) -> None:
    slots.begin_trial(card.places, "b")
    card.boot()
    aside.before_web(card.places, card.paths)


def newer_release_changes_everything(card: Card) -> None:
    connection = sqlite3.connect(card.paths.database)
    connection.execute("DELETE FROM documents")
    connection.execute("PRAGMA user_version=99")
    connection.commit()
    connection.close()


def class_name(card: Card) -> str:
    room = open_room(card.paths.data)
    try:
        return klass.claimed(room).class_name
    finally:
        room.close()


def start_again(card: Card) -> None:
    card.boot()
    aside.before_web(card.places, card.paths)


def test_an_update_that_is_taken_back_leaves_the_class_as_it_was(claimed: Card) -> None:
    start_trial(claimed)
    newer_release_changes_everything(claimed)
    start_again(claimed)
    assert class_name(claimed) == "4b"
    assert not aside.copy_of(claimed.paths).exists()


def test_what_only_the_log_had_is_in_the_copy(claimed: Card) -> None:
    room = open_room(claimed.paths.data)
    teacher.set_password(room, "another correct horse")
    revision = room.db.revision
    # A power cut: the database and its log are as they are while it is open.
    files = {file: file.read_bytes() for file in claimed.paths.data.glob("crowdbox.sqlite*")}
    room.close()
    for file, data in files.items():
        file.write_bytes(data)
    start_trial(claimed)
    newer_release_changes_everything(claimed)
    start_again(claimed)
    room = open_room(claimed.paths.data)
    assert room.db.revision == revision
    room.close()


def test_an_update_that_holds_keeps_what_it_made_of_the_class(claimed: Card) -> None:
    start_trial(claimed)
    slots.end_trial(claimed.places)
    start_again(claimed)
    assert not aside.copy_of(claimed.paths).exists()
    assert not aside.owner_note(claimed.paths).exists()
    assert class_name(claimed) == "4b"


def test_web_servers_that_start_again_do_not_copy_what_is_newer(claimed: Card) -> None:
    start_trial(claimed)
    newer_release_changes_everything(claimed)
    aside.before_web(claimed.places, claimed.paths)
    start_again(claimed)
    assert class_name(claimed) == "4b"


def test_the_newer_releases_log_goes_with_its_database(claimed: Card) -> None:
    start_trial(claimed)
    log = Path(f"{claimed.paths.database}-wal")
    log.write_bytes(b"of the newer release")
    start_again(claimed)
    assert not log.exists()
    assert class_name(claimed) == "4b"


def test_a_power_cut_while_it_is_put_back_loses_nothing(claimed: Card) -> None:
    start_trial(claimed)
    newer_release_changes_everything(claimed)
    claimed.boot()
    # Cut after the copy is in place, before its note is gone.
    note = aside.owner_note(claimed.paths)
    aside.before_web(claimed.places, claimed.paths)
    note.write_text("b")
    aside.before_web(claimed.places, claimed.paths)
    assert class_name(claimed) == "4b"
    assert not note.exists()


def test_a_power_cut_while_it_is_copied_loses_nothing(claimed: Card) -> None:
    slots.begin_trial(claimed.places, "b")
    claimed.boot()
    aside.owner_note(claimed.paths).write_text("b")
    (claimed.paths.data / f".{aside.copy_of(claimed.paths).name}-x").write_bytes(b"half")
    start_again(claimed)
    assert class_name(claimed) == "4b"


def test_a_copy_of_an_earlier_update_is_never_put_back(claimed: Card) -> None:
    claimed.start("b")
    aside.copy_of(claimed.paths).write_bytes(b"of an earlier update")
    aside.owner_note(claimed.paths).write_text("b")
    slots.begin_trial(claimed.places, "a")
    claimed.boot()
    aside.before_web(claimed.places, claimed.paths)
    assert aside.owner_note(claimed.paths).read_text() == "a"
    assert aside.copy_of(claimed.paths).read_bytes() != b"of an earlier update"


def test_the_copy_is_for_the_boxs_user_only(claimed: Card) -> None:
    start_trial(claimed)
    assert aside.copy_of(claimed.paths).stat().st_mode & 0o777 == 0o600


def test_a_card_without_room_does_not_start_the_newer_release(claimed: Card, monkeypatch) -> None:
    monkeypatch.setattr(aside, "_MARGIN", 1 << 60)
    with pytest.raises(Problem, match="MB on the box"):
        start_trial(claimed)
    assert class_name(claimed) == "4b"


def test_a_box_without_a_class_has_nothing_to_copy(card: Card) -> None:
    start_trial(card)
    assert not aside.copy_of(card.paths).exists()


@pytest.mark.parametrize("prepare", [lambda card: None, lambda card: card.start("b")])
def test_without_a_trial_nothing_is_done(claimed: Card, prepare: Callable[[Card], None]) -> None:
    prepare(claimed)
    before = sorted(claimed.paths.data.iterdir())
    aside.before_web(claimed.places, claimed.paths)
    assert sorted(claimed.paths.data.iterdir()) == before
