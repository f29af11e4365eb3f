import uuid

import pytest

from appliance.classroom import examples
from appliance.classroom import keys
from appliance.classroom import models
from appliance.classroom import projects


def test_a_key_is_of_one_person_and_one_project(room, ana, pets):
    key = keys.create(room, ana, pets.id)
    assert keys.resolve(room, key.key) == (ana, pets)


def test_a_person_has_one_key_of_a_project(room, ana, bo, pets, diary):
    first = keys.create(room, ana, pets.id)
    assert keys.create(room, ana, pets.id) == first
    assert keys.create(room, bo, pets.id) != first
    assert keys.create(room, ana, diary.id) != first


def test_the_teacher_has_keys_too(room, teacher, pets):
    assert keys.resolve(room, keys.create(room, teacher, pets.id).key)[0] == teacher


def test_strangers_get_no_key(room, bo, projector, anonymous, pets, diary, refused):
    with refused("not_found"):
        keys.create(room, bo, diary.id)
    with refused("forbidden"):
        keys.create(room, projector, pets.id)
    with refused("login_needed"):
        keys.create(room, anonymous, pets.id)


@pytest.mark.parametrize("key", ["", "nothing", "\ud800", "x" * 10_000])
def test_an_unknown_key_is_not_found(room, key, refused):
    with refused("not_found"):
        keys.resolve(room, key)


def test_a_student_lists_and_withdraws_their_own_keys_only(room, ana, bo, pets, refused):
    mine, other = keys.create(room, ana, pets.id), keys.create(room, bo, pets.id)
    assert keys.list_keys(room, ana, pets.id) == [mine]
    with refused("not_found"):
        keys.withdraw(room, ana, pets.id, other.key)
    keys.withdraw(room, ana, pets.id, mine.key)
    with refused("not_found"):
        keys.resolve(room, mine.key)


def test_the_teacher_lists_and_withdraws_every_key(room, teacher, ana, bo, pets):
    made = [keys.create(room, who, pets.id) for who in (ana, bo)]
    assert keys.list_keys(room, teacher, pets.id) == made
    for key in made:
        keys.withdraw(room, teacher, pets.id, key.key)
    assert keys.list_keys(room, teacher, pets.id) == []


def test_a_key_is_withdrawn_in_its_project_only(room, teacher, ana, pets, diary, refused):
    key = keys.create(room, ana, pets.id)
    with refused("not_found"):
        keys.withdraw(room, teacher, diary.id, key.key)


def test_a_withdrawn_key_is_followed_by_another_one(room, ana, pets):
    before = keys.create(room, ana, pets.id)
    keys.withdraw(room, ana, pets.id, before.key)
    assert keys.create(room, ana, pets.id).key != before.key


def test_a_students_key_obeys_phase_and_permission(room, teacher, ana, pets, refused):
    who, project = keys.resolve(room, keys.create(room, ana, pets.id).key)
    values = {"label": "Cats", "data": "Miau"}
    assert examples.add(room, who, project.id, id=str(uuid.uuid4()), **values)[1]
    with refused("forbidden"):
        models.training_set(room, who, project.id)
    projects.update(room, teacher, pets.id, phase="freeze")
    with refused("wrong_phase"):
        examples.add(room, who, project.id, id=str(uuid.uuid4()), **values)
