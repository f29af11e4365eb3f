"""The two doors: what is behind each, whose token is good there, and what passes neither."""

import socket

import pytest

from webui.doors import Doors

ME = "/api/v1/me"
ABOUT = "/api/v1/scratch/about"


@pytest.mark.parametrize("path", [ABOUT, "/api/v1/scratch/programs", "/scratch/"])
def test_the_door_of_the_pages_shows_nothing_of_the_editor(teacher, path):
    assert teacher.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", [ME, "/join", "/teacher", "/api/v1/projects", "/api/v1/openapi.json", "/api/scratch/k"]
)
def test_the_editors_door_shows_nothing_of_the_pages(editor, path):
    assert editor("Ada").get(path).status_code == 404


def test_the_editors_door_tells_how_the_box_is(at_scratch):
    assert at_scratch("").get("/api/v1/health").status_code == 200


def test_the_bare_address_of_the_editors_door_leads_to_the_editor(at_scratch):
    reply = at_scratch("").get("/")
    assert (reply.status_code, reply.location) == (302, "/scratch/")


def test_no_token_of_the_pages_is_good_at_the_editors_door(at_scratch, world):
    for who in ("teacher", "Ada", "projector"):
        reply = at_scratch(world.tokens[who]).get(ABOUT)
        assert reply.json["error"]["code"] == "login_needed"


def test_no_cookie_is_read_at_the_editors_door(at_scratch, world):
    client = at_scratch("")
    client.set_cookie("crowdbox", world.tokens["teacher"], domain="localhost")
    assert client.get(ABOUT).status_code == 401


def test_no_cookie_is_set_at_the_editors_door(app):
    def careless(environ, start_response):
        start_response("200 OK", [("Set-Cookie", "crowdbox=evil"), ("X-Kept", "1")])
        return [b""]

    told = []
    guarded = Doors(careless, app.extensions["crowdbox"].settings)
    guarded({"SERVER_PORT": "8124"}, lambda status, headers: told.extend(headers))
    guarded({"SERVER_PORT": "8123"}, lambda status, headers: told.append(len(headers)))
    assert told == [("X-Kept", "1"), 2]


def test_an_editors_token_is_nobodys_at_the_door_of_the_pages(editor, browser):
    token = editor("teacher").environ_base["HTTP_AUTHORIZATION"]
    assert browser("").get(ME, headers={"Authorization": token}).json["role"] == "anonymous"


def test_an_editors_token_as_a_cookie_signs_nobody_in(editor, lesson):
    token = editor("teacher").environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    client = lesson.test_client()
    client.set_cookie("crowdbox", token)
    assert client.get(ME).json["role"] == "anonymous"


def test_of_two_cookies_of_one_name_neither_counts(lesson, world):
    both = "; ".join(f"crowdbox={world.tokens[who]}" for who in ("Ada", "teacher"))
    me = lesson.test_client().get(ME, headers={"Cookie": both}).json
    assert me["role"] == "anonymous"


def test_the_host_header_opens_no_other_door(lesson):
    reply = lesson.test_client().get(ABOUT, headers={"Host": "localhost:8124"})
    assert (reply.status_code, reply.json["error"]["code"]) == (404, "not_found")


def test_the_socket_tells_the_door(app):
    seen = []
    guarded = Doors(lambda environ, _: seen.append(environ["crowdbox.door"]), app.extensions[
        "crowdbox"].settings)  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as listening:
        guarded._scratch = listening.getsockname()[1]
        guarded({"gunicorn.socket": listening, "SERVER_PORT": "1"}, None)
        guarded({"werkzeug.socket": listening, "SERVER_PORT": "1"}, None)
    guarded({"SERVER_PORT": "1"}, None)
    assert seen == ["scratch", "scratch", "pages"]


def test_the_editors_page_may_be_shown_by_the_boxs_pages_alone(at_scratch):
    policy = at_scratch("").get("/scratch/").headers["Content-Security-Policy"]
    assert "frame-ancestors http://localhost:8123" in policy
    assert "script-src 'self' 'unsafe-eval';" in policy
    assert "ws://localhost:8124" in policy


def test_the_projector_alone_shows_the_editor_in_itself(teacher):
    shown = teacher.get("/projector").headers["Content-Security-Policy"]
    assert "frame-src http://localhost:8124;" in shown
    assert "frame-src" not in teacher.get("/").headers["Content-Security-Policy"]


def test_a_host_that_is_none_stands_in_no_policy(at_scratch):
    reply = at_scratch("").get("/scratch/", headers={"Host": "a;b'c"})
    assert "a;b" not in reply.headers.get("Content-Security-Policy", "")


def test_the_path_of_a_unix_socket_tells_the_door(app, tmp_path):
    seen = []
    guarded = Doors(lambda environ, _: seen.append(environ["crowdbox.door"]), app.extensions[
        "crowdbox"].settings)  # fmt: skip
    guarded._scratch = str(tmp_path / "scratch.sock")
    for name in ("scratch.sock", "web.sock"):
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(tmp_path / name))
            guarded({"gunicorn.socket": listening, "SERVER_PORT": "1"}, None)
    assert seen == ["scratch", "pages"]


def test_over_https_the_doors_are_the_ports_of_https(make_app, world):
    client = make_app(world.folder, https_port=443).test_client()
    policy = client.get("/projector", base_url="https://box.local").headers[
        "Content-Security-Policy"
    ]
    assert "frame-src https://box.local:444;" in policy
