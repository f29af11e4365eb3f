from dataclasses import replace

import pytest

from appliance.classroom import examples
from appliance.classroom import models
from appliance.classroom import projects
from appliance.classroom.records import Score
from appliance.classroom.room import Room


@pytest.fixture
def trained(room, pets):
    """Record a trained model whose file has this name."""

    def trained(file, project=pets.id, report="", box=None):
        return models.add(
            box or room,
            project,
            file=file,
            size=10,
            examples=4,
            contributors=2,
            labels=pets.labels,
            features="text-1",
            score=Score(right=3, of=4, accuracy=0.75),
            report=report,
        )

    return trained


@pytest.fixture
def full(pets, ana, bo, write):
    """A project with what training needs."""
    for who in (ana, bo):
        write(who, pets, "Cats")
        write(who, pets, "Dogs")
    return pets


def test_a_training_set_has_label_text_and_contributor(room, teacher, full, ana):
    found = models.training_set(room, teacher, full.id)
    assert found.project == full
    assert found.examples[0] == ("Cats", "sentence 1", ana.student)
    assert (len(found.examples), found.contributors) == (4, 2)


def test_hidden_examples_are_not_learnt_from(room, teacher, full, ana, write):
    hidden = write(ana, full, "Cats", "secret words")
    examples.change(room, teacher, full.id, hidden, state="hidden")
    assert "secret words" not in str(models.training_set(room, teacher, full.id).examples)


def test_training_is_for_the_teacher_and_the_owner(room, full, ana, projector, refused):
    for nobody in (ana, projector):
        with refused("forbidden"):
            models.training_set(room, nobody, full.id)


def test_a_student_trains_their_own_project(room, ana, diary, write):
    for label in ("Good", "Bad") * 2:
        write(ana, diary, label)
    assert models.training_set(room, ana, diary.id).contributors == 1


def test_training_is_possible_in_every_phase(room, teacher, full):
    for phase in ("collect", "freeze", "train", "use"):
        projects.update(room, teacher, full.id, phase=phase)
        assert models.training_set(room, teacher, full.id).examples


def test_training_needs_two_labels(room, teacher, full, refused):
    projects.remove_label(room, teacher, full.id, "Cats")
    with refused("few_labels") as refusal:
        models.training_set(room, teacher, full.id)
    assert refusal.values == {"missing": 1}


def test_training_says_which_examples_are_missing(room, teacher, full, refused, ana, write):
    projects.add_label(room, teacher, full.id, "Fish")
    write(ana, full, "Fish")
    with refused("few_examples") as refusal:
        models.training_set(room, teacher, full.id)
    assert refusal.values == {"min": 2, "missing": "Fish +1"}


def test_hidden_examples_do_not_count_for_training(room, teacher, full, ana, refused):
    stored, _ = examples.page(room, teacher, full.id, label="Cats")
    for one in stored:
        examples.change(room, teacher, full.id, one.example.id, state="hidden")
    with refused("few_examples") as refusal:
        models.training_set(room, teacher, full.id)
    assert refusal.values["missing"] == "Cats +2"


def test_versions_count_up_and_the_newest_is_in_use(room, teacher, ana, pets, trained):
    assert [trained(file).version for file in "abc"] == [1, 2, 3]
    assert [model.file for model in models.versions(room, ana, pets.id)] == ["a", "b", "c"]
    assert models.current(room, ana, pets.id).version == 3
    assert projects.get(room, ana, pets.id).model == 3


def test_the_teacher_goes_back_to_any_version(room, teacher, ana, pets, trained):
    for file in "abc":
        trained(file)
    assert models.choose(room, teacher, pets.id, 1).model == 1
    assert models.current(room, ana, pets.id).file == "a"
    assert trained("d").version == 4


def test_choosing_nothing_takes_the_model_away(room, teacher, ana, pets, trained, refused):
    trained("a")
    models.choose(room, teacher, pets.id, 0)
    with refused("no_model"):
        models.current(room, ana, pets.id)


@pytest.mark.parametrize("version", [-1, 2, 10**30])
def test_a_version_that_is_not_stored_cannot_be_chosen(
    room, teacher, pets, trained, version, refused
):
    trained("a")
    with refused("not_found"):
        models.choose(room, teacher, pets.id, version)


def test_a_student_does_not_choose_for_the_class(room, ana, pets, trained, refused):
    trained("a")
    with refused("forbidden"):
        models.choose(room, ana, pets.id, 1)


def test_an_untrained_project_has_no_model(room, ana, pets, refused):
    assert models.versions(room, ana, pets.id) == []
    with refused("no_model"):
        models.current(room, ana, pets.id)


def test_strangers_see_no_model(room, bo, diary, trained, refused):
    trained("a", diary.id)
    for call in (models.versions, models.current):
        with refused("not_found"):
            call(room, bo, diary.id)


def test_a_model_of_a_deleted_project_is_not_recorded(room, teacher, pets, trained, refused):
    projects.delete(room, teacher, pets.id)
    with refused("not_found"):
        trained("a")


def test_files_are_in_use_as_long_as_a_version_needs_them(room, teacher, pets, diary, trained):
    trained("a")
    trained("a")
    trained("b", diary.id)
    assert models.files_in_use(room) == {"a", "b"}
    projects.delete(room, teacher, pets.id)
    assert models.files_in_use(room) == {"b"}


def test_a_model_keeps_the_labels_it_was_trained_with(room, teacher, pets, trained):
    before = trained("a")
    projects.rename_label(room, teacher, pets.id, "Cats", "Kittens")
    assert models.versions(room, teacher, pets.id)[0].labels == before.labels


def test_a_training_set_knows_its_examples_by_their_ids(room, teacher, full):
    found = models.training_set(room, teacher, full.id)
    stored, _ = examples.page(room, teacher, full.id)
    assert found.ids == [item.example.id for item in stored]


def test_reports_are_in_use_as_long_as_a_version_needs_them(room, teacher, pets, trained):
    trained("a", report="r")
    trained("b")
    assert models.reports_in_use(room) == {"r"}
    projects.delete(room, teacher, pets.id)
    assert models.reports_in_use(room) == set()


def test_of_too_many_versions_the_oldest_go(room, limits, teacher, pets, trained):
    few = Room(room.db, replace(limits, max_models=3))
    for file in "abcd":
        trained(file, box=few)
    assert [model.version for model in models.versions(room, teacher, pets.id)] == [2, 3, 4]
    assert models.files_in_use(room) == {"b", "c", "d"}


def test_versions_count_on_after_the_oldest_went(room, limits, trained):
    few = Room(room.db, replace(limits, max_models=1))
    assert [trained(file, box=few).version for file in "abc"] == [1, 2, 3]


def test_one_version_is_found_for_those_who_may(room, teacher, ana, pets, trained, refused):
    with refused("no_model"):
        models.version(room, teacher, "model.inspect", pets.id, 1)
    trained("a")
    assert models.version(room, teacher, "model.inspect", pets.id, 1).file == "a"
    with refused("not_found"):
        models.version(room, teacher, "model.inspect", pets.id, 2)
    with refused("forbidden"):
        models.version(room, ana, "model.inspect", pets.id, 1)
