from base64 import b64encode

import pytest

from appliance.classroom.records import Field
from appliance.classroom.records import Project
from webui.api import asked

PLAIN = b64encode(b"a picture").decode()


def project(type, fields=()):
    return Project(id="p", name="P", type=type, crowd_sourced=True, owner="teacher", fields=fields)


FIELDS = (Field("height", "number"), Field("colour", "choice", ("red", "blue")))


def test_a_text_is_cleaned(box):
    assert asked.item(box.room, project("text"), " bright\r\nday ") == "bright\nday"


@pytest.mark.parametrize("row", [[1.5, "Red"], ["1,5", "red"], '[1.5, "red"]'])
def test_a_row_is_as_it_would_be_stored(box, row):
    assert asked.item(box.room, project("numbers", FIELDS), row) == '[1.5,"red"]'


def test_a_missing_value_stays_missing(box):
    assert asked.item(box.room, project("numbers", FIELDS), [None, "blue"]) == '[null,"blue"]'


@pytest.mark.parametrize("type", ["images", "sounds"])
def test_a_file_is_plain_base64(box, type):
    assert asked.item(box.room, project(type), PLAIN) == PLAIN
    assert asked.item(box.room, project(type), f"data:image/png;base64,{PLAIN}") == PLAIN


@pytest.mark.parametrize(
    ("type", "data", "code"),
    [
        ("text", "", "bad_text"),
        ("text", [1], "bad_request"),
        ("numbers", "no list", "bad_request"),
        ("numbers", [1], "bad_row"),
        ("numbers", ["tall", "red"], "bad_value"),
        ("images", "not base64!", "bad_request"),
        ("images", "é", "bad_request"),
        ("sounds", [1], "bad_request"),
    ],
)
def test_what_is_of_another_type_is_refused(box, refused, type, data, code):
    with refused(code):
        asked.item(box.room, project(type, FIELDS), data)
