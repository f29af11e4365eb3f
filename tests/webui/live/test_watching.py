"""The live channel with real sockets: what those who watch a project are told, and when."""

import time

import pytest


@pytest.mark.parametrize("transports", [("websocket",), ("polling",), ("polling", "websocket")])
def test_who_watches_gets_the_counts_at_once_and_when_they_change(
    listen, student, world, transports, add
):
    listener = listen("Cem", transports)
    listener.watch(world.shared)
    assert listener.next("counts")["total"] == 12
    add(student, world.shared)
    assert listener.next("counts", lambda data: data["total"] == 13)["labels"]["Sun"] == 7


def test_watching_tells_the_phase_the_project_and_the_model(listen, world):
    listener = listen("Ada")
    listener.watch(world.shared)
    assert listener.next("phase") == {"phase": "collect"}
    assert listener.next("project")["id"] == world.shared
    assert listener.next("model") == {"version": 0, "score": None}


def test_the_counts_are_the_same_record_as_the_apis(listen, student, world):
    listener = listen("Ada")
    listener.watch(world.shared)
    assert listener.next("counts") == student.get(f"/api/v1/projects/{world.shared}/counts").json


def test_many_examples_make_few_messages(listen, student, world, add):
    listener = listen("Ada")
    listener.watch(world.shared)
    listener.next("model")
    began = time.monotonic()
    for _ in range(60):
        add(student, world.shared)
    took = time.monotonic() - began
    listener.next("counts", lambda data: data["total"] == 72)
    assert listener.drained().count("counts") <= took / 0.1 + 3


def test_who_does_not_watch_is_not_told(listen, student, world, add):
    listener = listen("Cem")
    add(student, world.shared)
    assert listener.drained() == []


def test_a_new_watch_takes_the_place_of_the_one_before(listen, browser, student, world, add):
    listener = listen("Ben")
    listener.watch(world.shared)
    listener.next("model")
    listener.watch(world.private)
    listener.next("model")
    add(student, world.shared)
    assert "counts" not in listener.drained()


def test_watching_nothing_is_quiet(listen, student, world, add):
    listener = listen("Ada")
    listener.watch(world.shared)
    listener.next("model")
    listener.watch("")
    add(student, world.shared)
    assert listener.drained() == []


@pytest.mark.parametrize("project", ["private", "nothing"])
def test_a_project_of_somebody_else_cannot_be_watched(listen, browser, world, project, add):
    listener = listen("Cem")
    listener.client.emit("watch", {"project": getattr(world, project, "nothing")})
    assert listener.next("problem")["code"] == "not_found"
    add(browser("Ben"), world.private)
    assert "counts" not in listener.drained()


@pytest.mark.parametrize("wanted", [None, [], "x", {"project": 1}, {"project": None}, {}])
def test_what_is_no_project_is_a_problem(listen, wanted):
    listener = listen("Ada")
    listener.client.emit("watch", wanted)
    assert listener.next("problem")["code"] == "bad_request"


def test_everybody_hears_of_a_new_phase_a_new_name_and_new_labels(listen, teacher, world):
    listener = listen("Ada")
    listener.watch(world.shared)
    listener.next("model")
    path = f"/api/v1/projects/{world.shared}"
    teacher.patch(path, json={"phase": "train", "name": "Sky"})
    assert listener.next("project")["name"] == "Sky"
    assert listener.next("phase") == {"phase": "train"}
    teacher.post(f"{path}/labels", json={"name": "Snow"})
    assert [label["name"] for label in listener.next("project")["labels"]][-1] == "Snow"
    assert listener.next("counts")["labels"]["Snow"] == 0


def test_each_one_is_told_whether_a_project_is_theirs(listen, world):
    owner, teacher = listen("Ben"), listen("teacher")
    for listener, mine in ((owner, True), (teacher, False)):
        listener.watch(world.private)
        assert listener.next("project")["mine"] is mine


def test_a_closed_project_is_silent_for_students_until_it_opens(listen, teacher, world, add):
    listener = listen("Ada")
    listener.watch(world.shared)
    listener.next("model")
    path = f"/api/v1/projects/{world.shared}"
    teacher.patch(path, json={"closed": True})
    assert listener.next("problem")["code"] == "closed"
    add(teacher, world.shared)
    assert "counts" not in listener.drained()
    teacher.patch(path, json={"closed": False})
    assert listener.next("counts")["total"] == 13


def test_watchers_of_a_deleted_project_are_told_so(listen, teacher, world):
    listener = listen("Ada")
    listener.watch(world.shared)
    listener.next("model")
    teacher.delete(f"/api/v1/projects/{world.shared}")
    assert listener.next("problem")["code"] == "not_found"


def test_a_training_and_its_model_are_told_to_those_who_watch(taught, listen, teacher):
    listener = listen("Ada")
    listener.watch(taught.shared)
    assert listener.next("model")["version"] == 1
    job = teacher.post(f"/api/v1/projects/{taught.shared}/train").json["job"]
    told = {}
    while told.keys() != {"training", "model"}:  # whichever the beat sends first
        event, data = listener.told.get(timeout=30)
        if event == "model" or (event == "training" and data["state"] == "done"):
            told[event] = data
    assert told["training"]["job"] == job
    assert (told["model"]["version"], told["model"]["score"]["of"]) == (2, 12)


def test_who_watches_during_a_training_hears_of_it_at_once(listen, teacher, world):
    teacher.post(f"/api/v1/projects/{world.shared}/train")  # it waits for a trainer
    listener = listen("Ada")
    listener.watch(world.shared)
    assert listener.next("training")["state"] in {"queued", "running"}
