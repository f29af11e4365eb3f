import uuid
from collections import Counter

import pytest

from appliance.classroom import examples
from appliance.classroom import models
from appliance.classroom import projects
from appliance.classroom import test_set as tests
from appliance.classroom.records import Example


@pytest.fixture
def given(room, pets):
    """Give a project shown examples: `given({"ana": "Cats Cats Dogs"})`."""

    def given(wrote, project=pets):
        for who, labels in wrote.items():
            for number, label in enumerate(labels.split()):
                room.insert(
                    Example(
                        id=str(uuid.uuid4()),
                        project=project.id,
                        label=label,
                        data=f"{who} {label} {number}",
                        contributor=who,
                    )
                )

    return given


SIX = dict.fromkeys(("ana", "bo", "cem", "dee", "eva", "flo"), "Cats Dogs")


def test_whole_people_are_locked_away(room, teacher, pets, given):
    given(SIX)
    locked = tests.lock(room, teacher, pets.id, share=0.3)
    assert len(locked.tested) == 2
    found = models.training_set(room, teacher, pets.id)
    assert {who for _, _, who in found.test} == set(locked.tested)
    assert not {who for _, _, who in found.examples} & set(locked.tested)
    assert (len(found.examples), len(found.test), len(found.ids)) == (8, 4, 8)


def test_the_same_people_are_chosen_again_and_others_in_another_project(room, teacher, pets, given):
    given(SIX)
    first = tests.lock(room, teacher, pets.id, share=0.2).tested
    assert tests.lock(room, teacher, pets.id, share=0.2).tested == first
    chosen = set()
    for number in range(2):
        other = projects.create(
            room, teacher, name=f"P{number}", type="text", crowd_sourced=True,
            labels=["Cats", "Dogs"],
        )  # fmt: skip
        given(SIX, other)
        chosen.add(tests.lock(room, teacher, other.id, share=0.2).tested)
    assert len(chosen | {first}) > 1


def test_what_somebody_of_the_test_set_writes_later_is_of_it_too(room, teacher, pets, given):
    given(SIX)
    [tested] = tests.lock(room, teacher, pets.id, share=0.1).tested
    given({tested: "Cats"})
    assert len(models.training_set(room, teacher, pets.id).test) == 3


def test_each_label_is_in_the_test_set_where_people_allow(room, teacher, pets, given):
    wrote = {f"p{number}": "Cats" for number in range(8)}
    given(wrote | {f"q{number}": "Dogs" for number in range(4)})
    tests.lock(room, teacher, pets.id, share=0.05)
    found = models.training_set(room, teacher, pets.id)
    assert {label for label, _, _ in found.test} == {"Cats", "Dogs"}


def test_each_label_keeps_what_training_needs(room, teacher, pets, given):
    given({"ana": "Cats Cats Dogs", "bo": "Cats Dogs", "cem": "Cats", "dee": "Cats Cats"})
    tests.lock(room, teacher, pets.id, share=0.5)
    left = Counter(label for label, _, _ in models.training_set(room, teacher, pets.id).examples)
    assert min(left.values()) >= room.limits.min_examples


def test_never_more_than_half_is_locked_away(room, teacher, pets, given):
    given({**SIX, "ana": "Cats Dogs " * 20})
    assert "ana" not in tests.lock(room, teacher, pets.id, share=0.5).tested


def test_three_people_are_left_to_cross_validate(room, teacher, pets, given):
    given(dict.fromkeys(("ana", "bo", "cem", "dee"), "Cats Dogs"))
    assert len(tests.lock(room, teacher, pets.id, share=0.5).tested) == 1


def test_three_people_are_too_few(room, teacher, pets, given, refused):
    given(dict.fromkeys(("ana", "bo", "cem"), "Cats Dogs"))
    with refused("few_contributors") as refusal:
        tests.lock(room, teacher, pets.id, share=0.2)
    assert refusal.values == {"min": 4}


def test_what_is_missing_to_spare_somebody_is_said(room, teacher, pets, given, refused):
    given({"ana": "Cats", "bo": "Dogs", "cem": "Cats", "dee": "Dogs"})
    with refused("few_examples") as refusal:
        tests.lock(room, teacher, pets.id, share=0.2)
    assert refusal.values["missing"] in {"Cats +1", "Dogs +1"}


@pytest.mark.parametrize("share", [0.0, 0.04, 0.51, float("nan")])
def test_a_share_out_of_bounds_is_refused(room, teacher, pets, given, refused, share):
    given(SIX)
    with refused("bad_request"):
        tests.lock(room, teacher, pets.id, share=share)


def test_unlocking_gives_all_back_to_training(room, teacher, pets, given):
    given(SIX)
    tests.lock(room, teacher, pets.id, share=0.3)
    assert tests.unlock(room, teacher, pets.id).tested == ()
    assert models.training_set(room, teacher, pets.id).test == []


def test_locking_is_for_the_teacher_and_the_owner(room, ana, pets, given, refused):
    given(SIX)
    for call in (lambda: tests.lock(room, ana, pets.id, share=0.2),
                 lambda: tests.unlock(room, ana, pets.id)):  # fmt: skip
        with refused("forbidden"):
            call()


def test_hidden_examples_are_not_counted(room, teacher, pets, given, refused):
    given(dict.fromkeys(("ana", "bo", "cem", "dee"), "Cats Dogs"))
    for example in room.everything(Example):
        if example.contributor == "dee":
            examples.change(room, teacher, pets.id, example.id, state="hidden")
    with refused("few_contributors"):
        tests.lock(room, teacher, pets.id, share=0.2)
