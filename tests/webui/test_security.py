import gzip

import pytest

from webui.security import content_policy

LABELS = "/api/v1/projects/{}/labels"


def send(client, world, **headers):
    path = LABELS.format(world.shared)
    return client.post(path, json={"name": "Snow"}, headers=headers)


def test_the_boxs_own_pages_may_change_things(teacher, world):
    assert send(teacher, world, Origin="http://localhost").status_code == 201


def test_programs_that_say_no_origin_may_change_things(teacher, world):
    assert send(teacher, world).status_code == 201


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://localhost",
        "http://localhost:8081",
        "http://localhost.evil.example",
        "null",
        "",
    ],
)
def test_pages_of_other_origins_change_nothing(teacher, world, origin):
    reply = send(teacher, world, Origin=origin)
    assert (reply.status_code, reply.json["error"]["code"]) == (403, "wrong_origin")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_browsers_that_say_another_site_change_nothing(teacher, world, site):
    assert send(teacher, world, **{"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_browsers_that_say_the_boxs_own_site_may(teacher, world, site):
    assert send(teacher, world, **{"Sec-Fetch-Site": site}).status_code == 201


def test_nobody_is_signed_in_from_another_website(client):
    reply = client.post("/api/v1/login", json={"password": "x"}, headers={"Origin": "http://evil"})
    assert reply.json["error"]["code"] == "wrong_origin"


def test_a_script_with_a_token_may_come_from_anywhere(browser, world):
    token = {"Authorization": f"Bearer {world.tokens['teacher']}"}
    assert send(browser(""), world, Origin="http://elsewhere", **token).status_code == 201


def test_reading_does_not_ask_for_an_origin(teacher):
    reply = teacher.get("/api/v1/projects", headers={"Origin": "http://evil.example"})
    assert reply.status_code == 200
    assert "Access-Control-Allow-Origin" not in reply.headers


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/nothing", "/static/nothing", "/nothing"])
def test_every_reply_has_the_policy(client, path):
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_pages_may_show_and_play_what_they_made_and_nothing_from_elsewhere(client):
    policy = client.get("/claim").headers["Content-Security-Policy"]
    assert "img-src 'self' blob: data:;" in policy
    assert "media-src 'self' blob:;" in policy


def test_pages_may_ask_for_camera_and_microphone_but_never_for_the_place(client):
    allowed = client.get("/claim").headers["Permissions-Policy"]
    assert "camera=(self), microphone=(self)" in allowed
    assert "geolocation=()" in allowed


def test_the_policy_allows_the_web_socket_of_this_very_host():
    assert "ws://box.local:8080" in content_policy("box.local:8080")


@pytest.mark.parametrize("host", ["a; script-src *", "a b", "x'y", "a,b", "[::1"])
def test_a_made_up_host_cannot_widen_the_policy(host):
    assert "connect-src 'self';" in content_policy(host)


def test_a_body_beyond_the_limit_is_refused_with_the_limit(teacher, world):
    reply = teacher.post(LABELS.format(world.shared), json={"name": "x" * 600_000})
    assert (reply.status_code, reply.json["error"]["code"]) == (413, "too_large")
    assert "512 kB" in reply.json["error"]["message"]


def test_large_pages_are_sent_compressed_to_who_can_read_that(client):
    plain = client.get("/claim")
    packed = client.get("/claim", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert len(gzip.decompress(packed.data)) == len(plain.data)
    assert "Content-Encoding" not in plain.headers
