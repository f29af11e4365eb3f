"""A room, a folder of models, and a backup of both."""

import pytest

from appliance import backup
from appliance.classroom.records import Project
from appliance.classroom.room import open_room
from tests.appliance.backup.files import example
from tests.appliance.backup.files import model


@pytest.fixture
def models(tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


@pytest.fixture
def room(tmp_path):
    room = open_room(tmp_path / "box")
    yield room
    room.close()


@pytest.fixture
def full(room, models, tmp_path):
    """A room with examples and a model, and a backup of it."""
    room.insert(Project(id="p", name="P", type="text", crowd_sourced=True, owner="teacher"))
    room.insert_all([example(number) for number in range(5)])
    room.insert(model(b"weights", models))
    backup.write(room.db, models, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"
