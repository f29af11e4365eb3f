from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.classroom import examples
from appliance.classroom import keys
from appliance.classroom import klass
from appliance.classroom import projects
from appliance.classroom import sessions
from appliance.classroom import students
from appliance.classroom.problems import Problem
from appliance.classroom.records import ANONYMOUS
from appliance.classroom.records import Student


@pytest.fixture
def enter(room, code):
    """Join with some values of one's own."""

    def enter(name="Ana", secret=None, **changes):
        values = {"class_code": code, "address": "10.0.0.2"} | changes
        return students.join(room, name=name, secret=secret, **values)

    return enter


def wrong(secret):
    return (*secret[:3], "cat" if secret[3] != "cat" else "dog")


def test_joining_gives_a_student_four_pictures_and_a_session(room, enter):
    joined = enter("  Ana\u200b ")
    assert joined.student.name == "Ana"
    assert len(joined.secret) == 4
    assert sessions.who(room, joined.token).student == joined.student.id


def test_the_pictures_are_not_stored(room, enter):
    joined = enter()
    assert " ".join(joined.secret) not in repr(room.everything(Student))


def test_joining_needs_a_claimed_box(bare_room, refused):
    with refused("not_claimed"):
        students.join(bare_room, class_code="", name="Ana", secret=None, address="a")


@pytest.mark.parametrize("typed", ["", " ", "00000", "abcdef"])
def test_joining_needs_the_class_code(enter, typed, refused):
    with refused("wrong_class_code"):
        enter(class_code=typed)


def test_the_teacher_can_switch_the_class_code_off(room, teacher, enter):
    klass.update(room, teacher, code_needed=False)
    assert enter(class_code="").student.name == "Ana"


def test_a_new_class_code_ends_the_old_one(room, teacher, enter, refused):
    klass.update(room, teacher, new_code=True)
    with refused("wrong_class_code"):
        enter()


def test_without_the_class_code_nobody_learns_who_is_in_the_class(enter, refused):
    enter("Ana")
    for name in ("Ana", "Bo", "\u200b"):
        with refused("wrong_class_code"):
            enter(name, class_code="", secret=("cat",) * 4)


def test_guessing_the_class_code_gets_slower(enter, code, clock, refused):
    for _ in range(3):
        with refused("wrong_class_code"):
            enter(class_code="999999" if code != "999999" else "111111")
    with refused("wait"):
        enter()
    clock.wait(1)
    assert enter()


def test_a_form_without_a_code_is_no_guess(enter, refused):
    for _ in range(10):
        with refused("wrong_class_code"):
            enter(class_code="")
    assert enter()


@pytest.mark.parametrize("name", ["", "\u200b", "x" * 31])
def test_joining_needs_a_name(enter, name, refused):
    with refused("bad_name"):
        enter(name)


@pytest.mark.parametrize("again", ["Ana", "ANA", "a\u200bna", "Ａｎａ", " ana "])
def test_a_taken_name_needs_its_pictures(enter, again, refused):
    enter("Ana")
    with refused("secret_needed"):
        enter(again)


def test_coming_back_keeps_the_identity_and_opens_another_session(room, enter):
    first = enter("Ana")
    again = enter("ana", first.secret)
    assert again.student == first.student
    assert again.secret == first.secret
    assert sessions.who(room, first.token) == sessions.who(room, again.token)
    assert first.token != again.token


def test_wrong_pictures_do_not_let_in(enter, refused):
    joined = enter()
    with refused("wrong_secret"):
        enter(secret=wrong(joined.secret))


def test_the_order_of_the_pictures_matters(room, teacher, enter, refused):
    student = enter().student.id
    secret = ("cat",)
    while len(set(secret)) < 4:
        secret = students.reset_secret(room, teacher, student)
    with refused("wrong_secret"):
        enter(secret=secret[::-1])


@pytest.mark.parametrize("odd", [("cat",), ("cat",) * 5, ("\ud800",) * 4, ("",) * 4])
def test_pictures_that_are_none_do_not_let_in(enter, odd, refused):
    enter()
    with refused("wrong_secret"):
        enter(secret=odd)


def test_no_pictures_at_all_are_no_guess(enter, refused):
    enter()
    for nothing in (None, (), [], None, ()):
        with refused("secret_needed"):
            enter(secret=nothing)


def test_guessing_pictures_gets_slower_for_that_student(enter, clock, refused):
    ana, bo = enter("Ana"), enter("Bo")
    for _ in range(3):
        with refused("wrong_secret"):
            enter("Ana", wrong(ana.secret))
    with refused("wait"):
        enter("Ana", ana.secret)
    assert enter("Bo", bo.secret)
    assert enter("Ana", ana.secret, address="10.0.0.3")


def test_a_child_who_guesses_does_not_clear_the_count_with_its_own_pictures(enter, refused):
    ana, bo = enter("Ana"), enter("Bo")
    for _ in range(3):
        with refused("wrong_secret"):
            enter("Ana", wrong(ana.secret))
        enter("Bo", bo.secret)
    with refused("wait"):
        enter("Ana", wrong(ana.secret))


def test_locked_joining_lets_only_known_students_in(room, teacher, enter, refused):
    ana = enter("Ana")
    klass.update(room, teacher, joining_open=False)
    with refused("joining_locked"):
        enter("Bo")
    assert enter("Ana", ana.secret).student == ana.student


def test_a_class_has_a_limit(room, enter, limits, refused):
    for number in range(limits.max_students):
        room.insert(Student(id=f"s{number}", name="x", folded=f"x{number}", secret="", joined=0))
    with refused("too_many_students") as refusal:
        enter()
    assert refusal.values == {"max": limits.max_students}


def test_of_many_who_join_with_one_name_at_once_one_wins(room, teacher, enter):
    def attempt(number):
        try:
            return enter("ANA" if number % 2 else "ana", address=str(number))
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(attempt, range(16)))
    assert results.count("secret_needed") == 15
    assert len(students.everyone(room, teacher)) == 1


def test_a_whole_class_joins_at_once(room, teacher, enter):
    with ThreadPoolExecutor(30) as pool:
        joined = list(pool.map(lambda number: enter(f"Student {number}"), range(30)))
    assert len({item.student.id for item in joined}) == 30
    assert len(students.everyone(room, teacher)) == 30


def test_everyone_is_for_the_teacher_and_the_projector(room, teacher, projector, ana, bo, refused):
    assert [one.name for one in students.everyone(room, teacher)] == ["Ana", "Bo"]
    assert students.everyone(room, projector) == students.everyone(room, teacher)
    with refused("forbidden"):
        students.everyone(room, ana)


def test_the_teacher_renames_a_student(room, teacher, ana, enter, refused):
    assert students.rename(room, teacher, ana.student, name="Anna").name == "Anna"
    with refused("secret_needed"):
        enter("anna")
    assert enter("Ana")


def test_a_name_can_be_written_in_another_way(room, teacher, ana):
    assert students.rename(room, teacher, ana.student, name="ANA").name == "ANA"


def test_two_students_never_have_one_name(room, teacher, ana, bo, refused):
    with refused("name_taken"):
        students.rename(room, teacher, bo.student, name="ana")


def test_new_pictures_end_the_old_ones_and_sign_out(room, teacher, enter, refused):
    before = enter()
    secret = students.reset_secret(room, teacher, before.student.id)
    assert sessions.who(room, before.token) == ANONYMOUS
    assert enter(secret=secret).student.id == before.student.id
    if secret != before.secret:
        with refused("wrong_secret"):
            enter(secret=before.secret)


def test_a_removed_student_is_out_and_their_name_is_free(room, teacher, enter):
    before = enter()
    students.remove(room, teacher, before.student.id, examples=False)
    assert students.everyone(room, teacher) == []
    assert sessions.who(room, before.token) == ANONYMOUS
    assert enter().student.id != before.student.id


def test_examples_of_a_removed_student_keep_their_name(room, teacher, ana, pets, write):
    write(ana, pets)
    students.remove(room, teacher, ana.student, examples=False)
    stored, _ = examples.page(room, teacher, pets.id)
    assert [item.name for item in stored] == ["Ana"]
    assert examples.counts(room, teacher, pets.id).contributors == 1


def test_all_that_a_student_made_can_go_too(room, teacher, ana, bo, pets, diary, write):
    write(ana, pets)
    kept = write(bo, pets)
    write(ana, diary, "Good")
    students.remove(room, teacher, ana.student, examples=True)
    stored, _ = examples.page(room, teacher, pets.id)
    assert [item.example.id for item in stored] == [kept]
    assert projects.visible(room, teacher) == [pets]
    assert students.find(room, ana.student) is None


def test_a_private_project_stays_for_the_teacher(room, teacher, ana, diary):
    students.remove(room, teacher, ana.student, examples=False)
    assert projects.visible(room, teacher) == [diary]
    assert students.name_of(room, ana.student) == "Ana"
    projects.delete(room, teacher, diary.id)
    assert students.find(room, ana.student) is None


def test_keys_of_a_removed_student_end(room, teacher, ana, pets, refused):
    key = keys.create(room, ana, pets.id)
    students.remove(room, teacher, ana.student, examples=False)
    with refused("not_found"):
        keys.resolve(room, key.key)


def test_a_student_is_removed_once(room, teacher, ana, refused):
    students.remove(room, teacher, ana.student, examples=False)
    for call in (
        lambda: students.remove(room, teacher, ana.student, examples=True),
        lambda: students.rename(room, teacher, ana.student, name="Eve"),
        lambda: students.reset_secret(room, teacher, ana.student),
    ):
        with refused("not_found"):
            call()


def test_students_do_not_manage_students(room, ana, bo, refused):
    for call in (
        lambda: students.remove(room, ana, bo.student, examples=True),
        lambda: students.rename(room, ana, ana.student, name="Eve"),
        lambda: students.reset_secret(room, ana, bo.student),
    ):
        with refused("forbidden"):
            call()


def test_the_teacher_has_a_name_too(room):
    assert students.name_of(room, "teacher") == "Teacher"
    assert students.name_of(room, "nobody") == ""
