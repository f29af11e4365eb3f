from collections.abc import Callable

import pytest

from appliance.classroom import examples
from appliance.classroom.latest import latest
from appliance.classroom.records import Actor
from appliance.classroom.records import Project
from appliance.classroom.room import Room

Write = Callable[..., str]


@pytest.fixture
def written(write: Write, pets: Project, ana: Actor, bo: Actor) -> list[str]:
    """Four examples: Ana's cat and dog, Bo's cat and dog, oldest first."""
    return [write(who, pets, label) for who in (ana, bo) for label in ("Cats", "Dogs")]


def test_the_newest_example_comes_first(
    room: Room, teacher: Actor, pets: Project, written: list[str]
) -> None:
    page, more = latest(room, teacher, pets.id)
    assert [item.example.id for item in page] == written[::-1]
    assert more is None


def test_pages_follow_each_other_without_a_gap(
    room: Room, teacher: Actor, pets: Project, written: list[str]
) -> None:
    first, more = latest(room, teacher, pets.id, limit=3)
    second, none = latest(room, teacher, pets.id, limit=3, before=more)
    assert [item.example.id for item in first + second] == written[::-1]
    assert none is None


def test_hidden_examples_are_in_their_place(
    room: Room, teacher: Actor, pets: Project, written: list[str]
) -> None:
    examples.change(room, teacher, pets.id, written[1], state="hidden")
    page, _ = latest(room, teacher, pets.id)
    assert [item.example.state for item in page] == ["shown", "shown", "hidden", "shown"]


def test_a_label_and_a_contributor_choose_among_them(
    room: Room, teacher: Actor, bo: Actor, pets: Project, written: list[str]
) -> None:
    cats, _ = latest(room, teacher, pets.id, label="Cats")
    of_bo, _ = latest(room, teacher, pets.id, contributor=bo.student)
    both, _ = latest(room, teacher, pets.id, label="Cats", contributor=bo.student)
    assert [item.example.id for item in cats] == [written[2], written[0]]
    assert [item.example.id for item in of_bo] == [written[3], written[2]]
    assert [item.example.id for item in both] == [written[2]]


def test_an_operation_sees_the_newest_of_its_own(
    room: Room, teacher: Actor, ana: Actor, pets: Project, write: Write
) -> None:
    def operation() -> tuple[str, str]:
        made = write(ana, pets)
        return made, latest(room, teacher, pets.id, limit=1)[0][0].example.id

    made, newest = room.db.run(operation)
    assert newest == made


def test_a_member_may_not_look_through_everyones(
    room: Room, ana: Actor, pets: Project, refused: Callable[[str], object]
) -> None:
    with refused("forbidden"):  # type: ignore[attr-defined]
        latest(room, ana, pets.id)


def test_an_unknown_label_is_refused(
    room: Room, teacher: Actor, pets: Project, refused: Callable[[str], object]
) -> None:
    with refused("unknown_label"):  # type: ignore[attr-defined]
        latest(room, teacher, pets.id, label="Birds")
