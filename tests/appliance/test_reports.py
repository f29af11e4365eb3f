import msgspec
import pytest

from appliance import reports
from appliance.classroom.models import TrainingSet
from appliance.classroom.records import Label
from appliance.classroom.records import Project
from appliance.reports import Said

PROJECT = Project(
    id="p",
    name="P",
    type="text",
    crowd_sourced=True,
    owner="teacher",
    labels=(Label("cat", "Cats"), Label("dog", "Dogs")),
)
ROWS = [("cat", "purr", "ana"), ("dog", "wuff", "bo"), ("cat", "meow", "bo"), ("dog", "?", "cem")]
TAUGHT = TrainingSet(PROJECT, ROWS, ["a", "b", "c", "d"], [])


def answers(guess: list[int], sure: list[float]) -> bytes:
    return msgspec.json.encode({"guess": guess, "sure": sure})


@pytest.fixture
def report() -> reports.Report:
    told = answers([0, 0, 1, 0], [0.9, 0.6, 0.7, 0.8])
    return reports.read(reports.made(TAUGHT, told))


def test_without_a_cell_all_mistakes_are_told_surest_first(report: reports.Report) -> None:
    assert report.said() == [Said("d", "cat", 0.8), Said("c", "dog", 0.7), Said("b", "cat", 0.6)]


def test_a_cell_of_the_confusion_matrix_has_its_examples(report: reports.Report) -> None:
    assert [said.example for said in report.said("dog", "cat")] == ["d", "b"]
    assert report.said("dog", "dog") == []


def test_what_was_right_is_a_cell_too(report: reports.Report) -> None:
    assert report.said("cat", "cat") == [Said("a", "cat", 0.9)]


def test_a_row_has_its_mistakes_and_a_column_all_that_was_guessed(report: reports.Report) -> None:
    assert [said.example for said in report.said(label="cat")] == ["c"]
    assert [said.example for said in report.said(guess="cat")] == ["a", "d", "b"]


def test_a_report_has_no_words_of_examples() -> None:
    kept = reports.made(TAUGHT, answers([0, 0, 1, 0], [1.0] * 4))
    assert not any(word in kept for word in (b"purr", b"wuff", b"ana", b"cem"))


def test_examples_that_nothing_was_said_of_are_left_out() -> None:
    report = reports.read(reports.made(TAUGHT, answers([-1, 0, -1, 1], [0.0, 0.9, 0.0, 0.9])))
    assert [said.example for said in report.said()] == ["b"]


def test_where_nothing_was_said_at_all_there_is_no_report() -> None:
    assert reports.made(TAUGHT, answers([-1] * 4, [0.0] * 4)) == b""


@pytest.mark.parametrize(
    "told", [answers([0], [1.0]), answers([0] * 4, [1.0]), b"{}", b"?", b'{"guess":"x"}']
)
def test_a_report_on_other_examples_is_refused(told: bytes) -> None:
    with pytest.raises(ValueError):
        reports.made(TAUGHT, told)


def test_damaged_bytes_are_noticed() -> None:
    with pytest.raises(ValueError):
        reports.read(b'{"ids": [')
