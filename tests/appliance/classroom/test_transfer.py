import csv
import hashlib
import io
import json
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom import students
from appliance.classroom import transfer
from appliance.classroom.records import Example
from appliance.classroom.records import Field
from appliance.classroom.records import Label
from appliance.classroom.records import Project
from appliance.classroom.records import Student
from appliance.classroom.room import Limits
from appliance.classroom.room import open_room


@pytest.fixture
def other(tmp_path):
    """Another box."""
    opened = open_room(tmp_path / "other")
    yield opened
    opened.close()


@pytest.fixture
def zipped(room, teacher, ana, bo, pets, write):
    """A class project with some examples, as a zip."""
    write(ana, pets, "Cats", "=Miau")
    write(bo, pets, "Dogs", '"Wuff",\nhe said 🐶')
    write(teacher, pets, "Cats", "'tis a cat")
    hidden = write(ana, pets, "Dogs", "psst")
    examples.change(room, teacher, pets.id, hidden, state="hidden")
    return exported(room, teacher, pets.id)


def exported(room, actor, project):
    target = io.BytesIO()
    transfer.export(room, actor, project, target)
    return target.getvalue()


def imported(room, actor, data):
    return transfer.import_project(room, actor, io.BytesIO(data))


def summary(room, teacher, project):
    stored, _ = examples.page(room, teacher, project.id)
    return [(one.example.label, one.example.data, one.name, one.example.state) for one in stored]


def table(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("examples.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def edited(data, name, change):
    """Return the zip with one member changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for member in source.namelist():
            content = source.read(member)
            archive.writestr(member, change(content) if member == name else content)
    return target.getvalue()


def test_an_export_says_who_wrote_what_under_which_label(zipped):
    assert [(row["label"], row["contributor"], row["state"]) for row in table(zipped)] == [
        ("Cats", "Ana", "shown"),
        ("Dogs", "Bo", "shown"),
        ("Cats", "Teacher", "shown"),
        ("Dogs", "Ana", "hidden"),
    ]


def test_an_export_is_for_the_teacher_and_the_owner(room, ana, pets, diary, refused):
    assert exported(room, ana, diary.id)
    with refused("forbidden"):
        exported(room, ana, pets.id)


def test_a_project_arrives_on_another_box_as_it_was(room, other, teacher, pets, zipped):
    arrived = imported(other, teacher, zipped)
    assert summary(other, teacher, arrived) == summary(room, teacher, pets)
    assert (arrived.name, arrived.labels, arrived.crowd_sourced) == ("Pets", pets.labels, True)
    assert (arrived.owner, arrived.phase, arrived.model) == ("teacher", "collect", 0)


def test_examples_keep_their_ids_where_these_are_free(room, other, teacher, zipped):
    imported(other, teacher, zipped)
    ids = [example.id for example in other.everything(Example)]
    assert ids == [example.id for example in room.everything(Example)]


def test_a_project_travels_any_number_of_times(other, room, teacher, zipped):
    arrived = imported(other, teacher, zipped)
    assert table(exported(other, teacher, arrived.id)) == table(zipped)


def test_contributors_arrive_as_people_who_have_left(other, teacher, zipped):
    imported(other, teacher, zipped)
    assert students.everyone(other, teacher) == []
    assert {student.name for student in other.everything(Student)} == {"Ana", "Bo"}


def test_the_teachers_examples_stay_the_teachers(other, teacher, zipped):
    imported(other, teacher, zipped)
    mine = [one for one in other.everything(Example) if one.contributor == "teacher"]
    assert [one.data for one in mine] == ["'tis a cat"]


def test_a_project_can_come_back_to_its_own_box(room, teacher, pets, zipped):
    again = imported(room, teacher, zipped)
    assert again.name == "Pets (2)"
    assert summary(room, teacher, again) == summary(room, teacher, pets)
    assert len({example.id for example in room.everything(Example)}) == 8


def test_an_imported_contributor_is_not_a_student_of_the_same_name(room, teacher, ana, zipped):
    again = imported(room, teacher, zipped)
    assert examples.page(room, ana, again.id)[0] == []


def test_imported_projects_have_names_of_their_own(room, teacher, pets, zipped):
    projects.update(room, teacher, pets.id, name="x" * 36)
    data = exported(room, teacher, pets.id)
    assert imported(room, teacher, data).name == "x" * 32 + " (2)"


def test_two_people_with_one_name_stay_two(room, other, teacher, ana, pets, join, write):
    write(ana, pets)
    students.remove(room, teacher, ana.student, examples=False)
    write(join("ana"), pets)
    write(join("Teacher"), pets)
    data = exported(room, teacher, pets.id)
    assert [row["contributor"] for row in table(data)] == ["Ana", "ana (2)", "Teacher (2)"]
    arrived = imported(other, teacher, data)
    assert examples.counts(other, teacher, arrived.id).contributors == 3


def test_renamed_labels_arrive_with_their_ids(room, other, teacher, ana, pets, write):
    projects.rename_label(room, teacher, pets.id, "Cats", "Tigers")
    projects.rename_label(room, teacher, pets.id, "Dogs", "Cats")
    write(ana, pets, "Tigers", "roar")
    write(ana, pets, "Dogs", "miau")
    data = exported(room, teacher, pets.id)
    arrived = imported(other, teacher, data)
    assert arrived.labels == (Label("Cats", "Tigers"), Label("Dogs", "Cats"))
    assert [one.label for one in other.everything(Example)] == ["Cats", "Dogs"]


def test_importing_is_for_the_teacher(room, ana, zipped, refused):
    with refused("forbidden"):
        imported(room, ana, zipped)


def test_a_box_with_enough_projects_takes_no_more(room, teacher, zipped, limits, refused):
    for _ in range(limits.max_projects - 1):
        imported(room, teacher, zipped)
    with refused("too_many_projects"):
        imported(room, teacher, zipped)
    assert len(room.everything(Project)) == limits.max_projects


@pytest.mark.parametrize(
    ("problem", "values"),
    [
        ("too_many_labels", {"max_labels": 1}),
        ("too_many_examples", {"max_examples": 3}),
        ("too_large", {"max_text": 5}),
        ("too_many_students", {"max_students": 1}),
    ],
)
def test_a_box_with_smaller_limits_says_so(tmp_path, teacher, zipped, problem, values, refused):
    small = open_room(tmp_path / "small", Limits(**values))
    with refused(problem):
        imported(small, teacher, zipped)
    assert small.everything(Project) == small.everything(Student) == []
    small.close()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b",Cats,", b",Fish,"),
        (b",Ana,", b",\xe2\x80\x8b,"),
        (b",Bo,", b"," + b"x" * 41 + b","),
        (b",hidden", b",gone"),
        (b",psst,", b", ,"),
        (b"-", b"+"),
    ],
)
def test_a_wrong_row_imports_nothing(other, teacher, zipped, before, after, refused):
    changed = edited(zipped, "examples.csv", lambda text: text.replace(before, after))
    with refused("damaged_file"):
        imported(other, teacher, changed)
    assert other.everything(Project) == other.everything(Example) == []


@pytest.mark.parametrize(
    "values",
    [
        {"name": "\u200b"},
        {"labels": [{"id": "Cats", "name": "Cats"}, {"id": "x", "name": "CATS"}]},
        {"labels": [{"id": "Cats", "name": "Cats"}, {"id": "cats", "name": "Dogs"}]},
        {"labels": [{"id": "Cats", "name": "Cats"}, {"id": "a/b", "name": "Dogs"}]},
        {"labels": [{"id": "Cats", "name": "Cats"}, {"id": "Dogs", "name": ""}]},
    ],
)
def test_a_project_that_no_box_would_have_made_is_refused(other, teacher, zipped, values, refused):
    changed = edited(
        zipped, "project.json", lambda text: json.dumps(json.loads(text) | values).encode()
    )
    with refused("damaged_file"):
        imported(other, teacher, changed)
    assert other.everything(Project) == []


def test_an_id_that_comes_twice_in_a_file_becomes_two(other, teacher, zipped):
    rows = table(zipped)
    changed = edited(
        zipped,
        "examples.csv",
        lambda text: text.replace(rows[1]["id"].encode(), rows[0]["id"].upper().encode()),
    )
    imported(other, teacher, changed)
    ids = [example.id for example in other.everything(Example)]
    assert len(set(ids)) == 4
    assert all(str(uuid.UUID(id)) == id for id in ids)


def test_imports_at_once_do_not_mix(room, teacher, limits, zipped):
    with ThreadPoolExecutor(2) as pool:
        arrived = list(pool.map(lambda _: imported(room, teacher, zipped), range(2)))
    assert {project.name for project in arrived} == {"Pets (2)", "Pets (3)"}
    assert [len(summary(room, teacher, project)) for project in arrived] == [4, 4]


def test_an_empty_project_travels_too(room, other, ana, teacher, diary):
    arrived = imported(other, teacher, exported(room, ana, diary.id))
    assert (arrived.name, arrived.crowd_sourced) == ("Diary", False)


@pytest.fixture
def photos(room, teacher, ana, picture):
    """A project of three pictures."""
    made = projects.create(
        room, teacher, name="Photos", type="images", crowd_sourced=True, labels=["Cats", "Dogs"]
    )
    for number in range(3):
        data, label = picture(number), made.labels[number % 2].id
        key, id = hashlib.sha256(data).hexdigest(), str(uuid.uuid4())
        examples.add(room, ana, made.id, id=id, label=label, data=key, blob=data)
    return made


def files(room, project):
    return [room.db.blob(one.id) for one in room.group(Example, project=project.id, state="shown")]


def test_pictures_travel_with_their_project(room, other, teacher, photos):
    data = exported(room, teacher, photos.id)
    arrived = imported(other, teacher, data)
    assert files(other, arrived) == files(room, photos)
    assert summary(other, teacher, arrived) == summary(room, teacher, photos)
    assert table(exported(other, teacher, arrived.id)) == table(data)


def test_pictures_lie_in_folders_by_label(room, teacher, photos, picture):
    data = exported(room, teacher, photos.id)
    row = table(data)[1]
    assert row["data"] == f"pictures/Dogs/{row['id']}.jpg"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read(row["data"]) == picture(1)


def test_pictures_that_come_back_to_their_own_box_are_stored_again(room, teacher, photos):
    again = imported(room, teacher, exported(room, teacher, photos.id))
    assert files(room, again) == files(room, photos)
    assert len({example.id for example in room.everything(Example)}) == 6


def test_a_damaged_picture_stays_behind(room, other, teacher, photos):
    lost = room.everything(Example)[0]
    room.db.run(lambda: room.db.put_blob(lost.id, b"junk"))
    arrived = imported(other, teacher, exported(room, teacher, photos.id))
    assert len(files(other, arrived)) == 2


@pytest.mark.parametrize("content", [b"", b"<svg>", b"\xff\xd8\xff another", bytes(2 << 20)])
def test_a_file_that_is_not_the_one_in_the_table_imports_nothing(
    room, other, teacher, photos, content, refused
):
    data = exported(room, teacher, photos.id)
    changed = edited(data, table(data)[0]["data"], lambda _: content)
    with refused("damaged_file"):
        imported(other, teacher, changed)
    assert other.everything(Project) == other.everything(Example) == []


@pytest.mark.parametrize(
    ("before", "after"), [(b"pictures/Cats", b"../Cats"), (b"pictures/Cats", b"pictures/Birds")]
)
def test_a_file_that_is_elsewhere_or_nowhere_imports_nothing(
    room, other, teacher, photos, before, after, refused
):
    data = exported(room, teacher, photos.id)
    changed = edited(data, "examples.csv", lambda text: text.replace(before, after))
    with refused("damaged_file"):
        imported(other, teacher, changed)


def test_sounds_travel_with_their_previews(room, other, teacher, flac):
    made = projects.create(
        room, teacher, name="N", type="sounds", crowd_sourced=True, labels=["Clap"]
    )
    key = hashlib.sha256(flac()).hexdigest()
    examples.add(
        room, teacher, made.id, id=str(uuid.uuid4()), label="_background_noise_", data=key,
        blob=flac(), preview="0f" * 64,
    )  # fmt: skip
    imported(other, teacher, exported(room, teacher, made.id))
    assert other.everything(Example)[0].preview == "0f" * 64
    assert other.everything(Project)[0].labels == made.labels


def test_numbers_travel_with_their_fields_and_open_in_a_spreadsheet(room, other, teacher):
    fields = [Field("height", "number"), Field("=full", "choice", ("yes", "no"))]
    made = projects.create(
        room, teacher, name="G", type="numbers", crowd_sourced=True, labels=["Wine"], fields=fields
    )
    examples.add(room, teacher, made.id, id=str(uuid.uuid4()), label="Wine", data=[-2.5, None])
    data = exported(room, teacher, made.id)
    assert (table(data)[0]["height"], table(data)[0]["'=full"]) == ("'-2.5", "")
    arrived = imported(other, teacher, data)
    assert arrived.fields == made.fields
    assert other.everything(Example)[0].data == "[-2.5,null]"


def test_a_text_project_is_written_so_that_older_boxes_can_read_it(zipped):
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        assert json.loads(archive.read("project.json"))["format"] == 1
