"""The networks through the helper: what works now, and a change that wants to be confirmed."""

import pytest

from appliance.classroom.problems import KINDS
from appliance.network.refused import WORDS

NETWORK = "/api/v1/box/network"


def code(reply):
    return reply.json["error"]["code"]


def test_the_teacher_sees_the_hotspot_with_its_password_and_who_is_in_it(boss):
    seen = boss.get(NETWORK).json
    assert (seen["mode"], seen["ssid"], seen["password"]) == (
        "hotspot", "Crowdbox-7F3A", "maple-tiger-42",
    )  # fmt: skip
    assert (seen["clients"], seen["client_limit"], seen["pending"]) == (12, 19, None)


def test_a_change_says_how_long_it_waits_and_where_to_keep_it(boss, machine):
    seen = boss.post(f"{NETWORK}/wifi", json={"ssid": "School", "password": "12345678"}).json
    assert seen["pending"] == {"to": "wifi", "ssid": "School", "seconds_left": 120}
    assert seen["keep"].startswith("http://crowdbox.local:8123/teacher/keep?code=")
    assert machine.asked[-1] == ("network.join", {"ssid": "School", "password": "12345678"})


def test_a_hotspot_is_kept_at_its_address_and_its_password_is_known_before(boss, machine):
    seen = boss.post(f"{NETWORK}/hotspot", json={"open": False}).json
    assert seen["keep"].startswith("http://10.42.0.1:8123/teacher/keep?code=")
    assert seen["password"] == "maple-tiger-42"


def test_the_cable_alone_can_be_used(boss, machine):
    assert boss.post(f"{NETWORK}/cable").json["pending"]["to"] == "cable"
    assert machine.verbs() == ["network.cable"]


def test_the_helper_is_told_from_which_device_a_network_is_kept(boss, machine):
    boss.post(f"{NETWORK}/cable")
    seen = boss.post(f"{NETWORK}/confirm", environ_base={"REMOTE_ADDR": "10.9.8.7"}).json
    assert (seen["mode"], seen["pending"]) == ("cable", None)
    assert ("network.confirm", {"client": "10.9.8.7"}) in machine.asked


def test_a_change_can_be_undone_at_once(boss, machine):
    boss.post(f"{NETWORK}/cable")
    assert boss.post(f"{NETWORK}/back").json["mode"] == "hotspot"


def test_why_a_change_was_undone_is_said_in_words(boss, machine):
    failed = {"code": "bad_wifi_password", "words": "…", "to": "wifi", "ssid": "School"}
    machine.network["failed"] = failed
    failed = boss.get(NETWORK).json["failed"]
    assert failed["code"] == "bad_wifi_password"
    assert "password" in failed["message"]


def test_looking_around_lists_what_the_radio_hears(boss, machine):
    machine.network["clients"] = 0
    seen = boss.post(f"{NETWORK}/scan").json["networks"]
    assert [each["ssid"] for each in seen] == ["School", "School-Staff", "Café"]
    assert seen[1]["enterprise"]


def test_looking_around_never_throws_a_class_out(boss):
    reply = boss.post(f"{NETWORK}/scan")
    assert (reply.status_code, code(reply)) == (409, "class_connected")


@pytest.mark.parametrize("refusal", WORDS)
def test_each_refusal_of_the_network_has_words_and_a_status(boss, machine, refusal):
    machine.refused["network.cable"] = refusal
    reply = boss.post(f"{NETWORK}/cable")
    assert code(reply) == refusal
    assert reply.json["error"]["message"] == WORDS[refusal]
    assert 400 <= reply.status_code < 504


def test_words_of_the_network_are_those_of_the_catalogue():
    assert {name: KINDS[name].message for name in WORDS} == WORDS


def test_a_refusal_that_nobody_knows_is_an_error_of_the_box(boss, machine):
    machine.refused["network.cable"] = "made_up"
    assert code(boss.post(f"{NETWORK}/cable")) == "server_error"


def test_a_helper_that_is_gone_is_said(boss, machine):
    machine.path.unlink()
    reply = boss.get(NETWORK)
    assert (reply.status_code, code(reply)) == (503, "helper_away")


def test_a_laptop_has_no_such_thing(teacher):
    reply = teacher.get(NETWORK)
    assert (reply.status_code, code(reply)) == (409, "no_machine")
