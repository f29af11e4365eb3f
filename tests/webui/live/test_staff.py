"""What the teacher and the projector are told beside, and nobody else."""


def test_the_teacher_sees_who_is_here(listen, world):
    teacher = listen("teacher")
    assert teacher.next("people")["count"] == 0
    student = listen("Ada")
    people = teacher.next("people", lambda data: data["count"] == 1)
    assert [item["name"] for item in people["students"] if item["here"]] == ["Ada"]
    student.client.disconnect()
    assert teacher.next("people")["count"] == 0


def test_a_student_with_two_pages_is_here_once_and_until_the_last_is_closed(listen):
    first, second, teacher = listen("Ada"), listen("Ada"), listen("teacher")
    assert teacher.next("people")["count"] == 1
    first.client.disconnect()
    assert teacher.next("people")["count"] == 1
    second.client.disconnect()
    assert teacher.next("people", lambda data: data["count"] == 0)


def test_names_arrive_on_the_projector(listen, browser, teacher):
    projector = listen("projector")
    code = teacher.get("/api/v1/class").json["class_code"]
    browser("").post("/api/v1/join", json={"class_code": code, "name": "Dora"})
    people = projector.next("people", lambda data: len(data["students"]) == 4)
    assert people["students"][-1]["name"] == "Dora"


def test_students_are_not_told_about_each_other(listen, teacher, world):
    listener = listen("Ada")
    listen("Ben")
    teacher.put("/api/v1/projector", json={"screen": "wall"})
    teacher.patch("/api/v1/class", json={"new_code": True})
    assert listener.drained() == []


def test_the_teacher_sees_each_example_with_who_wrote_it(listen, student, world, add):
    listener = listen("teacher")
    listener.watch(world.shared)
    listener.next("model")
    id = add(student, world.shared, text="very bright")
    told = listener.next("example")
    assert (told["id"], told["data"], told["name"]) == (id, "very bright", "Ada")


def test_the_owner_of_a_project_is_not_sent_examples(listen, browser, world, add):
    listener = listen("Ben")
    listener.watch(world.private)
    add(browser("Ben"), world.private)
    assert "example" not in listener.drained()


def test_texts_stay_off_the_projector_until_they_are_revealed(listen, student, teacher, world, add):
    projector = listen("projector")
    projector.watch(world.shared)
    projector.next("model")
    add(student, world.shared)
    assert projector.next("example")["data"] == ""
    wall = {"screen": "wall", "project": world.shared, "revealed": True}
    teacher.put("/api/v1/projector", json=wall)
    assert projector.next("show", lambda data: data["revealed"])["project"] == world.shared
    add(student, world.shared, text="seen by all")
    assert projector.next("example")["data"] == "seen by all"


def test_a_hidden_or_deleted_example_leaves_the_projector(listen, teacher, world):
    projector = listen("projector")
    projector.watch(world.shared)
    projector.next("model")
    id = world.example[world.shared]
    path = f"/api/v1/projects/{world.shared}/examples/{id}"
    teacher.patch(path, json={"state": "hidden"})
    told = projector.next("example")
    assert (told["id"], told["state"], "data" in told) == (id, "hidden", False)
    teacher.delete(path)
    assert projector.next("example")["state"] == "deleted"


def test_a_new_class_code_reaches_the_projector(listen, teacher):
    projector = listen("projector")
    before = projector.next("class")["class_code"]
    teacher.patch("/api/v1/class", json={"new_code": True})
    assert projector.next("class")["class_code"] != before


def test_the_projector_is_told_what_the_model_says(taught, listen, teacher):
    projector = listen("projector")
    teacher.put("/api/v1/projector", json={"screen": "try", "project": taught.shared})
    teacher.put("/api/v1/projector", json={"text": "a bright warm day"})
    told = projector.next("show", lambda data: data["prediction"])
    assert told["prediction"]["label"] == "Sun"
