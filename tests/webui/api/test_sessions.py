from appliance import claim

PASSWORD = "a long password"


def claiming(app, **changes):
    code = claim.claim_code(app.extensions["crowdbox"].paths.data)
    return {"code": code, "password": PASSWORD, "class_name": "3B", "language": "en", **changes}


def code(teacher):
    return teacher.get("/api/v1/class").json["class_code"]


def test_whoever_has_the_claim_code_is_the_teacher(app, client):
    reply = client.post("/api/v1/claim", json=claiming(app))
    assert reply.json["role"] == "teacher"
    assert client.get("/api/v1/me").json["class_name"] == "3B"


def test_the_claim_code_is_gone_once_it_was_used(app, client):
    client.post("/api/v1/claim", json=claiming(app))
    assert not app.extensions["crowdbox"].paths.claim_code.exists()


def test_a_wrong_claim_code_claims_nothing(app, client):
    reply = client.post("/api/v1/claim", json=claiming(app, code="AAAA-AAAA"))
    assert (reply.status_code, reply.json["error"]["code"]) == (403, "wrong_claim_code")
    assert not client.get("/api/v1/me").json["claimed"]


def test_a_box_is_claimed_once(browser):
    body = {"code": "x", "password": PASSWORD, "class_name": "4C", "language": "en"}
    reply = browser("").post("/api/v1/claim", json=body)
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "already_claimed")


def test_nobody_joins_a_box_without_a_teacher(client):
    assert client.post("/api/v1/join", json={"name": "Ada"}).json["error"]["code"] == "not_claimed"
    assert client.post("/api/v1/login", json={"password": "x"}).status_code == 409


def test_the_teacher_signs_in_with_the_password(browser):
    client = browser("")
    assert client.post("/api/v1/login", json={"password": PASSWORD}).json["token"]
    assert client.get("/api/v1/me").json["role"] == "teacher"


def test_guessing_the_password_has_to_wait(browser):
    client = browser("")
    replies = [client.post("/api/v1/login", json={"password": "wrong"}) for _ in range(5)]
    assert replies[0].json["error"]["code"] == "wrong_password"
    assert (replies[-1].status_code, replies[-1].json["error"]["code"]) == (429, "wait")
    assert int(replies[-1].headers["Retry-After"]) >= 1


def test_a_student_joins_and_comes_back_with_four_pictures(browser, teacher):
    body = {"class_code": code(teacher), "name": "Dora"}
    joined = browser("").post("/api/v1/join", json=body).json
    assert len(joined["secret"]) == 4
    again = browser("").post("/api/v1/join", json={**body, "secret": joined["secret"]}).json
    assert again["student"] == joined["student"]
    assert again["token"] != joined["token"]


def test_a_known_name_needs_its_pictures(browser, teacher):
    body = {"class_code": code(teacher), "name": "ADA"}
    reply = browser("").post("/api/v1/join", json=body)
    assert (reply.status_code, reply.json["error"]["code"]) == (403, "secret_needed")


def test_me_tells_a_student_who_they_are_but_not_the_class_code(student, world):
    me = student.get("/api/v1/me").json
    assert me["student"] == {"id": world.students["Ada"], "name": "Ada"}
    assert (me["role"], me["class_name"], "class_code" in me) == ("student", "3B", False)


def test_me_tells_the_teacher_the_class_code(teacher):
    assert teacher.get("/api/v1/me").json["class_code"] == code(teacher)


def test_me_tells_a_stranger_nothing_about_the_class(browser):
    me = browser("").get("/api/v1/me").json
    assert me == {"role": "anonymous", "class_name": "", "claimed": True}


def test_a_new_password_ends_the_teachers_other_sessions(teacher, browser, lesson):
    other = lesson.test_client()
    other.post("/api/v1/login", json={"password": PASSWORD})
    body = {"old": PASSWORD, "new": "another password"}
    assert teacher.post("/api/v1/password", json=body).status_code == 204
    assert teacher.get("/api/v1/class").status_code == 200
    assert other.get("/api/v1/class").status_code == 401
