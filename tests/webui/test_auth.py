from collections.abc import Callable

from flask.testing import FlaskClient

Browser = Callable[[str], FlaskClient]


def cookie_of(client: FlaskClient) -> str:
    found = client.get_cookie("crowdbox")
    return found.value if found else ""


def join(client: FlaskClient, world, name: str):
    return client.post("/api/v1/join", json={"class_code": code(world), "name": name})


def code(world) -> str:
    return world.get("/api/v1/class").json["class_code"]


def test_a_cookie_says_who_asks(student):
    assert student.get("/api/v1/me").json["student"]["name"] == "Ada"


def test_a_bearer_token_says_who_asks(browser, world):
    headers = {"Authorization": f"Bearer {world.tokens['Ada']}"}
    assert browser("").get("/api/v1/me", headers=headers).json["role"] == "student"


def test_with_a_bearer_token_the_cookie_does_not_count(student):
    me = student.get("/api/v1/me", headers={"Authorization": "Bearer nobody"}).json
    assert me["role"] == "anonymous"


def test_another_kind_of_authorization_is_nobodys(student):
    me = student.get("/api/v1/me", headers={"Authorization": "Basic YTpi"}).json
    assert me["role"] == "anonymous"


def test_a_token_that_the_box_does_not_know_is_nobodys(browser, world):
    client = browser("")
    client.set_cookie("crowdbox", "made-up")
    assert client.get("/api/v1/projects").status_code == 401


def test_the_cookie_is_for_the_browser_alone(browser, teacher):
    reply = join(browser(""), teacher, "Dora")
    header = reply.headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Path=/" in header
    assert "Secure" not in header


def test_the_cookie_stays_on_https(browser, teacher):
    body = {"class_code": code(teacher), "name": "Dora"}
    reply = browser("").post("/api/v1/join", json=body, base_url="https://box.local")
    assert "Secure" in reply.headers["Set-Cookie"]


def test_where_there_is_http_beside_https_the_cookie_is_for_both(make_app, world):
    client = make_app(world.folder, https_port=443).test_client()
    reply = client.post(
        "/api/v1/login", json={"password": "a long password"}, base_url="https://box.local"
    )
    assert "Secure" not in reply.headers["Set-Cookie"]


def test_a_script_with_a_token_gets_no_cookie(browser, teacher):
    body = {"class_code": code(teacher), "name": "Dora"}
    reply = browser("").post("/api/v1/join", json=body, headers={"Authorization": "Bearer x"})
    assert "Set-Cookie" not in reply.headers


def test_what_the_browser_carried_before_never_becomes_a_session(browser, teacher):
    client = browser("")
    client.set_cookie("crowdbox", "planted")
    join(client, teacher, "Dora")
    assert cookie_of(client) not in {"planted", ""}


def test_whoever_signs_out_is_nobody_and_their_token_is_worth_nothing(student, browser, world):
    assert student.post("/api/v1/logout").status_code == 204
    assert cookie_of(student) == ""
    assert browser("Ada").get("/api/v1/projects").status_code == 401


def test_a_removed_student_is_nobody_at_once(student, teacher, world):
    teacher.delete(f"/api/v1/students/{world.students['Ada']}")
    assert student.get("/api/v1/projects").status_code == 401
