import pytest

from appliance.classroom import programs
from appliance.classroom import projects
from appliance.classroom import show
from appliance.classroom.records import Show


def test_a_show_begins_with_the_join_screen(room, projector):
    assert show.get(room, projector) == Show(screen="join", project="", revealed=False, text="")


def test_the_teacher_drives_and_the_projector_follows(room, teacher, projector, pets):
    driven = show.drive(room, teacher, screen="try", project=pets.id, text=" Miau ")
    assert driven == show.get(room, projector)
    assert (driven.screen, driven.project, driven.text) == ("try", pets.id, "Miau")


def test_the_curve_is_a_screen_of_its_own(room, teacher, pets):
    assert show.drive(room, teacher, screen="curve", project=pets.id).screen == "curve"


def test_what_is_not_named_stays(room, teacher, pets):
    before = show.drive(room, teacher, screen="wall", project=pets.id, revealed=True)
    assert show.drive(room, teacher) == before
    assert show.drive(room, teacher, project=pets.id) == before


def test_texts_are_hidden_again_for_another_project(room, teacher, pets):
    show.drive(room, teacher, screen="wall", project=pets.id, revealed=True, text="Miau")
    other = projects.create(room, teacher, name="Fruit", type="text", crowd_sourced=True)
    after = show.drive(room, teacher, project=other.id)
    assert (after.screen, after.revealed, after.text) == ("wall", False, "")


def test_nobody_else_drives(room, ana, projector, anonymous, refused):
    for nobody in (ana, projector):
        with refused("forbidden"):
            show.drive(room, nobody, screen="wall")
    with refused("login_needed"):
        show.drive(room, anonymous, screen="wall")


def test_students_watch_the_wall_not_the_show(room, ana, refused):
    with refused("forbidden"):
        show.get(room, ana)


def test_a_private_project_of_a_student_is_never_on_the_projector(room, teacher, diary, refused):
    with refused("not_found"):
        show.drive(room, teacher, project=diary.id)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("bad_request", {"screen": "party"}),
        ("not_found", {"project": "nothing"}),
        ("bad_text", {"text": "x" * 41}),
    ],
)
def test_wrong_values_change_nothing(room, teacher, code, wrong, refused):
    with refused(code):
        show.drive(room, teacher, revealed=True, **wrong)
    assert show.get(room, teacher) == Show()


def test_project_and_text_can_be_taken_off(room, teacher, pets):
    show.drive(room, teacher, project=pets.id, text="Miau")
    assert show.drive(room, teacher, text=" ").text == ""
    assert show.drive(room, teacher, project="").project == ""


def test_a_program_of_the_project_on_show_is_shown(room, teacher, ana, pets, sb3):
    quiz, _ = programs.save(room, ana, pets.id, sb3(), name="Quiz")
    driven = show.drive(room, teacher, screen="program", project=pets.id, program=quiz.id)
    assert (driven.screen, driven.program) == ("program", quiz.id)
    assert show.drive(room, teacher, screen="wall").program == quiz.id
    assert show.drive(room, teacher, program="").program == ""


def test_another_project_takes_the_program_off(room, teacher, ana, pets, sb3, refused):
    quiz, _ = programs.save(room, ana, pets.id, sb3(), name="Quiz")
    show.drive(room, teacher, project=pets.id, program=quiz.id)
    other = projects.create(room, teacher, name="Fruit", type="text", crowd_sourced=True)
    assert show.drive(room, teacher, project=other.id).program == ""
    with refused("not_found"):
        show.drive(room, teacher, program=quiz.id)


def test_a_program_of_a_private_project_is_never_shown(room, teacher, ana, diary, sb3, refused):
    quiz, _ = programs.save(room, ana, diary.id, sb3(), name="Quiz")
    for wrong in ({"project": diary.id}, {"project": ""}, {}):
        with refused("not_found"):
            show.drive(room, teacher, program=quiz.id, **wrong)
