from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.classroom import klass
from appliance.classroom import sessions
from appliance.classroom import teacher as teachers
from appliance.classroom.problems import Problem
from appliance.classroom.records import ANONYMOUS
from appliance.classroom.records import Classroom


def claim(room, **changes):
    values = {
        "code": "K7QF-M2XD",
        "expected": "K7QF-M2XD",
        "password": "correct horse",
        "class_name": "Class 5b",
        "language": "fr",
        "address": "10.0.0.1",
    }
    return teachers.claim(room, **values | changes)


def login(room, password="correct horse", address="10.0.0.9"):
    return teachers.login(room, password=password, address=address)


def test_claiming_makes_the_class_and_signs_the_teacher_in(bare_room):
    token = claim(bare_room)
    found = klass.classroom(bare_room)
    assert (found.class_name, found.language, found.joining_open) == ("Class 5b", "fr", True)
    assert sessions.who(bare_room, token).role == "teacher"


def test_the_password_is_not_stored(bare_room):
    claim(bare_room)
    assert "correct horse" not in repr(bare_room.everything(Classroom))


@pytest.mark.parametrize("typed", ["k7qfm2xd", " K7QF M2XD ", "k7qf—m2xd", "Ｋ７ＱＦ-M2XD"])
def test_the_claim_code_may_be_typed_in_any_way(bare_room, typed):
    assert claim(bare_room, code=typed)


@pytest.mark.parametrize("typed", ["", "----", "K7QF-M2XE", "K7QF", "\ud800"])
def test_a_wrong_claim_code_claims_nothing(bare_room, typed, refused):
    with refused("wrong_claim_code"):
        claim(bare_room, code=typed)
    assert klass.classroom(bare_room) is None


def test_a_box_without_a_claim_code_cannot_be_claimed_with_none(bare_room, refused):
    with refused("wrong_claim_code"):
        claim(bare_room, code="", expected="")


def test_guessing_the_claim_code_gets_slower(bare_room, refused):
    for _ in range(3):
        with refused("wrong_claim_code"):
            claim(bare_room, code="AAAA-AAAA")
    with refused("wait") as refusal:
        claim(bare_room)
    assert refusal.values == {"seconds": 1}


def test_a_box_is_claimed_once(room, refused):
    with refused("already_claimed"):
        claim(room)


def test_of_many_claims_at_once_one_wins(bare_room):
    def attempt(number):
        try:
            return claim(bare_room, class_name=f"Class {number}")
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(attempt, range(8)))
    assert results.count("already_claimed") == 7
    assert len(bare_room.everything(Classroom)) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"password": "seven77"}, "bad_password"),
        ({"class_name": "\u200b"}, "bad_name"),
        ({"class_name": "x" * 61}, "bad_name"),
        ({"language": "xx"}, "bad_language"),
    ],
)
def test_claiming_checks_its_input(bare_room, wrong, code, refused):
    with refused(code):
        claim(bare_room, **wrong)
    assert klass.classroom(bare_room) is None


def test_the_password_signs_in(room):
    assert sessions.who(room, login(room)).role == "teacher"


def test_the_password_is_the_same_on_every_keyboard(bare_room):
    claim(bare_room, password="élégantes")
    assert login(bare_room, "e\u0301le\u0301gantes")


def test_signing_in_needs_a_teacher(bare_room, refused):
    with refused("not_claimed"):
        login(bare_room)


def test_guessing_the_password_gets_slower_for_the_guesser_only(room, refused, clock):
    for _ in range(3):
        with refused("wrong_password"):
            login(room, "wrong horse")
    with refused("wait"):
        login(room)
    assert login(room, address="10.0.0.10")
    clock.wait(1)
    assert login(room)


def test_the_password_can_be_changed(room, teacher, refused):
    teachers.change_password(room, teacher, old="correct horse", new="battery staple")
    with refused("wrong_password"):
        login(room)
    assert login(room, "battery staple")


def test_changing_the_password_can_sign_out_all_other_devices(room, teacher):
    here, there = login(room), login(room)
    teachers.change_password(room, teacher, old="correct horse", new="battery staple", keep=here)
    assert sessions.who(room, here).role == "teacher"
    assert sessions.who(room, there) == ANONYMOUS


def test_changing_the_password_needs_the_old_one(room, teacher, refused):
    with refused("wrong_password") as refusal:
        teachers.change_password(room, teacher, old="wrong horse", new="battery staple")
    assert refusal.problem.field == "old"


def test_a_new_password_is_long_enough(room, teacher, refused):
    with refused("bad_password") as refusal:
        teachers.change_password(room, teacher, old="correct horse", new="short")
    assert (refusal.problem.field, refusal.values) == ("new", {"min": 8})


def test_a_student_cannot_change_the_password(room, ana, refused):
    with refused("forbidden"):
        teachers.change_password(room, ana, old="correct horse", new="battery staple")


def test_a_forgotten_password_is_replaced_from_the_command_line(room):
    token = login(room)
    teachers.set_password(room, "battery staple")
    assert sessions.who(room, token) == ANONYMOUS
    assert login(room, "battery staple")


def test_a_box_without_a_teacher_has_no_password_to_replace(bare_room, refused):
    with refused("not_claimed"):
        teachers.set_password(bare_room, "battery staple")
