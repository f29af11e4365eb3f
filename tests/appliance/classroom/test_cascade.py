from appliance.classroom import cascade
from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom import students
from appliance.classroom.records import Student


def test_a_removed_student_is_forgotten_with_their_last_project(room, teacher, ana, pets, write):
    write(ana, pets)
    students.remove(room, teacher, ana.student, examples=False)
    assert room.everything(Student)
    projects.delete(room, teacher, pets.id)
    assert room.everything(Student) == []


def test_a_removed_student_is_forgotten_with_their_last_label(room, teacher, ana, pets, write):
    write(ana, pets, "Cats")
    students.remove(room, teacher, ana.student, examples=False)
    projects.remove_label(room, teacher, pets.id, "Cats")
    assert room.everything(Student) == []


def test_a_hidden_example_keeps_its_contributor(room, teacher, ana, pets, write):
    id = write(ana, pets)
    examples.change(room, teacher, pets.id, id, state="hidden")
    students.remove(room, teacher, ana.student, examples=False)
    cascade.forget_leavers(room)
    assert students.name_of(room, ana.student) == "Ana"


def test_students_who_are_here_are_never_forgotten(room, ana, bo):
    cascade.forget_leavers(room)
    assert len(room.everything(Student)) == 2


def test_work_of_others_stays(room, ana, bo, pets, diary, write):
    write(ana, pets)
    kept = write(bo, pets)
    cascade.forget_work(room, ana.student)
    assert [one.example.id for one in examples.page(room, bo, pets.id)[0]] == [kept]
