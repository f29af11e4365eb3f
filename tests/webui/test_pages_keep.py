"""The page on which a new network is kept."""

import pytest

KEEP = "/teacher/keep"


@pytest.fixture
def code(boss):
    """The code of a change that the teacher has begun."""
    begun = boss.post("/api/v1/box/network/wifi", json={"ssid": "School <b>"}).json
    return begun["keep"].partition("?code=")[2]


@pytest.fixture
def phone(machine_app):
    """A device on which nobody is signed in."""
    return machine_app.test_client()


def test_the_code_shows_what_is_to_be_kept(phone, code):
    page = phone.get(f"{KEEP}?code={code}").text
    assert "School &lt;b&gt;" in page
    assert f'value="{code}"' in page


@pytest.mark.parametrize("given", ["", "guess", "é"])
def test_nobody_else_is_shown_anything(phone, code, given):
    reply = phone.get(KEEP, query_string={"code": given})
    assert (reply.status_code, reply.location) == (303, "/teacher/box")


def test_the_network_is_kept_for_the_device_that_says_so(phone, code, machine):
    reply = phone.post(
        KEEP, data={"code": code, "do": "keep"}, environ_base={"REMOTE_ADDR": "10.1.2.3"}
    )
    assert "Kept" in reply.text
    assert ("network.confirm", {"client": "10.1.2.3"}) in machine.asked
    assert machine.network["mode"] == "wifi"


def test_a_code_is_good_for_one_answer(phone, code):
    phone.post(KEEP, data={"code": code, "do": "keep"})
    assert phone.post(KEEP, data={"code": code, "do": "back"}).status_code == 409


def test_the_network_from_before_comes_back(phone, code, machine):
    assert "goes back" in phone.post(KEEP, data={"code": code, "do": "back"}).text
    assert (machine.network["mode"], machine.network["pending"]) == ("hotspot", None)


def test_a_device_that_is_not_there_is_told_so_and_may_try_again(phone, code, machine):
    machine.refused["network.confirm"] = "not_from_there"
    reply = phone.post(KEEP, data={"code": code, "do": "keep"})
    assert reply.status_code == 409
    assert "in the new network" in reply.text
    del machine.refused["network.confirm"]
    assert "Kept" in phone.post(KEEP, data={"code": code, "do": "keep"}).text


def test_the_code_opens_nothing_else(phone, code):
    assert phone.get("/teacher").status_code == 303
    assert phone.get(f"/api/v1/box/network?code={code}").status_code == 401


def test_something_else_is_not_done(phone, code, machine):
    assert phone.post(KEEP, data={"code": code, "do": "factory.reset"}).status_code == 400
    assert machine.verbs() == ["network.join"]


def test_the_teacher_needs_no_code(boss, code):
    assert "Keep this network" in boss.get(KEEP).text


def test_where_nothing_changes_there_is_nothing_to_keep(boss):
    assert "Nothing to keep" in boss.get(KEEP).text


def test_another_website_keeps_nothing(phone, code):
    headers = {"Origin": "http://evil.example"}
    assert phone.post(KEEP, data={"code": code, "do": "keep"}, headers=headers).status_code == 403
