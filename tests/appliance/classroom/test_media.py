"""Examples that are pictures, sounds and rows of numbers."""

import hashlib
import uuid

import pytest

from appliance.classroom import examples
from appliance.classroom import klass
from appliance.classroom import projects
from appliance.classroom import students
from appliance.classroom.records import BACKGROUND
from appliance.classroom.records import Field


@pytest.fixture
def photos(room, teacher):
    return projects.create(
        room, teacher, name="Photos", type="images", crowd_sourced=True, labels=["Cats", "Dogs"]
    )


@pytest.fixture
def noises(room, teacher):
    return projects.create(
        room, teacher, name="Noises", type="sounds", crowd_sourced=True, labels=["Clap"]
    )


@pytest.fixture
def glasses(room, teacher):
    fields = [Field("height", "number"), Field("full", "choice", ("yes", "no"))]
    return projects.create(
        room, teacher, name="Glasses", type="numbers", crowd_sourced=True, labels=["Wine"],
        fields=fields,
    )  # fmt: skip


@pytest.fixture
def snap(room, photos, picture):
    """Add a picture and return its id."""

    def snap(actor, number=0, label="Cats"):
        id, data = str(uuid.uuid4()), picture(number)
        key = hashlib.sha256(data).hexdigest()
        examples.add(room, actor, photos.id, id=id, label=label, data=key, blob=data)
        return id

    return snap


def test_a_picture_comes_back_as_it_was(room, ana, photos, snap, picture):
    example, data = examples.file(room, ana, photos.id, snap(ana, 3))
    assert (data, example.data) == (picture(3), hashlib.sha256(data).hexdigest())


def test_adding_it_twice_stores_it_once(room, ana, photos, snap, picture):
    id = snap(ana)
    stored, new = examples.add(room, ana, photos.id, id=id, label="Cats", data="x")
    assert (stored.example.id, new, stored.type) == (id, False, "images")


def test_students_see_their_own_files_and_the_teacher_all(
    room, teacher, ana, bo, photos, snap, refused
):
    id = snap(ana)
    assert examples.file(room, teacher, photos.id, id)
    with refused("not_found"):
        examples.file(room, bo, photos.id, id)


def test_a_projector_sees_no_hidden_file(room, teacher, projector, ana, photos, snap, refused):
    id = snap(ana)
    assert examples.file(room, projector, photos.id, id)
    examples.change(room, teacher, photos.id, id, state="hidden")
    with refused("not_found"):
        examples.file(room, projector, photos.id, id)


def test_a_text_has_no_file(room, ana, pets, write, refused):
    with refused("not_found"):
        examples.file(room, ana, pets.id, write(ana, pets))


@pytest.mark.parametrize("body", [None, b"other"])
def test_a_damaged_file_is_noticed_and_the_rest_works(room, ana, photos, snap, body, refused):
    bad, good = snap(ana, 1), snap(ana, 2)
    room.db.run(lambda: room.db.put_blob(bad, body) if body else room.db.remove_blobs([bad]))
    with refused("damaged_example"):
        examples.file(room, ana, photos.id, bad)
    assert examples.file(room, ana, photos.id, good)
    examples.delete(room, ana, photos.id, bad)


def test_a_picture_gets_another_label_but_stays_what_it_is(room, ana, photos, snap, refused):
    id = snap(ana)
    assert examples.change(room, ana, photos.id, id, label="Dogs").example.label == "Dogs"
    with refused("data_fixed"):
        examples.change(room, ana, photos.id, id, data="x")


REMOVALS = {
    "the example": lambda room, teacher, ana, photos, id: examples.delete(room, ana, photos, id),
    "the label": lambda room, teacher, ana, photos, id: projects.remove_label(
        room, teacher, photos, "Cats"
    ),
    "the project": lambda room, teacher, ana, photos, id: projects.delete(room, teacher, photos),
    "the student": lambda room, teacher, ana, photos, id: students.remove(
        room, teacher, ana.student, examples=True
    ),
    "everything": lambda room, teacher, ana, photos, id: klass.wipe(
        room, teacher, confirm="Class 5b"
    ),
}


@pytest.mark.parametrize("what", REMOVALS)
def test_a_file_goes_with(what, room, teacher, ana, photos, snap):
    id = snap(ana)
    before = room.db.revision
    REMOVALS[what](room, teacher, ana, photos.id, id)
    assert room.db.blob(id) is None
    assert room.db.revision == before + 1


def test_each_type_has_a_limit_of_its_own(room, ana, photos, snap, limits, refused):
    object.__setattr__(limits, "max_images", 2)
    snap(ana, 1)
    snap(ana, 2)
    with refused("too_many_examples"):
        snap(ana, 3)


def test_a_row_is_checked_against_the_fields(room, ana, glasses, refused):
    id = str(uuid.uuid4())
    stored, _ = examples.add(room, ana, glasses.id, id=id, label="Wine", data=["12,5", "YES"])
    assert (stored.example.data, stored.type) == ('[12.5,"yes"]', "numbers")
    assert examples.change(room, ana, glasses.id, id, data=[3, None]).example.data == "[3,null]"
    with refused("bad_value"):
        examples.change(room, ana, glasses.id, id, data=["tall", "no"])


def test_fields_stay_while_there_are_examples(room, teacher, ana, glasses, refused):
    other = [Field("weight", "number")]
    examples.add(room, ana, glasses.id, id=str(uuid.uuid4()), label="Wine", data=[1, "no"])
    with refused("fields_fixed"):
        projects.update(room, teacher, glasses.id, fields=other)
    projects.update(room, teacher, glasses.id, fields=glasses.fields)
    projects.remove_label(room, teacher, glasses.id, "Wine")
    assert projects.update(room, teacher, glasses.id, fields=other).fields == tuple(other)


def test_a_numbers_project_has_fields_and_others_have_none(room, teacher, refused):
    wanted = {"name": "X", "crowd_sourced": True}
    with refused("bad_fields"):
        projects.create(room, teacher, type="numbers", **wanted)
    with refused("bad_request"):
        projects.create(room, teacher, type="text", fields=[Field("a", "number")], **wanted)


def test_sounds_have_background_noise_first_and_for_ever(room, teacher, noises, refused):
    assert [label.id for label in noises.labels] == ["_background_noise_", "Clap"]
    with refused("label_fixed"):
        projects.remove_label(room, teacher, noises.id, "_background_noise_")
    with refused("label_fixed"):
        projects.rename_label(room, teacher, noises.id, "Background noise", "Silence")


def test_background_noise_is_there_once_even_if_asked_for(room, teacher):
    labels = ["_background_noise_", "background NOISE", "Clap"]
    made = projects.create(
        room, teacher, name="N", type="sounds", crowd_sourced=True, labels=labels
    )
    assert made.labels[0] == BACKGROUND
    assert len(made.labels) == 2


def test_a_sound_keeps_its_preview(room, ana, noises, flac):
    key = hashlib.sha256(flac()).hexdigest()
    stored, _ = examples.add(
        room, ana, noises.id, id=str(uuid.uuid4()), label="Clap", data=key, blob=flac(),
        preview="0f" * 64,
    )  # fmt: skip
    assert stored.example.preview == "0f" * 64


@pytest.mark.parametrize("language", ["en", "fr-CA", ""])
def test_a_project_may_name_its_language(room, teacher, pets, language):
    assert projects.update(room, teacher, pets.id, language=language).language == language


@pytest.mark.parametrize(
    "change", [{"language": "English!"}, {"auto_train": -1}, {"auto_train": 9999}]
)
def test_what_makes_no_sense_is_refused(room, teacher, pets, change, refused):
    with refused("bad_request"):
        projects.update(room, teacher, pets.id, **change)


def test_chosen_examples_come_by_their_ids(room, teacher, ana, bo, pets, diary, write, refused):
    one, two, elsewhere = write(ana, pets), write(bo, pets), write(ana, diary, "Good")
    found = examples.chosen(room, teacher, pets.id, [two, elsewhere, "none", one.upper(), two])
    assert [stored.example.id for stored in found] == [two, one]
    with refused("forbidden"):
        examples.chosen(room, ana, pets.id, [one])
