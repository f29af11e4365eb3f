import hashlib
import time
import uuid
from pathlib import Path

import pytest

from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom.problems import Problem
from appliance.embedding import Embedding
from appliance.trainer_client import TrainerAway
from appliance.trainer_client import TrainerClient


@pytest.fixture
def client(trainer):
    made = TrainerClient(trainer.socket)
    yield made
    made.close()


@pytest.fixture
def begin(room):
    """Start the embedding, which ends with the test."""
    begun = []

    def begin(client):
        begun.append(Embedding(room, client))
        return begun[-1]

    yield begin
    for each in begun:
        each.close()


@pytest.fixture
def photos(room, teacher):
    return projects.create(
        room, teacher, name="Photos", type="images", crowd_sourced=True, labels=["Cats"]
    )


@pytest.fixture
def snap(room, teacher, photos, picture):
    """Add a picture that no other test has, and return its id and key."""

    def snap(number):
        id, data = str(uuid.uuid4()), picture(number)
        key = hashlib.sha256(data).hexdigest()
        examples.add(room, teacher, photos.id, id=id, label="Cats", data=key, blob=data)
        return id, key

    return snap


def until(done, seconds=20):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def embedded(client, *keys):
    return not client.missing("images", keys).missing


def test_what_is_added_gets_its_vector_in_the_background(begin, client, snap):
    begin(client)
    _, key = snap(101)
    until(lambda: embedded(client, key))


def test_what_was_there_before_gets_it_at_the_start(begin, client, snap):
    _, key = snap(102)
    begin(client)
    until(lambda: embedded(client, key))


def test_what_is_deleted_is_forgotten(room, teacher, photos, begin, client, snap):
    embedding = begin(client)
    id, key = snap(103)
    until(lambda: embedded(client, key))
    examples.delete(room, teacher, photos.id, id)
    until(lambda: not embedded(client, key))
    assert embedding._due == {}


def test_a_content_that_somebody_else_has_too_is_kept(room, teacher, photos, begin, client, snap):
    begin(client)
    (one, key), _ = snap(104), snap(104)
    other, gone = snap(105)
    until(lambda: embedded(client, key, gone))
    for id in (one, other):
        examples.delete(room, teacher, photos.id, id)
    until(lambda: not embedded(client, gone))
    assert embedded(client, key)


def test_all_of_a_project_that_is_deleted_is_forgotten(room, teacher, photos, begin, client, snap):
    begin(client)
    _, key = snap(106)
    until(lambda: embedded(client, key))
    projects.delete(room, teacher, photos.id)
    until(lambda: not embedded(client, key))


def test_before_a_training_all_vectors_are_made_and_told(photos, begin, client, snap):
    embedding, told = begin(client), []
    keys = [snap(number)[1] for number in range(110, 130)]
    embedding.complete(photos.id, lambda *step: told.append(step))
    assert embedded(client, *keys)
    assert all(stage == "embedding" and done <= of for stage, done, of in told)


def test_when_all_is_there_nothing_is_told(photos, begin, client, snap):
    embedding = begin(client)
    snap(131)
    embedding.complete(photos.id, lambda *step: None)
    embedding.complete(photos.id, lambda *step: pytest.fail("nothing to do"))


def test_numbers_and_projects_that_are_gone_need_no_vectors(begin, client):
    begin(client).complete("gone", lambda *step: pytest.fail("nothing to do"))


def test_a_damaged_file_is_told_before_a_training(room, photos, begin, client, snap):
    id, _ = snap(132)
    room.db.run(lambda: room.db.put_blob(id, b"junk"))
    with pytest.raises(Problem, match="damaged"):
        begin(client).complete(photos.id, lambda *step: None)


def test_a_trainer_that_is_away_is_told(photos, begin, snap, tmp_path):
    snap(133)
    client = TrainerClient(tmp_path / "none.sock")
    with pytest.raises(TrainerAway):
        begin(client).complete(photos.id, lambda *step: None)


def test_it_goes_on_when_the_trainer_is_there_again(begin, trainer, client, snap, tmp_path):
    socket = Path("/tmp") / f"cb-{uuid.uuid4().hex[:8]}.sock"
    away = TrainerClient(socket)
    begin(away)
    _, key = snap(134)
    time.sleep(0.5)
    socket.symlink_to(trainer.socket)
    until(lambda: embedded(client, key))
    socket.unlink()
    away.close()


def test_a_text_in_another_language_is_embedded_again(room, teacher, pets, begin, client):
    begin(client)
    text = f"miau {uuid.uuid4()}"
    key = hashlib.sha256(text.encode()).hexdigest()
    examples.add(room, teacher, pets.id, id=str(uuid.uuid4()), label="cat", data=text)
    until(lambda: not client.missing("text", [key]).missing)
    projects.update(room, teacher, pets.id, language="en")
    until(lambda: not client.missing("text", [key], "en").missing)
