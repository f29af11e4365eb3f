def test_the_projector_sees_the_class_code_and_students_do_not(browser):
    assert "class_code" in browser("projector").get("/api/v1/class").json
    assert "class_code" not in browser("Ada").get("/api/v1/class").json


def test_the_teacher_changes_the_class(teacher):
    body = {"class_name": "4C", "joining_open": False, "new_code": True}
    before = teacher.get("/api/v1/class").json
    after = teacher.patch("/api/v1/class", json=body).json
    assert (after["class_name"], after["joining_open"]) == ("4C", False)
    assert after["class_code"] != before["class_code"]


def test_students_are_listed_in_the_order_in_which_they_came(teacher):
    listed = teacher.get("/api/v1/students").json["students"]
    assert [item["name"] for item in listed] == ["Ada", "Ben", "Cem"]
    assert not any(item["here"] for item in listed)


def test_a_student_is_renamed(teacher, student, world):
    teacher.patch(f"/api/v1/students/{world.students['Ada']}", json={"name": "Ida"})
    assert student.get("/api/v1/me").json["student"]["name"] == "Ida"


def test_a_removed_students_examples_stay_or_go_as_the_teacher_says(teacher, world):
    counts = f"/api/v1/projects/{world.shared}/counts"
    teacher.delete(f"/api/v1/students/{world.students['Ada']}")
    assert teacher.get(counts).json["total"] == 12
    teacher.delete(f"/api/v1/students/{world.students['Ben']}?examples=1")
    assert teacher.get(counts).json["total"] == 8


def test_new_pictures_sign_the_student_out(teacher, student, world):
    reply = teacher.post(f"/api/v1/students/{world.students['Ada']}/secret")
    assert len(reply.json["secret"]) == 4
    assert student.get("/api/v1/me").json["role"] == "anonymous"


def test_wiping_needs_the_name_of_the_class(teacher):
    reply = teacher.post("/api/v1/class/wipe", json={"confirm": "yes"})
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "confirm_needed")
    assert len(teacher.get("/api/v1/students").json["students"]) == 3


def test_wiping_leaves_the_teacher_alone_in_an_empty_class(teacher):
    assert teacher.post("/api/v1/class/wipe", json={"confirm": "3B"}).status_code == 204
    assert teacher.get("/api/v1/students").json == {"students": []}
    assert teacher.get("/api/v1/projects").json == {"projects": []}
