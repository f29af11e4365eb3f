"""An update comes by upload or stick, is looked into, and applied only then."""

import pytest

UPDATE = "/api/v1/box/update"
STREAM = "application/octet-stream"


@pytest.fixture
def done(boss, machine_app):
    """`done(reply)`: how the chore that a reply has begun ends."""

    def wait(reply):
        assert reply.status_code == 202, reply.json
        machine_app.extensions["crowdbox"].chores.wait()
        return boss.get("/api/v1/box/chore").json

    return wait


def upload(boss, content=b"an update 1.5.0"):
    return boss.post(UPDATE, data=content, content_type=STREAM)


def code(reply):
    return reply.json["error"]["code"]


def incoming(machine_app):
    return machine_app.extensions["crowdbox"].incoming.file


def test_an_uploaded_update_is_looked_into_and_shown(boss, machine, done):
    assert done(upload(boss))["state"] == "done"
    found = boss.get(UPDATE).json["found"]
    assert (found["version"], found["newer"]) == ("1.5.0", True)
    assert machine.verbs() == ["update.check"]


def test_an_update_is_applied_only_after_somebody_says_so(boss, machine, machine_app, done):
    done(upload(boss))
    assert boss.post(f"{UPDATE}/apply").status_code == 202
    assert machine.asked[-1] == ("update.apply", {"file": str(incoming(machine_app))})
    assert boss.get(UPDATE).json["state"] == "writing"


def test_what_is_no_update_is_refused_and_gone(boss, machine, machine_app, done):
    found = done(upload(boss, b"junk"))
    assert (found["state"], found["problem"]["code"]) == ("failed", "not_an_update")
    assert not incoming(machine_app).exists()
    assert code(boss.post(f"{UPDATE}/apply")) == "no_update"


@pytest.mark.parametrize(
    "refusal", ["forged_update", "damaged_update", "older_update", "other_board"]
)
def test_the_helpers_refusals_have_words(boss, machine, done, refusal):
    machine.refused["update.check"] = refusal
    problem = done(upload(boss))["problem"]
    assert problem["code"] == refusal
    assert "update" in problem["message"]


def test_an_update_comes_from_a_stick_too(boss, machine, done):
    machine.on_stick["b.update"] = b"an update 1.5.1"
    done(boss.post("/api/v1/box/sticks/sda1/update", json={"name": "b.update"}))
    assert boss.get(UPDATE).json["found"]["version"] == "1.5.1"


def test_without_an_update_nothing_is_applied(boss, machine):
    assert code(boss.post(f"{UPDATE}/apply")) == "no_update"
    assert machine.verbs() == []


def test_an_update_can_be_thrown_away(boss, machine_app, done):
    done(upload(boss))
    assert boss.delete(UPDATE).status_code == 204
    assert boss.get(UPDATE).json["found"] is None
    assert not incoming(machine_app).exists()


def test_how_the_last_one_ended_is_told(boss, machine):
    machine.update |= {"last": "rolled_back", "version": "1.5.0", "error": "update_failed"}
    seen = boss.get(UPDATE).json
    assert (seen["last"], seen["version"]) == ("rolled_back", "1.5.0")
    assert seen["failed"]["code"] == "update_failed"


def test_another_kind_of_body_is_not_taken(boss, machine):
    assert code(boss.post(UPDATE, json={})) == "unsupported_media"
    assert machine.verbs() == []


def test_an_update_for_which_there_is_no_room_is_refused_before_it_comes(boss):
    huge = {"CONTENT_LENGTH": str(1 << 60), "CONTENT_TYPE": STREAM}
    reply = boss.post(UPDATE, environ_overrides=huge)
    assert (reply.status_code, code(reply)) == (507, "no_room")


def test_a_laptop_takes_no_update(teacher):
    assert code(upload(teacher)) == "no_machine"
