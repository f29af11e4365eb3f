"""The machine through the helper: how it is, its clock, power, and starting afresh."""

import pytest

BOX = "/api/v1/box"


def code(reply):
    return reply.json["error"]["code"]


def test_the_board_tells_how_it_is(boss):
    seen = boss.get(f"{BOX}/board").json
    assert seen["model"].startswith("Raspberry Pi 4")
    assert (seen["undervoltage_now"], seen["data_free_mb"]) == (False, 21_400)
    assert seen["clock"]["set"]


def test_what_a_board_has_no_sensor_for_is_null(boss, machine):
    machine.board |= {"temperature_c": None, "undervoltage_now": None}
    seen = boss.get(f"{BOX}/board").json
    assert (seen["temperature_c"], seen["undervoltage_now"]) == (None, None)


def test_the_clock_is_set_from_the_teachers_device(boss, machine):
    assert boss.post(f"{BOX}/clock", json={"time": 1_800_000_000}).json["time"] == 1_800_000_000
    assert ("clock.set", {"seconds": 1_800_000_000}) in machine.asked


def test_a_clock_before_this_release_is_refused(boss):
    assert code(boss.post(f"{BOX}/clock", json={"time": 1})) == "too_early"


@pytest.mark.parametrize("time", [-1, "now", 1e300, None])
def test_what_is_no_time_is_refused(boss, machine, time):
    assert code(boss.post(f"{BOX}/clock", json={"time": time})) == "bad_request"
    assert machine.verbs() == []


@pytest.mark.parametrize(
    ("path", "verb"), [("restart", "power.restart"), ("shutdown", "power.off")]
)
def test_the_box_can_be_restarted_and_shut_down(boss, machine, path, verb):
    assert boss.post(f"{BOX}/{path}").status_code == 202
    assert machine.verbs() == [verb]


def test_a_reset_needs_the_name_of_the_class(boss, machine):
    assert code(boss.post(f"{BOX}/reset", json={"confirm": "another"})) == "confirm_needed"
    assert machine.verbs() == []
    assert boss.post(f"{BOX}/reset", json={"confirm": "3b"}).status_code == 202
    assert machine.verbs() == ["factory.reset"]


def test_students_do_none_of_it(machine_app, world, machine):
    client = machine_app.test_client()
    client.set_cookie("crowdbox", world.tokens["Ada"])
    for path in ("restart", "shutdown", "network/cable"):
        assert client.post(f"{BOX}/{path}").status_code == 403
    assert machine.asked == []
