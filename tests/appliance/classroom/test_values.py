import pytest

from appliance.classroom import values
from appliance.classroom.records import Field

FIELDS = (Field("size", "number"), Field("colour", "choice", ("Red", "green", "1")))


@pytest.mark.parametrize(
    ("row", "stored"),
    [
        ([1.5, "Red"], '[1.5,"Red"]'),
        (["1.5", "RED"], '[1.5,"Red"]'),
        (["1,5", " green "], '[1.5,"green"]'),
        ([2.0, None], "[2,null]"),
        (["", "red"], '[null,"Red"]'),
        ([-0.0, None], "[0,null]"),
        (["1e3", 1], '[1000,"1"]'),
        ([1e-7, 1.0], '[1e-7,"1"]'),
    ],
)
def test_a_row_is_stored_in_one_way(row, stored):
    assert values.clean_row(FIELDS, row) == stored
    assert values.clean_row(FIELDS, values.read_row(stored)) == stored


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (["big", "Red"], 0),
        ([float("nan"), "Red"], 0),
        ([float("inf"), "Red"], 0),
        (["nan", "Red"], 0),
        (["1_000", "Red"], 0),
        (["1e999", "Red"], 0),
        ([10**400, "Red"], 0),
        ([True, "Red"], 0),
        ([[1], "Red"], 0),
        ([1, "blue"], 1),
        ([1, 2], 1),
        ([1, True], 1),
        ([1, ["Red"]], 1),
    ],
)
def test_a_value_that_does_not_fit_is_named(row, place, refused):
    with refused("bad_value") as refusal:
        values.clean_row(FIELDS, row)
    assert refusal.problem.field == f"data[{place}]"
    assert refusal.values["name"] == FIELDS[place].name


@pytest.mark.parametrize("row", [[], [1], [1, "Red", 2], [None, None], ["", " "]])
def test_a_row_has_a_value_for_each_field_and_one_at_least(row, refused):
    with refused("bad_row"):
        values.clean_row(FIELDS, row)


@pytest.mark.parametrize("text", ["", "1", "[", '{"a":1}', "[[1]]", "[true]", "\ud800"])
def test_what_is_no_row_is_refused(text, refused):
    with refused("bad_request"):
        values.read_row(text)


def test_names_and_choices_are_cleaned():
    fields = values.clean_fields(
        [Field(" size\u200b ", "number"), Field("c", "choice", (" a", "b"))]
    )
    assert fields == (Field("size", "number"), Field("c", "choice", ("a", "b")))


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [Field(f"f{number}", "number") for number in range(11)],
        [Field("", "number")],
        [Field("x" * 13, "number")],
        [Field("size", "number"), Field("SIZE", "number")],
        [Field("size", "number", ("a", "b"))],
        [Field("size", "date")],
        [Field("c", "choice")],
        [Field("c", "choice", ("a",))],
        [Field("c", "choice", tuple("abcdefghij"))],
        [Field("c", "choice", ("a", "A"))],
        [Field("c", "choice", ("a", ""))],
    ],
)
def test_fields_that_make_no_sense_are_refused(fields, refused):
    with refused("bad_fields"):
        values.clean_fields(fields)
