def new(client, **changes):
    body = {"name": "New", "type": "text", "crowd_sourced": False, **changes}
    return client.post("/api/v1/projects", json=body)


def names(client):
    return [item["name"] for item in client.get("/api/v1/projects").json["projects"]]


def test_a_new_project_says_all_about_itself(teacher):
    reply = new(teacher, crowd_sourced=True, labels=["A", "B"])
    assert reply.status_code == 201
    assert reply.json["labels"] == [{"id": "A", "name": "A"}, {"id": "B", "name": "B"}]
    assert (reply.json["phase"], reply.json["mine"], reply.json["model"]) == ("collect", True, 0)


def test_everybody_sees_the_projects_that_concern_them(teacher, browser):
    assert names(teacher) == ["Weather", "Mine"]
    assert names(browser("Ada")) == ["Weather"]
    assert names(browser("Ben")) == ["Weather", "Mine"]
    assert names(browser("projector")) == ["Weather"]


def test_a_student_makes_projects_of_their_own_only(student):
    assert new(student).json["mine"]
    assert new(student, name="Other", crowd_sourced=True).status_code == 403


def test_the_phase_goes_forward_and_back(teacher, world):
    path = f"/api/v1/projects/{world.shared}"
    for phase in ("freeze", "train", "use", "collect"):
        assert teacher.patch(path, json={"phase": phase}).json["phase"] == phase


def test_a_label_keeps_its_id_and_examples_when_it_is_renamed(teacher, world):
    path = f"/api/v1/projects/{world.shared}"
    teacher.patch(f"{path}/labels/Sun", json={"name": "Sunshine"})
    assert teacher.get(path).json["labels"][0] == {"id": "Sun", "name": "Sunshine"}
    assert teacher.get(f"{path}/counts").json["labels"]["Sun"] == 6


def test_a_removed_label_takes_its_examples_along(teacher, world):
    path = f"/api/v1/projects/{world.shared}"
    assert teacher.delete(f"{path}/labels/Sun").status_code == 204
    assert teacher.get(f"{path}/counts").json["total"] == 6


def test_a_deleted_project_is_gone(teacher, world):
    path = f"/api/v1/projects/{world.shared}"
    reply = teacher.delete(path)
    assert (reply.status_code, reply.data) == (204, b"")
    assert teacher.get(path).status_code == 404
