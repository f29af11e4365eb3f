import pytest

from appliance.classroom.records import Actor
from webui.audience import Audience
from webui.audience import EACH
from webui.audience import Seat


def seat(sid, role="student", student="", project="", allowed=True):
    return Seat(sid, Actor(role=role, student=student), f"session-{sid}", project, allowed)


@pytest.fixture
def audience():
    return Audience(3)


def test_there_are_as_many_places_as_the_settings_say(audience):
    assert [audience.enter(seat(sid)) for sid in "abcd"] == [True, True, True, False]
    audience.leave("a")
    assert audience.enter(seat("d"))


def test_one_student_cannot_take_all_the_places():
    audience = Audience(100)
    taken = [audience.enter(seat(str(number), student="s1")) for number in range(EACH + 1)]
    assert taken == [True] * EACH + [False]
    assert audience.enter(seat("other", student="s2"))


def test_whoever_leaves_is_forgotten(audience):
    audience.enter(seat("a", student="s1"))
    assert audience.leave("a").actor.student == "s1"
    assert audience.leave("a") is None
    assert audience.students() == frozenset()


def test_a_student_with_two_connections_is_one_student(audience):
    audience.enter(seat("a", student="s1"))
    audience.enter(seat("b", student="s1"))
    assert audience.students() == {"s1"}
    audience.leave("a")
    assert audience.students() == {"s1"}


def test_staff_is_the_teacher_and_projectors(audience):
    audience.enter(seat("a", "teacher", project="p"))
    audience.enter(seat("b", "projector", project="q"))
    audience.enter(seat("c", "student", "s1", project="p"))
    assert [item.sid for item in audience.staff()] == ["a", "b"]
    assert [item.sid for item in audience.staff("p")] == ["a"]
    assert [item.sid for item in audience.watching("p")] == ["a", "c"]


def test_staff_that_may_not_see_a_project_is_not_its_staff(audience):
    audience.enter(seat("a", "projector", project="p", allowed=False))
    assert audience.staff("p") == []
