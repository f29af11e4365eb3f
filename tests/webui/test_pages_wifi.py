"""The QR code that joins the hotspot."""

import pytest

from appliance.network.records import NetworkStatus
from tests.machine import WIFI
from webui.pages.wifi import invitation


def hotspot(**changes):
    return NetworkStatus(mode="hotspot", **({"ssid": "Box", "password": "maple"} | changes))


def test_the_code_says_name_and_password():
    assert invitation(hotspot()) == "WIFI:T:WPA;S:Box;P:maple;;"


def test_an_open_hotspot_has_no_password():
    assert invitation(hotspot(open=True, password="")) == "WIFI:T:nopass;S:Box;;"


def test_what_has_a_meaning_in_the_code_is_escaped():
    made = invitation(hotspot(ssid='a;b:"c', password="d\\,e"))
    assert made == 'WIFI:T:WPA;S:a\\;b\\:\\"c;P:d\\\\\\,e;;'


@pytest.mark.parametrize("who", ["teacher", "projector"])
def test_teacher_and_projector_get_it(machine_app, world, who):
    client = machine_app.test_client()
    client.set_cookie("crowdbox", world.tokens[who])
    reply = client.get("/wifi.svg")
    assert (reply.status_code, reply.mimetype) == (200, "image/svg+xml")


def test_a_student_does_not(machine_app, world):
    client = machine_app.test_client()
    client.set_cookie("crowdbox", world.tokens["Ada"])
    assert client.get("/wifi.svg").status_code == 403


def test_without_a_hotspot_there_is_none(boss, machine):
    machine.network = dict(WIFI)
    assert boss.get("/wifi.svg").status_code == 404


def test_a_laptop_has_none(teacher):
    assert teacher.get("/wifi.svg").status_code == 404


def test_the_projectors_door_has_the_wifi_in_a_hotspot_alone(boss, machine_app, machine):
    wifi = boss.get("/projector/door").json["wifi"]
    assert wifi == {"ssid": "Crowdbox-7F3A", "password": "maple-tiger-42"}
