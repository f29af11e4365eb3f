import hashlib
import uuid

import pytest

from appliance.classroom import batches
from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom.batches import Row
from appliance.classroom.problems import Problem
from appliance.classroom.records import Example

BATCH = str(uuid.uuid4())


def rows(count=3, label="Cats"):
    return [Row(str(uuid.uuid4()), label, f"sentence {number}") for number in range(count)]


def states(outcomes):
    return [outcome.state for outcome in outcomes]


def test_each_row_is_accepted_or_refused_for_itself(room, ana, pets):
    wanted = rows(5)
    wanted[1] = wanted[1]._replace(label="Fish")
    wanted[2] = wanted[2]._replace(data=" ")
    wanted[3] = wanted[3]._replace(id="7")
    outcomes = batches.add(room, ana, pets.id, batch=BATCH, rows=wanted)
    assert [outcome.code for outcome in outcomes] == [
        "", "unknown_label", "bad_text", "bad_id", "",
    ]  # fmt: skip
    assert states(outcomes) == ["added", "refused", "refused", "refused", "added"]
    assert len(room.everything(Example)) == 2


def test_the_reason_is_in_words_too(room, ana, pets):
    wanted = [Row(str(uuid.uuid4()), "Fish", "x")]
    outcome = batches.add(room, ana, pets.id, batch=BATCH, rows=wanted)[0]
    assert outcome.message == "That label is not in this project."


def test_a_call_is_one_commit(room, ana, pets):
    before = room.db.revision
    batches.add(room, ana, pets.id, batch=BATCH, rows=rows(6))
    assert room.db.revision == before + 1


def test_sending_a_batch_again_stores_it_once(room, ana, pets):
    wanted = rows()
    batches.add(room, ana, pets.id, batch=BATCH, rows=wanted)
    again = batches.add(room, ana, pets.id, batch=BATCH, rows=[*wanted, *wanted])
    assert set(states(again)) == {"known"}
    assert len(room.everything(Example)) == 3


def test_a_row_that_comes_twice_is_stored_once(room, ana, pets):
    one = rows(1)
    assert states(batches.add(room, ana, pets.id, batch=BATCH, rows=one * 2)) == ["added", "known"]


def test_known_rows_are_known_whatever_the_phase(room, teacher, ana, pets):
    wanted = rows()
    batches.add(room, ana, pets.id, batch=BATCH, rows=wanted)
    projects.update(room, teacher, pets.id, phase="use")
    outcomes = batches.add(room, ana, pets.id, batch=BATCH, rows=[*wanted, *rows(1)])
    assert [outcome.code for outcome in outcomes] == ["", "", "", "wrong_phase"]


def test_a_project_that_fills_up_refuses_the_rest(room, ana, pets, limits):
    outcomes = batches.add(room, ana, pets.id, batch=BATCH, rows=rows(limits.max_examples + 2))
    assert states(outcomes) == ["added"] * limits.max_examples + ["refused"] * 2
    assert outcomes[-1].code == "too_many_examples"


def test_somebody_elses_id_is_refused(room, ana, bo, pets, write):
    row = rows(1)[0]._replace(id=write(ana, pets))
    assert batches.add(room, bo, pets.id, batch=BATCH, rows=[row])[0].code == "id_taken"


def test_what_could_not_be_decoded_keeps_its_reason(room, ana, pets):
    row = Row(str(uuid.uuid4()), "Cats", problem=Problem("bad_picture"))
    assert batches.add(room, ana, pets.id, batch=BATCH, rows=[row])[0].code == "bad_picture"


def test_a_batch_is_taken_back_whole(room, ana, pets, write):
    kept = write(ana, pets)
    for _ in range(2):
        batches.add(room, ana, pets.id, batch=BATCH, rows=rows(2))
    assert batches.undo(room, ana, pets.id, BATCH.upper()) == 4
    assert [example.id for example in room.everything(Example)] == [kept]
    assert batches.undo(room, ana, pets.id, BATCH) == 0


def test_one_takes_back_what_one_added_and_the_teacher_all(room, teacher, ana, bo, pets):
    for actor in (ana, bo, teacher):
        batches.add(room, actor, pets.id, batch=BATCH, rows=rows(2))
    assert batches.undo(room, bo, pets.id, BATCH) == 2
    assert batches.undo(room, teacher, pets.id, BATCH) == 4


def test_taking_back_takes_the_files_too(room, teacher, picture):
    photos = projects.create(
        room, teacher, name="Photos", type="images", crowd_sourced=True, labels=["Cats"]
    )
    row = rows(1)[0]._replace(data=hashlib.sha256(picture()).hexdigest(), blob=picture())
    batches.add(room, teacher, photos.id, batch=BATCH, rows=[row])
    assert room.db.blob(row.id) == picture()
    batches.undo(room, teacher, photos.id, BATCH)
    assert room.db.blob(row.id) is None


def test_a_student_takes_nothing_back_after_collecting(room, teacher, ana, pets, refused):
    batches.add(room, ana, pets.id, batch=BATCH, rows=rows())
    projects.update(room, teacher, pets.id, phase="freeze")
    with refused("wrong_phase"):
        batches.undo(room, ana, pets.id, BATCH)


@pytest.mark.parametrize("batch", ["", "7"])
def test_a_batch_has_a_uuid(room, ana, pets, batch, refused):
    with refused("bad_id"):
        batches.add(room, ana, pets.id, batch=batch, rows=rows())
    with refused("bad_id"):
        batches.undo(room, ana, pets.id, batch)


def test_too_many_rows_are_refused_together(room, ana, pets, refused):
    with refused("too_large"):
        batches.add(room, ana, pets.id, batch=BATCH, rows=rows(batches.MAX_ROWS + 1))
    assert examples.page(room, ana, pets.id)[0] == []


def test_a_strangers_project_is_not_there(room, bo, diary, refused):
    with refused("not_found"):
        batches.add(room, bo, diary.id, batch=BATCH, rows=rows())
