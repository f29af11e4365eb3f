from collections.abc import Callable
from typing import Any

import pytest

from appliance.classroom import examples
from appliance.classroom import reveal
from appliance.classroom import show
from appliance.classroom.records import Actor
from appliance.classroom.records import Project
from appliance.classroom.room import Room


def texts(room: Room, actor: Actor, limit: int = 5) -> list[str]:
    return [stored.example.data for stored in reveal.newest(room, actor, limit)]


def test_nothing_is_shown_before_the_teacher_reveals_it(
    room: Room, teacher: Actor, projector: Actor, pets: Project, write: Callable[..., str]
) -> None:
    show.drive(room, teacher, project=pets.id)
    write(teacher, pets)
    assert texts(room, projector) == []


def test_the_newest_come_first_and_only_so_many(
    room: Room, teacher: Actor, projector: Actor, pets: Project, write: Callable[..., str]
) -> None:
    show.drive(room, teacher, project=pets.id, revealed=True)
    for data in ("one", "two", "three"):
        write(teacher, pets, data=data)
    assert texts(room, projector, 2) == ["three", "two"]


def test_hidden_examples_are_left_out_for_the_teacher_as_well(
    room: Room, teacher: Actor, pets: Project, write: Callable[..., str]
) -> None:
    show.drive(room, teacher, project=pets.id, revealed=True)
    examples.change(room, teacher, pets.id, write(teacher, pets), state="hidden")
    assert texts(room, teacher) == []


def test_another_project_begins_hidden(
    room: Room, teacher: Actor, projector: Actor, pets: Project, write: Callable[..., str]
) -> None:
    show.drive(room, teacher, project=pets.id, revealed=True)
    write(teacher, pets)
    show.drive(room, teacher, project="")
    show.drive(room, teacher, project=pets.id)
    assert texts(room, projector) == []


@pytest.mark.parametrize("who", ["ana", "anonymous"])
def test_only_teacher_and_projector_may_look(
    room: Room, request: pytest.FixtureRequest, refused: Callable[[str], Any], who: str
) -> None:
    with refused("login_needed" if who == "anonymous" else "forbidden"):
        reveal.newest(room, request.getfixturevalue(who), 5)
