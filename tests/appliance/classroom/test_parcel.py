import csv
import io
import json
import zipfile

import pytest

from appliance.classroom import parcel
from appliance.classroom.parcel import About
from appliance.classroom.parcel import Parcel
from appliance.classroom.records import Label
from appliance.classroom.records import Model
from appliance.classroom.records import Score
from appliance.classroom.table_file import Row

PETS = Parcel(
    About(
        format=1,
        name="Pets",
        type="text",
        crowd_sourced=True,
        labels=(Label("Cats", "Cats"), Label("Dogs", "Dogs")),
        teacher="Teacher",
    ),
    [Row("1", "Cats", "=Miau\n", "Élise", "shown"), Row("2", "Dogs", "Wuff", "Bo", "hidden")],
)
MODEL = Model(
    project="p",
    version=1,
    file="f" * 64,
    size=1,
    examples=4,
    contributors=2,
    labels=PETS.about.labels,
    features="text-1",
    score=Score(right=3, of=4, accuracy=0.75),
)


def packed(content, models):
    target = io.BytesIO()
    parcel.pack(target, content, models)
    return target.getvalue()


def unpacked(data, most):
    with parcel.opened(io.BytesIO(data), lambda type: most) as found:
        return Parcel(found.about, found.rows)


def repacked(members, method=zipfile.ZIP_DEFLATED):
    """Return the zip of PETS with some members replaced, or left out where None."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(PETS, []))) as source:
        contents = {name: source.read(name) for name in source.namelist()} | members
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in contents.items():
            if content is not None:
                archive.writestr(name, content)
    return target.getvalue()


def about(**changes):
    with zipfile.ZipFile(io.BytesIO(packed(PETS, []))) as archive:
        return json.dumps(json.loads(archive.read("project.json")) | changes).encode()


def test_what_is_packed_is_unpacked_exactly():
    assert unpacked(packed(PETS, [MODEL]), 100) == PETS


def test_the_same_project_is_the_same_file():
    assert packed(PETS, [MODEL]) == packed(PETS, [MODEL])


def test_the_table_is_for_spreadsheets_and_for_scripts():
    with zipfile.ZipFile(io.BytesIO(packed(PETS, []))) as archive:
        table = archive.read("examples.csv")
    assert table.startswith(b"\xef\xbb\xbfid,label,data,contributor,state\r\n")
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    assert rows[1] == {"id": "2", "label": "Dogs", "data": "Wuff", "contributor": "Bo"} | {
        "state": "hidden"
    }


def test_the_scores_of_the_models_are_in_it():
    with zipfile.ZipFile(io.BytesIO(packed(PETS, [MODEL]))) as archive:
        scores = json.loads(archive.read("models.json"))["models"]
    assert scores[0]["version"] == 1
    assert scores[0]["score"]["right"] == 3


def test_every_member_is_explained():
    with zipfile.ZipFile(io.BytesIO(packed(PETS, []))) as archive:
        readme = archive.read("README.txt").decode()
        assert all(name in readme for name in archive.namelist() if name != "README.txt")
    assert "pictures" in readme


def test_other_files_in_the_zip_do_no_harm():
    assert unpacked(repacked({"../../etc/passwd": b"x", "__MACOSX/x": b"y"}), 100) == PETS


@pytest.mark.parametrize(
    "data", [b"", b"no zip", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)], ids=range(4)
)
def test_what_is_no_zip_is_refused(data, refused):
    with refused("damaged_file"):
        unpacked(data, 100)


def test_a_zip_that_lost_any_part_is_refused(refused):
    whole = packed(PETS, [])
    for length in range(0, len(whole) - 1, 97):
        with refused("damaged_file"):
            unpacked(whole[:length], 100)


def test_a_changed_byte_does_no_harm():
    whole = bytearray(packed(PETS, []))
    for place in range(0, len(whole), 3):
        changed = whole.copy()
        changed[place] ^= 0x41
        try:
            assert unpacked(bytes(changed), 100) == PETS
        except parcel.Problem as problem:
            assert problem.code in ("damaged_file", "too_large")  # noqa: PT017


@pytest.mark.parametrize(
    "members",
    [
        {"examples.csv": None},
        {"project.json": None},
        {"examples.csv": b"\xff\xfe"},
        {"examples.csv": b"nothing"},
        {"project.json": b"{"},
        {"project.json": b"[" * 100_000},
        {"project.json": b"{}"},
        {"project.json": about(type="smells")},
        {"project.json": about(labels="many")},
        {"project.json": about(format="1")},
    ],
    ids=range(10),
)
def test_what_is_no_project_is_refused(members, refused):
    with refused("damaged_file"):
        unpacked(repacked(members), 100)


def test_a_newer_format_is_refused_by_name_whatever_else_is_new(refused):
    with refused("newer_file"):
        unpacked(repacked({"project.json": about(format=3, labels="a new idea")}), 100)


def test_a_zip_packed_in_another_way_is_refused(refused):
    with refused("damaged_file"):
        unpacked(repacked({}, zipfile.ZIP_LZMA), 100)


def test_too_many_examples_are_refused(refused):
    with refused("too_many_examples"):
        unpacked(packed(PETS, []), 1)


def test_a_bomb_is_refused_before_it_is_unpacked(refused):
    with refused("too_large"):
        unpacked(repacked({"project.json": b" " * (parcel.MAX_WORDS + 1)}), 100)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(refused):
    bomb = repacked({"project.json": b" " * 5_000_000})
    size = (5_000_000).to_bytes(4, "little")
    assert bomb.count(size) == 2
    with refused("damaged_file"):
        unpacked(bomb.replace(size, (100).to_bytes(4, "little")), 100)
