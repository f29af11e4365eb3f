from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.classroom import examples
from appliance.classroom import keys
from appliance.classroom import projects
from appliance.classroom import show
from appliance.classroom.problems import Problem
from appliance.classroom.records import Example
from appliance.classroom.records import Key
from appliance.classroom.records import PHASES
from appliance.classroom.records import Project


def make(room, actor, name="Fruit", crowd_sourced=False, **changes):
    values = {"type": "text", "crowd_sourced": crowd_sourced} | changes
    return projects.create(room, actor, name=name, **values)


def test_a_new_class_project_is_the_teachers_and_collects(room, teacher, pets):
    assert (pets.owner, pets.phase, pets.closed, pets.model) == ("teacher", "collect", False, 0)
    assert [label.id for label in pets.labels] == ["Cats", "Dogs"]
    assert projects.get(room, teacher, pets.id) == pets


def test_a_student_makes_projects_of_their_own_only(room, ana, refused):
    assert make(room, ana).owner == ana.student
    with refused("forbidden"):
        make(room, ana, crowd_sourced=True)


def test_the_projector_makes_no_project(room, projector, refused):
    with refused("forbidden"):
        make(room, projector)


def test_an_unknown_type_is_refused(room, teacher, refused):
    with refused("bad_request"):
        make(room, teacher, type="smells")


def test_a_student_sees_class_projects_and_their_own(room, teacher, ana, bo, pets, diary):
    make(room, teacher, "Draft")
    assert projects.visible(room, ana) == [pets, diary]
    assert projects.visible(room, bo) == [pets]


def test_the_teacher_sees_all_projects(room, teacher, pets, diary):
    assert projects.visible(room, teacher) == [pets, diary]


def test_the_projector_sees_class_projects(room, projector, pets, diary):
    assert projects.visible(room, projector) == [pets]


def test_a_closed_project_is_not_in_a_students_list(room, teacher, ana, pets, refused):
    projects.update(room, teacher, pets.id, closed=True)
    assert projects.visible(room, ana) == []
    with refused("closed"):
        projects.get(room, ana, pets.id)


def test_somebody_elses_project_is_not_there(room, bo, projector, anonymous, diary, refused):
    for stranger in (bo, projector):
        with refused("not_found"):
            projects.get(room, stranger, diary.id)
    for id in (diary.id, "nothing"):
        with refused("login_needed"):
            projects.get(room, anonymous, id)


def test_names_are_different_for_one_owner(room, teacher, ana, pets, refused):
    with refused("name_taken"):
        make(room, teacher, "PETS")
    assert make(room, ana, "pets")


def test_of_many_projects_with_one_name_at_once_one_is_made(room, teacher):
    def attempt(_):
        try:
            return make(room, teacher)
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(attempt, range(8))).count("name_taken") == 7


def test_there_is_a_limit_for_each_owner(room, teacher, ana, limits, refused):
    for number in range(limits.max_projects):
        make(room, ana, f"Project {number}")
    with refused("too_many_projects"):
        make(room, ana)
    assert make(room, teacher)


def test_a_project_changes_its_name(room, teacher, pets, refused):
    make(room, teacher)
    assert projects.update(room, teacher, pets.id, name=" Animals ").name == "Animals"
    assert projects.update(room, teacher, pets.id, name="ANIMALS").name == "ANIMALS"
    with refused("name_taken"):
        projects.update(room, teacher, pets.id, name="fruit")


def test_the_phase_goes_forward_and_back(room, teacher, pets):
    for phase in (*PHASES, *PHASES[::-1]):
        assert projects.update(room, teacher, pets.id, phase=phase).phase == phase


def test_an_unknown_phase_is_refused(room, teacher, pets, refused):
    with refused("bad_request"):
        projects.update(room, teacher, pets.id, phase="party")


def test_a_student_changes_nothing_of_a_class_project(room, ana, pets, refused):
    for call in (
        lambda: projects.update(room, ana, pets.id, phase="use"),
        lambda: projects.delete(room, ana, pets.id),
        lambda: projects.add_label(room, ana, pets.id, "Fish"),
        lambda: projects.rename_label(room, ana, pets.id, "Cats", "Fish"),
        lambda: projects.remove_label(room, ana, pets.id, "Cats"),
    ):
        with refused("forbidden"):
            call()


def test_an_owner_does_everything_in_their_project(room, ana, diary, write):
    projects.update(room, ana, diary.id, name="Days", phase="use", closed=True)
    projects.add_label(room, ana, diary.id, "So so")
    projects.rename_label(room, ana, diary.id, "Good", "Great")
    projects.remove_label(room, ana, diary.id, "Bad")
    write(ana, diary, "Great")
    projects.delete(room, ana, diary.id)
    assert projects.visible(room, ana) == []


def test_the_teacher_may_look_into_and_delete_a_private_project(room, teacher, diary):
    assert projects.get(room, teacher, diary.id) == diary
    projects.delete(room, teacher, diary.id)
    assert room.find(Project, id=diary.id) is None


def test_deleting_a_project_deletes_all_that_is_in_it(room, teacher, ana, pets, diary, write):
    hidden = write(ana, pets)
    examples.change(room, teacher, pets.id, hidden, state="hidden")
    write(ana, pets)
    kept = write(ana, diary, "Good")
    keys.create(room, ana, pets.id)
    show.drive(room, teacher, screen="wall", project=pets.id)
    projects.delete(room, teacher, pets.id)
    assert [example.id for example in room.everything(Example)] == [kept]
    assert room.everything(Key) == []
    assert show.get(room, teacher).project == ""


def test_a_label_is_added_at_the_end(room, teacher, pets):
    label = projects.add_label(room, teacher, pets.id, "Fish!")
    assert (label.id, label.name) == ("Fish", "Fish!")
    assert projects.get(room, teacher, pets.id).labels == (*pets.labels, label)


def test_of_many_labels_with_one_name_at_once_one_is_added(room, teacher, pets):
    def attempt(name):
        try:
            return projects.add_label(room, teacher, pets.id, name)
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(attempt, ["Fish", "FISH"] * 4))
    assert results.count("name_taken") == 7


def test_renaming_a_label_keeps_its_id_and_examples(room, teacher, ana, pets, write):
    write(ana, pets, "Cats")
    renamed = projects.rename_label(room, teacher, pets.id, "Cats", "Kittens")
    assert (renamed.id, renamed.name) == ("Cats", "Kittens")
    assert examples.counts(room, teacher, pets.id).labels == {"Cats": 1, "Dogs": 0}


def test_removing_a_label_removes_its_examples(room, teacher, ana, pets, write):
    gone, kept = write(ana, pets, "Cats"), write(ana, pets, "Dogs")
    examples.change(room, teacher, pets.id, gone, state="hidden")
    projects.remove_label(room, teacher, pets.id, "Cats")
    assert [example.id for example in room.everything(Example)] == [kept]
    assert [label.id for label in projects.get(room, teacher, pets.id).labels] == ["Dogs"]


def test_an_unknown_label_is_not_found(room, teacher, pets, refused):
    for call in (
        lambda: projects.rename_label(room, teacher, pets.id, "Fish", "Birds"),
        lambda: projects.remove_label(room, teacher, pets.id, "Fish"),
    ):
        with refused("not_found"):
            call()


@pytest.mark.parametrize("id", ["", "nothing", "\ud800", "x" * 10_000])
def test_an_unknown_project_is_not_found(room, teacher, id, refused):
    with refused("not_found"):
        projects.get(room, teacher, id)
