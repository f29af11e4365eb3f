"""Studies on the live channel: for those who may see them, as they grow."""

import threading

CURVE = {"kind": "curve", "options": {"seconds": 3}}


def begin(teacher, world, body):
    reply = teacher.post(f"/api/v1/projects/{world.shared}/studies", json=body)
    assert reply.status_code == 202
    return reply.json["job"]


def test_a_curve_is_told_as_it_grows_and_at_the_end(taught, listen, teacher):
    projector = listen("projector")
    projector.watch(taught.shared)
    projector.next("model")
    job = begin(teacher, taught, CURVE)
    told = {}
    while told.keys() != {"training", "study"}:  # whichever the beat sends first
        event, data = projector.told.get(timeout=20)
        if event in {"training", "study"} and data["state"] == "done":
            told[event] = data
    assert (told["training"]["job"], told["training"]["task"]) == (job, "curve")
    done = told["study"]
    kept = teacher.get(f"/api/v1/projects/{taught.shared}/studies").json["studies"]
    assert (done["kind"], done["result"]) == ("curve", kept[0]["result"])


def test_a_noise_lab_is_told_to_the_teacher_and_not_to_the_projector(taught, listen, teacher):
    people = [listen("teacher"), listen("projector"), listen("Ada")]
    for listener in people:
        listener.watch(taught.shared)
        listener.next("model")
    begin(teacher, taught, {"kind": "noise", "options": {"seconds": 3}})
    people[0].next("study", lambda data: data["state"] == "done", 20)
    for other in people[1:]:
        assert not {"study", "training"} & set(other.drained())


def test_the_names_of_people_come_with_whose_data(taught, listen, teacher):
    listener = listen("teacher")
    listener.watch(taught.shared)
    begin(teacher, taught, {"kind": "contributors", "options": {"seconds": 3}})
    done = listener.next("study", lambda data: data["state"] == "done", 20)
    assert {item["name"] for item in done["result"]["people"]} == {"Ada", "Ben", "Cem"}


def test_who_comes_late_is_told_what_is_known(taught, listen, teacher, box):
    known, hold = threading.Event(), threading.Event()

    def wait(job, result):
        known.set()
        hold.wait(20)

    box.training.on_point(wait)
    begin(teacher, taught, {"kind": "noise", "options": {"seconds": 3}})
    assert known.wait(20)
    late, student = listen("teacher"), listen("Ada")
    for listener in (late, student):
        listener.watch(taught.shared)
    assert late.next("training")["task"] == "noise"
    assert late.next("study")["state"] == "running"
    assert not {"study", "training"} & set(student.drained())
    hold.set()
    assert late.next("study", lambda data: data["state"] == "done", 20)["kind"] == "noise"


def test_a_training_is_still_told_to_everybody(taught, listen, teacher):
    listener = listen("Ada")
    listener.watch(taught.shared)
    teacher.post(f"/api/v1/projects/{taught.shared}/train")
    assert listener.next("training", lambda data: data["state"] == "done", 30)["task"] == "fit"
