import uuid


def path(world, rest=""):
    return f"/api/v1/projects/{world.shared}/examples{rest}"


def example(**changes):
    return {"id": str(uuid.uuid4()), "label": "Sun", "data": "bright", **changes}


def test_an_example_is_stored_with_its_place_and_contributor(student, world):
    sent = example()
    reply = student.post(path(world), json=sent)
    assert reply.status_code == 201
    assert reply.json["id"] == sent["id"]
    assert reply.json["contributor"] == world.students["Ada"]
    assert (reply.json["name"], reply.json["state"]) == ("Ada", "shown")


def test_sending_twice_stores_once(student, world):
    sent = example()
    first = student.post(path(world), json=sent)
    again = student.post(path(world), json=sent)
    assert (again.status_code, again.json) == (200, first.json)


def test_nobody_takes_anothers_id(browser, student, world):
    sent = example()
    student.post(path(world), json=sent)
    reply = browser("Ben").post(path(world), json=sent)
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "id_taken")


def test_pages_follow_each_other_without_gaps(teacher, world):
    seen, after = [], 0
    while after is not None:
        page = teacher.get(path(world, f"?limit=5&after={after}")).json
        seen += [item["seq"] for item in page["examples"]]
        after = page["next"]
    assert len(seen) == 12
    assert seen == sorted(set(seen))


def test_a_page_can_have_one_label(teacher, world):
    listed = teacher.get(path(world, "?label=Rain")).json["examples"]
    assert {item["label"] for item in listed} == {"Rain"}


def test_a_student_of_a_class_project_lists_their_own(student, world):
    listed = student.get(path(world)).json["examples"]
    assert {item["name"] for item in listed} == {"Ada"}


def test_the_projector_lists_examples_without_their_texts_until_they_are_revealed(
    browser, teacher, world
):
    projector = browser("projector")
    assert {item["data"] for item in projector.get(path(world)).json["examples"]} == {""}
    wall = {"screen": "wall", "project": world.shared, "revealed": True}
    teacher.put("/api/v1/projector", json=wall)
    assert "" not in {item["data"] for item in projector.get(path(world)).json["examples"]}


def test_a_student_changes_their_own_example(student, world):
    one = path(world, f"/{world.example[world.shared]}")
    changed = student.patch(one, json={"data": "very bright", "label": "Rain"}).json
    assert (changed["data"], changed["label"]) == ("very bright", "Rain")


def test_another_students_example_is_not_there_for_them(browser, world):
    one = path(world, f"/{world.example[world.shared]}")
    assert browser("Ben").patch(one, json={"data": "x"}).status_code == 404
    assert browser("Ben").delete(one).status_code == 404


def test_only_the_teacher_hides_examples(student, teacher, world):
    one = path(world, f"/{world.example[world.shared]}")
    assert student.patch(one, json={"state": "hidden"}).status_code == 403
    assert teacher.patch(one, json={"state": "hidden"}).json["state"] == "hidden"
    assert teacher.get(f"/api/v1/projects/{world.shared}/counts").json["total"] == 11


def test_nothing_is_added_after_collecting(student, teacher, world):
    teacher.patch(f"/api/v1/projects/{world.shared}", json={"phase": "freeze"})
    reply = student.post(path(world), json=example())
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "wrong_phase")


def test_a_deleted_example_is_no_longer_counted(student, world):
    student.delete(path(world, f"/{world.example[world.shared]}"))
    counts = student.get(f"/api/v1/projects/{world.shared}/counts").json
    assert (counts["total"], counts["labels"], counts["contributors"]) == (
        11,
        {"Sun": 5, "Rain": 6},
        3,
    )
