def test_health_says_whether_storage_and_trainer_answer(client):
    health = client.get("/api/v1/health").json
    assert (health["database"], health["trainer"]) == (True, False)
    assert health["free_mb"] > 0


def test_health_sees_the_trainer(taught, browser):
    assert browser("").get("/api/v1/health").json["trainer"]


def test_the_network_has_the_class_code_for_the_teacher_only(browser, make_app, world):
    teacher, student = browser("teacher"), browser("Ada")
    code = teacher.get("/api/v1/class").json["class_code"]
    assert teacher.get("/api/v1/network").json["join"].endswith(f"/join?code={code}")
    assert student.get("/api/v1/network").json["join"].endswith("/join")


def test_a_code_that_is_not_needed_is_not_in_the_address(teacher):
    teacher.patch("/api/v1/class", json={"code_needed": False})
    assert teacher.get("/api/v1/network").json["join"].endswith("/join")
