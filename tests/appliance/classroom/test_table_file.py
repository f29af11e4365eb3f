import csv
import io

import pytest

from appliance.classroom import table_file
from appliance.classroom.table_file import Row

TEXTS = [
    "plain",
    '"quoted", with; separators\t',
    "two\nlines",
    "=1+1",
    "+44 123",
    "-5 degrees",
    "@home",
    "'tis",
    "''",
    "'",
    "'=1",
    "''=1",
    "＝1+1",
    "👩‍🚀 élève 李雷 محمد",
    " leading",
    "",
]


def written(rows):
    stream = io.StringIO(newline="")
    table_file.write(stream, rows)
    return stream.getvalue()


def read(text):
    return list(table_file.read(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_written_is_read_back_exactly(text):
    rows = [Row("id", text, text, text, "shown"), Row("2", "l", text, "c", "hidden")]
    assert read(written(rows)) == rows


@pytest.mark.parametrize("text", TEXTS)
def test_no_cell_begins_like_a_formula(text):
    cells = list(csv.reader(io.StringIO(written([Row(*[text] * 5)]), newline="")))[1]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝＋－＠")]


def test_a_table_of_a_person_keeps_their_apostrophes():
    text = "id,label,data,contributor,state\n1,l,'tis,c,shown\n"
    assert read(text)[0].data == "'tis"


def test_columns_may_stand_in_any_order_and_others_between_them():
    text = "state,note,data,label,contributor,id\nshown,x,Miau,Cats,Ana,1\n\n"
    assert read(text) == [Row("1", "Cats", "Miau", "Ana", "shown")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id,label\n",
        "id,label,data,contributor,state\n1,2,3\n",
        "id,label,data,contributor,state\n1,2,3,4,5,6\n",
        'id,label,data,contributor,state\n1,2,"3,4,5\n',
        'id,label,data,contributor,state\n1,2,"3"x,4,5\n',
    ],
)
def test_what_is_no_table_of_examples_is_refused(text):
    with pytest.raises((ValueError, csv.Error)):
        read(text)
