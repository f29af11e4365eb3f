from collections.abc import Callable

from appliance.classroom import examples
from appliance.classroom import written
from appliance.classroom.records import Actor
from appliance.classroom.records import Project
from appliance.classroom.room import Room


def test_what_a_student_wrote_is_counted_over_all_projects(
    room: Room,
    ana: Actor,
    bo: Actor,
    pets: Project,
    diary: Project,
    write: Callable[..., str],
) -> None:
    write(ana, pets)
    write(ana, diary, "Good")
    assert written.counts(room, [ana.student, bo.student]) == {ana.student: 2, bo.student: 0}


def test_hidden_examples_count_too(
    room: Room, teacher: Actor, ana: Actor, pets: Project, write: Callable[..., str]
) -> None:
    examples.change(room, teacher, pets.id, write(ana, pets), state="hidden")
    assert written.counts(room, [ana.student]) == {ana.student: 1}
