def test_the_teacher_drives_what_the_projector_shows(teacher, browser, world):
    teacher.put("/api/v1/projector", json={"screen": "wall", "project": world.shared})
    shown = browser("projector").get("/api/v1/projector").json
    assert (shown["screen"], shown["project"], shown["revealed"]) == ("wall", world.shared, False)


def test_what_is_left_out_stays_as_it_was(teacher, world):
    teacher.put("/api/v1/projector", json={"screen": "wall", "project": world.shared})
    assert teacher.put("/api/v1/projector", json={"revealed": True}).json["screen"] == "wall"


def test_a_screen_that_there_is_not_is_refused(teacher):
    reply = teacher.put("/api/v1/projector", json={"screen": "cinema"})
    assert (reply.status_code, reply.json["error"]["field"]) == (400, "screen")


def test_a_private_project_is_never_on_the_projector(teacher, world):
    reply = teacher.put("/api/v1/projector", json={"project": world.private})
    assert reply.status_code == 404


def test_the_try_it_screen_has_what_the_model_says(taught, teacher, browser):
    body = {"screen": "try", "project": taught.shared, "text": "wet grey drops"}
    assert teacher.put("/api/v1/projector", json=body).json["prediction"]["label"] == "Rain"
    assert browser("projector").get("/api/v1/projector").json["prediction"]["model"] == 1


def test_without_a_model_the_try_it_screen_has_no_prediction(teacher, world):
    body = {"screen": "try", "project": world.shared, "text": "wet"}
    assert teacher.put("/api/v1/projector", json=body).json["prediction"] is None


def test_a_screen_becomes_the_projector_when_the_teacher_types_its_code(browser, teacher):
    screen = browser("")
    pairing = screen.post("/api/v1/projector/pairings").json
    path = f"/api/v1/projector/pairings/{pairing['secret']}"
    assert screen.get(path).json == {"approved": False}
    assert teacher.post("/api/v1/projector/pair", json={"code": pairing["code"]}).status_code == 204
    assert screen.get(path).json["token"]
    assert screen.get("/api/v1/me").json["role"] == "projector"


def test_a_student_lets_no_screen_in(browser, student):
    pairing = browser("").post("/api/v1/projector/pairings").json
    reply = student.post("/api/v1/projector/pair", json={"code": pairing["code"]})
    assert reply.status_code == 403


def test_a_wrong_code_lets_no_screen_in(teacher):
    reply = teacher.post("/api/v1/projector/pair", json={"code": "none"})
    assert (reply.status_code, reply.json["error"]["field"]) == (404, "code")
