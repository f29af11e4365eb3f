"""The live channel with real sockets: who is told what, and when."""

import queue
import time
import uuid

import pytest
import socketio

PATIENCE = 5.0
A_WHILE = 0.6
"""Seconds after which what has not come will not come."""


def until(done):
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def refusal(port, token):
    """Return what a connection is refused with, None where it is not."""
    told = queue.Queue()
    client = socketio.Client(reconnection=False)
    client.on("connect_error", told.put)
    try:
        client.connect(f"http://127.0.0.1:{port}", auth={"token": token}, transports=["websocket"])
    except socketio.exceptions.ConnectionError:
        return told.get(timeout=PATIENCE)
    client.disconnect()
    return None


class Listener:
    """A connection that keeps what it is told."""

    def __init__(self, port, token, transports):
        self.told = queue.Queue()
        self.client = socketio.Client(reconnection=False)
        self.client.on("*", lambda event, data: self.told.put((event, data)))
        self.client.on("connect_error", lambda data: self.told.put(("connect_error", data)))
        self.client.on("disconnect", lambda *reason: self.told.put(("disconnect", None)))
        self.client.connect(
            f"http://127.0.0.1:{port}", auth={"token": token}, transports=transports
        )

    def watch(self, project):
        """Watch a project, and wait until the box has heard so."""
        self.client.call("watch", {"project": project}, timeout=PATIENCE)

    def next(self, event, wanted=lambda data: True, patience=PATIENCE):
        """Return the next event of this name that is `wanted`, past others."""
        deadline = time.monotonic() + patience
        while True:
            name, data = self.told.get(timeout=max(0.01, deadline - time.monotonic()))
            if name == event and wanted(data):
                return data

    def drained(self):
        """Return the names of what comes within a while."""
        time.sleep(A_WHILE)
        return [self.told.get()[0] for _ in range(self.told.qsize())]


@pytest.fixture
def listen(port, world):
    """`listen("Ada")`: a live connection of someone of `world`."""
    made = []

    def connect(who, transports=("websocket",)):
        token = world.tokens.get(who, who)
        made.append(Listener(port, token, list(transports)))
        return made[-1]

    yield connect
    for listener in made:
        listener.client.disconnect()


def add(client, project, label="Sun", text="bright"):
    example = {"id": str(uuid.uuid4()), "label": label, "data": text}
    reply = client.post(f"/api/v1/projects/{project}/examples", json=example)
    assert reply.status_code == 201
    return example["id"]


@pytest.mark.parametrize("transports", [("websocket",), ("polling",), ("polling", "websocket")])
def test_who_watches_gets_the_counts_at_once_and_when_they_change(
    listen, student, world, transports
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


def test_many_examples_make_few_messages(listen, student, world):
    listener = listen("Ada")
    listener.watch(world.shared)
    listener.next("model")
    began = time.monotonic()
    for _ in range(60):
        add(student, world.shared)
    took = time.monotonic() - began
    listener.next("counts", lambda data: data["total"] == 72)
    assert listener.drained().count("counts") <= took / 0.1 + 3


def test_who_does_not_watch_is_not_told(listen, student, world):
    listener = listen("Cem")
    add(student, world.shared)
    assert listener.drained() == []


def test_a_new_watch_takes_the_place_of_the_one_before(listen, browser, student, world):
    listener = listen("Ben")
    listener.watch(world.shared)
    listener.next("model")
    listener.watch(world.private)
    listener.next("model")
    add(student, world.shared)
    assert "counts" not in listener.drained()


def test_watching_nothing_is_quiet(listen, student, world):
    listener = listen("Ada")
    listener.watch(world.shared)
    listener.next("model")
    listener.watch("")
    add(student, world.shared)
    assert listener.drained() == []


@pytest.mark.parametrize("project", ["private", "nothing"])
def test_a_project_of_somebody_else_cannot_be_watched(listen, browser, world, project):
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


def test_a_closed_project_is_silent_for_students_until_it_opens(listen, teacher, world):
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


def test_nobody_is_let_in_unknown(port):
    told = refusal(port, "made-up")
    assert told["data"] == {"code": "login_needed"}
    assert "not signed in" in told["message"]


def test_the_cookie_lets_in_as_well(port, world):
    client = socketio.Client(reconnection=False)
    told = queue.Queue()
    client.on("counts", told.put)
    cookie = {"Cookie": f"crowdbox={world.tokens['Ada']}"}
    client.connect(f"http://127.0.0.1:{port}", headers=cookie)
    client.emit("watch", {"project": world.shared})
    assert told.get(timeout=PATIENCE)["total"] == 12
    client.disconnect()


def test_pages_of_other_origins_are_not_let_in(port, world):
    client = socketio.Client(reconnection=False)
    headers = {"Cookie": f"crowdbox={world.tokens['Ada']}", "Origin": "http://evil.example"}
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(f"http://127.0.0.1:{port}", headers=headers, transports=["websocket"])


def test_a_removed_student_is_hung_up_on(listen, teacher, world):
    listener = listen("Ada")
    listener.watch(world.shared)
    listener.next("model")
    teacher.delete(f"/api/v1/students/{world.students['Ada']}")
    listener.next("disconnect")


def test_whoever_signs_out_is_hung_up_on(listen, student, world):
    listener = listen("Ada")
    student.post("/api/v1/logout")
    listener.next("disconnect")


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


def test_the_teacher_sees_each_example_with_who_wrote_it(listen, student, world):
    listener = listen("teacher")
    listener.watch(world.shared)
    listener.next("model")
    id = add(student, world.shared, text="very bright")
    told = listener.next("example")
    assert (told["id"], told["data"], told["name"]) == (id, "very bright", "Ada")


def test_the_owner_of_a_project_is_not_sent_examples(listen, browser, world):
    listener = listen("Ben")
    listener.watch(world.private)
    add(browser("Ben"), world.private)
    assert "example" not in listener.drained()


def test_texts_stay_off_the_projector_until_they_are_revealed(listen, student, teacher, world):
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


@pytest.fixture
def small(make_app, world, serve):
    """The port of a box that takes two live connections."""
    with serve(make_app(world.folder, max_clients=2)) as port:
        yield port


def test_a_full_box_says_so_and_takes_the_next_when_one_leaves(small, world):
    first, second = (Listener(small, world.tokens[name], ["websocket"]) for name in ("Ada", "Ben"))
    assert refusal(small, world.tokens["Cem"])["data"] == {"code": "box_full"}
    first.client.disconnect()
    until(lambda: refusal(small, world.tokens["Cem"]) is None)
    second.client.disconnect()


def test_a_training_and_its_model_are_told_to_those_who_watch(taught, listen, teacher):
    listener = listen("Ada")
    listener.watch(taught.shared)
    assert listener.next("model")["version"] == 1
    job = teacher.post(f"/api/v1/projects/{taught.shared}/train").json["job"]
    told = listener.next("training", lambda data: data["state"] == "done", 30)
    assert told["job"] == job
    model = listener.next("model")
    assert (model["version"], model["score"]["of"]) == (2, 12)


def test_the_projector_is_told_what_the_model_says(taught, listen, teacher):
    projector = listen("projector")
    teacher.put("/api/v1/projector", json={"screen": "try", "project": taught.shared})
    teacher.put("/api/v1/projector", json={"text": "a bright warm day"})
    told = projector.next("show", lambda data: data["prediction"])
    assert told["prediction"]["label"] == "Sun"


def test_who_watches_during_a_training_hears_of_it_at_once(listen, teacher, world):
    teacher.post(f"/api/v1/projects/{world.shared}/train")  # it waits for a trainer
    listener = listen("Ada")
    listener.watch(world.shared)
    assert listener.next("training")["state"] in {"queued", "running"}
