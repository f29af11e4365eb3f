"""Scratch programs: whose they are, and which versions are kept."""

import pytest
from msgspec import structs

from appliance.classroom import klass
from appliance.classroom import names
from appliance.classroom import programs
from appliance.classroom import projects
from appliance.classroom import show
from appliance.classroom import students
from appliance.classroom.records import Program
from appliance.classroom.records import Show
from appliance.classroom.records import Student


@pytest.fixture
def save(room, sb3):
    """`save(ana, pets)`: save a program and return it; `number` is what it holds."""

    def save(actor, project, number=0, **more):
        wanted = {"name": "Quiz"} if "id" not in more else {}
        return programs.save(room, actor, project.id, sb3(number), **wanted | more)[0]

    return save


def kinds(program):
    return [(version.number, version.kind) for version in program.versions]


def blobs(room):
    """Return the names of all blobs on disk."""
    found = room.db.storage._file._connection.execute("SELECT name FROM blobs").fetchall()
    return {name for (name,) in found}


def ids(found):
    return [program.id for program in found]


def test_a_program_comes_back_as_it_was_saved(room, ana, pets, sb3):
    saved, new = programs.save(room, ana, pets.id, sb3(7), name=" My  quiz ")
    file = programs.file(room, ana, pets.id, saved.id)
    assert (new, saved.name, saved.contributor) == (True, "My quiz", ana.student)
    assert file.body == sb3(7)
    assert (file.version.number, file.version.size) == (1, len(sb3(7)))


def test_saving_again_is_the_next_version(room, ana, pets, save, sb3):
    first = save(ana, pets)
    again, new = programs.save(room, ana, pets.id, sb3(1), id=first.id)
    assert (again.id, new, kinds(again)) == (first.id, False, [(1, "saved"), (2, "saved")])
    assert programs.file(room, ana, pets.id, first.id).body == sb3(1)
    assert programs.file(room, ana, pets.id, first.id, 1).body == sb3(0)


def test_five_saved_versions_and_the_latest_auto_one_are_kept(room, ana, pets, save):
    program = save(ana, pets)
    for number in range(1, 12):
        save(ana, pets, number, id=program.id, kind="auto" if number % 3 == 1 else "saved")
    kept = programs.get(room, ana, pets.id, program.id)
    saved = [(number, "saved") for number in (6, 7, 9, 10, 12)]
    assert kinds(kept) == sorted([*saved, (11, "auto")])
    assert blobs(room) == set(kept.blobs)


def test_a_version_that_went_is_not_found(room, ana, pets, save, refused):
    program = save(ana, pets)
    for number in range(1, 6):
        save(ana, pets, number, id=program.id)
    with refused("not_found"):
        programs.file(room, ana, pets.id, program.id, 1)


def test_a_file_sent_twice_is_kept_once(room, ana, pets, save):
    first = save(ana, pets, 3)
    assert save(ana, pets, 3) == first == save(ana, pets, 3, id=first.id, kind="auto")
    assert len(programs.listed(room, ana, pets.id)) == 1


def test_saving_what_was_saved_by_itself_makes_it_saved(ana, pets, save):
    program = save(ana, pets, 3, kind="auto")
    assert kinds(program) == [(1, "auto")]
    assert kinds(save(ana, pets, 3, id=program.id)) == [(1, "saved")]


def test_the_same_file_under_another_name_is_another_program(room, ana, pets, save):
    save(ana, pets, name="One")
    save(ana, pets, name="Two")
    assert [program.name for program in programs.listed(room, ana, pets.id)] == ["Two", "One"]


def test_the_program_saved_last_comes_first(room, ana, pets, save):
    one, two = save(ana, pets, 1), save(ana, pets, 2)
    save(ana, pets, 3, id=one.id)
    assert ids(programs.listed(room, ana, pets.id)) == [one.id, two.id]


def test_one_operation_is_one_commit(room, ana, pets, save):
    commits = []
    room.db.on_commit(commits.append)
    program = save(ana, pets)
    save(ana, pets, 1, id=program.id)
    assert len(commits) == 2


def test_saving_with_a_name_renames(room, ana, pets, save):
    program = save(ana, pets)
    assert save(ana, pets, 1, id=program.id, name="Game").name == "Game"
    assert programs.rename(room, ana, pets.id, program.id, " Fun ").name == "Fun"
    assert programs.get(room, ana, pets.id, program.id).name == "Fun"


@pytest.mark.parametrize("name", [None, "", "\u200b", "x" * (names.MAX_PROGRAM_NAME + 1)])
def test_a_new_program_needs_a_name(room, ana, pets, save, name, refused):
    with refused("bad_name"):
        save(ana, pets, name=name)


def test_what_is_no_program_changes_nothing(room, ana, pets, save, refused):
    before = save(ana, pets)
    with refused("bad_program"):
        programs.save(room, ana, pets.id, b"junk", id=before.id)
    assert programs.listed(room, ana, pets.id) == [before]


def test_a_program_may_have_as_many_bytes_as_the_box_says(room, ana, pets, refused):
    with refused("too_large"):
        programs.save(room, ana, pets.id, b"PK\x03\x04" + bytes(1_000_000), name="x")


def test_each_person_has_so_many_programs_in_a_project(ana, bo, pets, diary, save, refused):
    for number in range(3):
        save(ana, pets, number)
    with refused("too_many_programs") as refusal:
        save(ana, pets, 9)
    assert refusal.values == {"max": 3}
    save(bo, pets)
    save(ana, diary)


def test_students_see_their_own_and_the_teacher_all(room, teacher, ana, bo, pets, save, refused):
    hers, his = save(ana, pets, 1), save(bo, pets, 2)
    assert ids(programs.listed(room, ana, pets.id)) == [hers.id]
    assert ids(programs.listed(room, teacher, pets.id)) == [his.id, hers.id]
    assert programs.file(room, teacher, pets.id, hers.id)
    for look in (programs.get, programs.file, programs.thumbnail, programs.delete):
        with refused("not_found"):
            look(room, bo, pets.id, hers.id)


def test_nobody_changes_what_somebody_else_made(room, teacher, ana, pets, save, picture, refused):
    hers = save(ana, pets)
    with refused("not_found"):
        save(teacher, pets, 1, id=hers.id)
    with refused("not_found"):
        programs.rename(room, teacher, pets.id, hers.id, "Mine")
    with refused("not_found"):
        programs.picture(room, teacher, pets.id, hers.id, picture())


def test_a_program_is_of_its_project_alone(room, ana, pets, diary, save, refused):
    program = save(ana, pets)
    with refused("not_found"):
        programs.get(room, ana, diary.id, program.id)
    with refused("not_found"):
        save(ana, diary, 1, id=program.id)


def test_a_closed_project_takes_no_programs(room, teacher, ana, pets, save, refused):
    program = save(ana, pets)
    projects.update(room, teacher, pets.id, closed=True)
    with refused("closed"):
        save(ana, pets, 1, id=program.id)


def test_a_private_project_of_somebody_else_is_not_there(bo, diary, save, refused):
    with refused("not_found"):
        save(bo, diary)


def test_a_projector_sees_the_program_on_show(room, teacher, projector, ana, pets, save, refused):
    shown, other = save(ana, pets, 1), save(ana, pets, 2)
    assert programs.listed(room, projector, pets.id) == []
    show.drive(room, teacher, screen="program", project=pets.id, program=shown.id)
    assert programs.listed(room, projector, pets.id) == [shown]
    with refused("not_found"):
        programs.file(room, projector, pets.id, other.id)


def test_a_token_to_watch_shows_one_program(room, teacher, ana, pets, save, refused):
    one, other = save(ana, pets, 1), save(ana, pets, 2)
    watching = structs.replace(teacher, project=pets.id, tool="scratch_watch", program=one.id)
    assert programs.listed(room, watching, pets.id) == [one]
    assert programs.file(room, watching, pets.id, one.id)
    with refused("not_found"):
        programs.file(room, watching, pets.id, other.id)


def test_a_thumbnail_is_kept_beside_the_program(room, ana, pets, save, picture, refused):
    program = save(ana, pets)
    with refused("not_found"):
        programs.thumbnail(room, ana, pets.id, program.id)
    for number in (1, 2, 2):
        programs.picture(room, ana, pets.id, program.id, picture(number))
    assert programs.thumbnail(room, ana, pets.id, program.id) == picture(2)
    after = save(ana, pets, 5, id=program.id)
    assert programs.thumbnail(room, ana, pets.id, after.id) == picture(2)
    with refused("bad_picture"):
        programs.picture(room, ana, pets.id, program.id, b"<svg onload=alert(1)>")


def test_a_damaged_file_is_told_and_the_version_before_opens(room, ana, pets, save, refused, sb3):
    program = save(ana, pets)
    after = save(ana, pets, 1, id=program.id)
    room.db.run(lambda: room.db.put_blob(after.blob(2), b"junk"))
    with refused("damaged_program"):
        programs.file(room, ana, pets.id, program.id)
    assert programs.file(room, ana, pets.id, program.id, 1).body == sb3(0)


def test_deleting_leaves_nothing_behind(room, teacher, ana, pets, save, picture, refused):
    program = save(ana, pets)
    programs.picture(room, ana, pets.id, program.id, picture())
    save(ana, pets, 1, id=program.id)
    programs.delete(room, ana, pets.id, program.id)
    assert (blobs(room), room.everything(Program)) == (set(), [])
    with refused("not_found"):
        programs.delete(room, ana, pets.id, program.id)
    with refused("not_found"):
        save(ana, pets, 2, id=program.id)


def test_the_teacher_deletes_any(room, teacher, ana, pets, save):
    programs.delete(room, teacher, pets.id, save(ana, pets).id)
    assert programs.listed(room, ana, pets.id) == []


def test_a_deleted_program_leaves_the_projector(room, teacher, ana, pets, save):
    shown, other = save(ana, pets, 1), save(ana, pets, 2)
    show.drive(room, teacher, screen="program", project=pets.id, program=shown.id)
    programs.delete(room, teacher, pets.id, other.id)
    assert show.get(room, teacher).program == shown.id
    programs.delete(room, teacher, pets.id, shown.id)
    assert show.get(room, teacher) == Show(screen="join", project=pets.id)


def test_programs_go_with_their_project(room, teacher, ana, pets, diary, save):
    save(ana, pets)
    kept = save(ana, diary)
    projects.delete(room, teacher, pets.id)
    assert (room.everything(Program), blobs(room)) == ([kept], set(kept.blobs))


def test_programs_of_a_removed_student_stay_under_their_name(room, teacher, ana, pets, save):
    program = save(ana, pets)
    students.remove(room, teacher, ana.student, examples=False)
    assert programs.listed(room, teacher, pets.id) == [program]
    assert students.name_of(room, ana.student) == "Ana"
    programs.delete(room, teacher, pets.id, program.id)
    assert room.everything(Student) == []


def test_programs_go_with_a_student_whose_work_goes(room, teacher, ana, bo, pets, save):
    shown = save(ana, pets)
    kept = save(bo, pets)
    show.drive(room, teacher, screen="program", project=pets.id, program=shown.id)
    students.remove(room, teacher, ana.student, examples=True)
    assert (room.everything(Program), blobs(room)) == ([kept], set(kept.blobs))
    assert show.get(room, teacher).program == ""


def test_a_wiped_box_has_no_programs(room, teacher, ana, pets, save):
    save(ana, pets)
    klass.wipe(room, teacher, confirm="Class 5b")
    assert (room.everything(Program), blobs(room)) == ([], set())
