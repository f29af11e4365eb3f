"""Scratch programs on the pages' door: listed, looked at, downloaded, deleted."""

import pytest

from appliance.classroom import programs
from appliance.classroom.records import Actor


@pytest.fixture
def quiz(box, world, sb3, picture):
    """Ada's program in the class's project, with a thumbnail and two versions."""
    ada = Actor(role="student", student=world.students["Ada"])
    made, _ = programs.save(box.room, ada, world.shared, sb3(1), name="Über uns")
    programs.save(box.room, ada, world.shared, sb3(2), id=made.id, kind="auto")
    return programs.picture(box.room, ada, world.shared, made.id, picture())


def path(world, rest=""):
    return f"/api/v1/projects/{world.shared}/programs{rest}"


def test_a_student_lists_their_own(quiz, world, browser, sb3):
    [listed] = browser("Ada").get(path(world)).json["programs"]
    versions = listed.pop("versions")
    updated = versions[-1]["saved"]
    assert listed == {
        "id": quiz.id, "name": "Über uns", "contributor": world.students["Ada"], "author": "Ada",
        "mine": True, "thumbnail": True, "updated": updated,
    }  # fmt: skip
    assert [(one["number"], one["kind"], one["size"]) for one in versions] == [
        (1, "saved", len(sb3(1))), (2, "auto", len(sb3(2))),
    ]  # fmt: skip
    assert browser("Ben").get(path(world)).json == {"programs": []}


def test_the_teacher_lists_everybodys(quiz, world, teacher):
    [listed] = teacher.get(path(world)).json["programs"]
    assert (listed["author"], listed["mine"]) == ("Ada", False)


def test_a_program_is_downloaded_as_a_file(quiz, world, teacher, sb3):
    reply = teacher.get(path(world, f"/{quiz.id}/file"))
    assert (reply.data, reply.mimetype) == (sb3(2), "application/x.scratch.sb3")
    assert "attachment" in reply.headers["Content-Disposition"]
    assert "%C3%9Cber%20uns.sb3" in reply.headers["Content-Disposition"]
    assert teacher.get(path(world, f"/{quiz.id}/file?version=1")).data == sb3(1)
    assert teacher.get(path(world, f"/{quiz.id}/file?version=9")).status_code == 404


def test_a_thumbnail_is_asked_for_again_and_not_sent_again(quiz, world, student, picture):
    reply = student.get(path(world, f"/{quiz.id}/thumbnail"))
    assert (reply.data, reply.mimetype) == (picture(), "image/jpeg")
    assert reply.headers["Cache-Control"] == "private, no-cache"
    again = {"If-None-Match": reply.headers["ETag"]}
    assert student.get(path(world, f"/{quiz.id}/thumbnail"), headers=again).status_code == 304


def test_others_of_the_class_do_not_get_it(quiz, world, browser):
    for rest in ("file", "thumbnail"):
        assert browser("Ben").get(path(world, f"/{quiz.id}/{rest}")).status_code == 404
        assert browser("").get(path(world, f"/{quiz.id}/{rest}")).status_code == 401
    assert browser("Ben").delete(path(world, f"/{quiz.id}")).status_code == 404


def test_the_teacher_deletes_it(quiz, world, teacher, student):
    assert teacher.delete(path(world, f"/{quiz.id}")).status_code == 204
    assert student.get(path(world)).json == {"programs": []}


def test_the_teacher_shows_it_on_the_projector(quiz, world, teacher, browser, sb3):
    wanted = {"screen": "program", "project": world.shared, "program": quiz.id}
    shown = teacher.put("/api/v1/projector", json=wanted).json
    assert {name: shown[name] for name in wanted} == wanted
    projector = browser("projector")
    [listed] = projector.get(path(world)).json["programs"]
    assert (listed["id"], listed["author"]) == (quiz.id, "Ada")
    assert projector.get(path(world, f"/{quiz.id}/file")).data == sb3(2)
    teacher.delete(path(world, f"/{quiz.id}"))
    after = projector.get("/api/v1/projector").json
    assert (after["screen"], after["program"]) == ("join", "")


def test_a_damaged_file_is_told(quiz, world, student, box):
    box.room.db.run(lambda: box.room.db.put_blob(quiz.blob(2), b"junk"))
    reply = student.get(path(world, f"/{quiz.id}/file"))
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "damaged_program")


def test_programs_survive_a_backup_and_a_restore(quiz, world, teacher, browser, sb3):
    with teacher.get("/api/v1/backup") as reply:
        saved = reply.data
    teacher.delete(path(world, f"/{quiz.id}"))
    reply = teacher.post("/api/v1/restore", data=saved, content_type="application/zip")
    assert reply.status_code == 204
    assert browser("Ada").get(path(world, f"/{quiz.id}/file")).data == sb3(2)


def test_a_projects_zip_leaves_programs_out(quiz, world, teacher):
    with teacher.get(f"/api/v1/projects/{world.shared}/export") as reply:
        assert b".sb3" not in reply.data
        assert b"ber uns" not in reply.data
