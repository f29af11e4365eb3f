import pytest
from msgspec import to_builtins

from appliance.classroom.records import Actor
from appliance.classroom.records import Classroom
from appliance.classroom.records import Example
from appliance.classroom.records import Field
from appliance.classroom.records import Key
from appliance.classroom.records import Label
from appliance.classroom.records import Model
from appliance.classroom.records import Program
from appliance.classroom.records import Project
from appliance.classroom.records import Score
from appliance.classroom.records import Session
from appliance.classroom.records import Show
from appliance.classroom.records import Student
from appliance.classroom.records import Study
from appliance.classroom.records import TestScore
from appliance.classroom.records import Version
from appliance.classroom.room import atomic
from appliance.classroom.room import INDEXES
from appliance.classroom.room import open_room
from appliance.classroom.room import Room
from appliance.classroom.room import TABLES

RECORDS = [
    Classroom(class_name="5b", language="fr", password="x", class_code="000001"),
    Student(id="s", name="Ana", folded="ana", secret="x", joined=1, removed=True),
    Session(token="t", role="student", student="s"),
    Project(
        id="p",
        name="Pets",
        type="text",
        crowd_sourced=True,
        owner="teacher",
        labels=(Label("Cats", "Cats"),),
        fields=(Field("colour", "choice", ("red", "green")),),
        language="fr",
        tested=("s",),
        auto_train=5,
    ),
    Example(
        id="e",
        project="p",
        label="Cats",
        data="Miau\n",
        contributor="s",
        batch="b",
        preview="00",
    ),
    Model(
        project="p",
        version=1,
        file="f",
        size=1,
        examples=1,
        contributors=1,
        labels=(Label("Cats", "Cats"),),
        features="text-1",
        score=Score(
            right=1,
            of=2,
            accuracy=0.5,
            confusion=((1, 0), (1, 0)),
            order=("a", "b"),
            low=0.1,
            test=TestScore(of=1),
        ),
        report="r",
    ),
    Study(project="p", kind="curve", model=1, result={"points": [{"mean": 0.5}]}, created=7),
    Key(key="k", project="p", contributor="s"),
    Program(
        id="g",
        project="p",
        contributor="s",
        name="Quiz",
        versions=(Version(number=3, kind="auto", sha256="0", size=1, saved=2),),
        thumbnail="1",
    ),
    Show(screen="program", project="p", revealed=True, program="g"),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_is_the_same_after_the_box_was_off(record, tmp_path):
    before = open_room(tmp_path)
    before.insert(record)
    before.close()
    after = open_room(tmp_path)
    assert after.everything(type(record)) == [record]
    after.close()


def test_every_record_has_a_table():
    assert set(TABLES) == {type(record) for record in RECORDS}


def test_documents_of_before_are_read_with_what_is_new(tmp_path):
    room = open_room(tmp_path)
    new = {"batch", "preview", "fields", "language", "tested", "auto_train"}
    for table, record in (("projects", RECORDS[3]), ("examples", RECORDS[4])):
        old = {key: value for key, value in to_builtins(record).items() if key not in new}
        room.db.table(table).insert(old)
    assert room.everything(Project)[0].fields == ()
    assert room.everything(Example)[0].batch == ""
    room.close()


def test_indexes_name_fields_that_the_records_have():
    kinds = {table: kind for kind, table in TABLES.items()}
    for table, indexes in INDEXES.items():
        for index in indexes:
            assert set(index) <= set(kinds[table].__struct_fields__)


def test_an_atomic_function_that_fails_does_nothing(room):
    @atomic
    def half(room: Room) -> None:
        room.insert(RECORDS[1])
        raise ValueError("the second half")

    with pytest.raises(ValueError, match="second half"):
        half(room)
    assert room.everything(Student) == []


def test_one_of_a_kind_is_replaced_not_added(room):
    room.put(Show(screen="wall"))
    room.put(Show(screen="try"))
    assert [show.screen for show in room.everything(Show)] == ["try"]


def test_saving_what_is_not_there_is_an_error(room):
    with pytest.raises(LookupError):
        room.save(RECORDS[1])


def test_only_a_teacher_and_students_contribute():
    assert Actor(role="teacher").contributor == "teacher"
    assert Actor(role="student", student="s").contributor == "s"
    assert Actor(role="projector").contributor == ""
