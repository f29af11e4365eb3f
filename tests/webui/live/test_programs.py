"""Scratch programs on the live channel: who hears that a list is another one."""

import pytest

from appliance.classroom import programs
from appliance.classroom.records import Actor


@pytest.fixture
def save(box, world, sb3):
    def save(number):
        ada = Actor(role="student", student=world.students["Ada"])
        return programs.save(box.room, ada, world.shared, sb3(number), name="Quiz")[0]

    return save


def test_a_saved_program_is_told_to_its_author_and_the_staff(listen, world, save):
    people = {name: listen(name) for name in ("Ada", "Ben", "teacher", "projector")}
    for listener in people.values():
        listener.watch(world.shared)
        listener.next("model")
    save(1)
    for name in ("Ada", "teacher", "projector"):
        assert people[name].next("programs") == {"project": world.shared}
    assert "programs" not in people["Ben"].drained()


def test_a_deleted_program_is_told_too(listen, world, save, box):
    program = save(1)
    listener = listen("teacher")
    listener.watch(world.shared)
    programs.delete(box.room, Actor(role="teacher"), world.shared, program.id)
    assert listener.next("programs") == {"project": world.shared}


def test_who_looks_at_another_project_is_not_told(listen, save):
    listener = listen("teacher")
    save(1)
    assert "programs" not in listener.drained()
