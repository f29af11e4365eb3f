import pytest

from appliance.classroom import keys
from appliance.classroom import klass
from appliance.classroom import sessions
from appliance.classroom import show
from appliance.classroom import students
from appliance.classroom.records import ANONYMOUS
from appliance.classroom.records import Classroom
from appliance.classroom.records import Session
from appliance.classroom.room import TABLES


def test_there_is_no_class_before_the_claim(bare_room, refused):
    assert klass.classroom(bare_room) is None
    with refused("not_claimed"):
        klass.claimed(bare_room)


def test_a_class_code_is_six_digits(code):
    assert len(code) == 6
    assert code.isdecimal()


def test_the_teacher_changes_the_class(room, teacher):
    changed = klass.update(
        room,
        teacher,
        class_name=" Class  6b ",
        language="fr",
        code_needed=False,
        joining_open=False,
    )
    assert changed == klass.classroom(room)
    assert (changed.class_name, changed.language) == ("Class 6b", "fr")
    assert not changed.code_needed
    assert not changed.joining_open


def test_what_is_not_named_stays(room, teacher):
    before = klass.classroom(room)
    assert klass.update(room, teacher) == before


def test_a_new_class_code_is_another_one(room, teacher, code):
    assert klass.update(room, teacher, new_code=True).class_code != code


def test_only_languages_that_the_pages_speak(room, teacher, refused):
    with refused("bad_language"):
        klass.update(room, teacher, language="tlh")


def test_a_student_cannot_change_the_class(room, ana, refused):
    with refused("forbidden"):
        klass.update(room, ana, joining_open=True)


@pytest.mark.parametrize("typed", ["012345", "012 345", "012-345", "０１２３４５", "٠١٢٣٤٥"])
def test_the_class_code_may_be_typed_in_any_digits(typed):
    assert klass.is_code(typed, "012345")


@pytest.mark.parametrize("typed", ["", "12345", "0123456", "abcdef", "012345" * 2])
def test_other_codes_are_wrong(typed):
    assert not klass.is_code(typed, "012345")


def test_wiping_leaves_the_class_and_its_teacher_only(room, teacher, ana, pets, write):
    write(ana, pets)
    keys.create(room, ana, pets.id)
    show.drive(room, teacher, project=pets.id)
    klass.wipe(room, teacher, confirm="class 5B ")
    left = {kind for kind in TABLES if room.everything(kind)}
    assert left == {Classroom, Session}


def test_wiping_signs_all_out_but_the_teacher(room, teacher, ana):
    mine = sessions.open_session(room, "teacher")
    theirs = sessions.open_session(room, "student", ana.student)
    screen = sessions.open_session(room, "projector")
    klass.wipe(room, teacher, confirm="Class 5b")
    assert sessions.who(room, mine) == teacher
    assert sessions.who(room, theirs) == sessions.who(room, screen) == ANONYMOUS


def test_nothing_of_what_was_wiped_is_left_on_the_card(room, tmp_path, teacher, ana, pets, write):
    write(ana, pets, data="the words of a child")
    klass.wipe(room, teacher, confirm="Class 5b")
    files = [file.read_bytes() for file in (tmp_path / "box").iterdir()]
    assert not any(b"words of a child" in content for content in files)


@pytest.mark.parametrize("confirm", ["", "yes", "Class 5", "x" * 10_000])
def test_wiping_needs_the_name_of_the_class(room, teacher, ana, confirm, refused):
    with refused("confirm_needed"):
        klass.wipe(room, teacher, confirm=confirm)
    assert students.everyone(room, teacher)


def test_a_student_cannot_wipe(room, ana, refused):
    with refused("forbidden"):
        klass.wipe(room, ana, confirm="Class 5b")
