"""Backups onto a USB stick and back, and the backups of the nights."""

import io
import zipfile

import pytest

BOX = "/api/v1/box"


@pytest.fixture
def done(boss, machine_app):
    """`done(reply)`: how the chore that a reply has begun ends."""

    def wait(reply):
        assert reply.status_code == 202, reply.json
        machine_app.extensions["crowdbox"].chores.wait()
        found = boss.get(f"{BOX}/chore").json
        assert found["chore"] == reply.json["chore"]
        return found

    return wait


def total(boss, world):
    return boss.get(f"/api/v1/projects/{world.shared}/counts").json["total"]


def left_over(machine_app):
    run = machine_app.extensions["crowdbox"].paths.run
    return [file.name for file in run.iterdir() if file.suffix in {".zip", ".update"}]


def test_sticks_are_listed_with_what_a_box_can_use(boss):
    [stick] = boss.get(f"{BOX}/sticks").json["sticks"]
    assert (stick["id"], stick["name"], stick["free_mb"]) == ("sda1", "SanDisk Ultra", 14_200)
    assert stick["updates"] == ["crowdbox-1.5.0.update"]


def test_a_backup_goes_onto_a_stick_and_comes_back(boss, world, machine, machine_app, done):
    assert done(boss.post(f"{BOX}/sticks/sda1/backup"))["state"] == "done"
    [(name, content)] = machine.saved.items()
    assert "documents.jsonl" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    boss.delete(f"/api/v1/projects/{world.shared}")
    machine.on_stick[name] = content
    found = done(boss.post(f"{BOX}/sticks/sda1/restore", json={"name": name}))
    assert found["state"] == "done"
    assert total(boss, world) == 12
    assert left_over(machine_app) == []


def test_a_stick_that_is_full_is_said_with_its_numbers(boss, machine, machine_app, done):
    machine.refused["usb.save"] = "stick_failed"
    found = done(boss.post(f"{BOX}/sticks/sda1/backup"))
    assert (found["state"], found["problem"]["code"]) == ("failed", "stick_failed")
    assert left_over(machine_app) == []


def test_a_stick_that_was_pulled_out_is_said(boss, machine, done):
    machine.sticks.clear()
    assert done(boss.post(f"{BOX}/sticks/sda1/backup"))["problem"]["code"] == "no_stick"


def test_a_damaged_backup_of_a_stick_changes_nothing(boss, world, machine, machine_app, done):
    machine.on_stick["a.zip"] = b"junk"
    found = done(boss.post(f"{BOX}/sticks/sda1/restore", json={"name": "a.zip"}))
    assert found["problem"]["code"] == "damaged_file"
    assert total(boss, world) == 12
    assert left_over(machine_app) == []


def test_before_the_first_chore_there_is_none(boss):
    assert boss.get(f"{BOX}/chore").json["state"] == "none"


@pytest.fixture
def night(boss, machine_app):
    """The backup of one night."""
    paths = machine_app.extensions["crowdbox"].paths
    paths.backups.mkdir(exist_ok=True)
    with boss.get("/api/v1/backup") as reply:
        (paths.backups / "night-000007-42.zip").write_bytes(reply.data)
    return paths.backups


def test_the_backups_of_the_nights_are_listed_and_can_be_downloaded(boss, night):
    [seen] = boss.get(f"{BOX}/nights").json["nights"]
    assert seen["number"] == 7
    assert seen["created"] > 1_700_000_000
    with boss.get(f"{BOX}/nights/7") as reply:
        assert len(reply.data) == seen["size"]
        assert "night-000007" in reply.headers["Content-Disposition"]


def test_the_backup_of_a_night_comes_back(boss, world, night, done):
    boss.delete(f"/api/v1/projects/{world.shared}")
    assert done(boss.post(f"{BOX}/nights/7/restore"))["state"] == "done"
    assert total(boss, world) == 12


@pytest.mark.parametrize("number", ["8", "..", "-1", "٣", "7x"])
def test_a_night_that_is_not_there_is_not_found(boss, night, number):
    assert boss.get(f"{BOX}/nights/{number}").status_code == 404


def test_a_laptop_shows_its_nights_too(teacher):
    assert teacher.get(f"{BOX}/nights").json == {"nights": []}
