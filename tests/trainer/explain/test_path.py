from dataclasses import replace

import msgspec
import pytest

from trainer import explain
from trainer.explain import Path
from trainer.explain import Step
from trainer.explain.path import shortened
from trainer.features.numbers import BadRow
from trainer.readable import Leaf
from trainer.readable import Question
from trainer.trees import ForestModel

PETAL, LEAF, BLUE, RED = range(4)


@pytest.fixture
def by_hand(forest_model: ForestModel) -> ForestModel:
    """A model whose readable tree asks of everything."""
    given = Question(LEAF, None, False, Leaf(0), Leaf(1))
    red = Question(RED, 0.5, False, given, Leaf(1))
    small = Question(PETAL, 2.0, True, red, Leaf(0))
    return replace(forest_model, tree=Question(PETAL, 3.0, True, small, Leaf(1)), agreed=9, of=10)


def told(model: ForestModel, row: str) -> tuple[list[tuple[str, str, object]], str]:
    found = explain.why(model, row.encode(), "rose")
    assert isinstance(found, Path)
    return [(step.field, step.is_, step.value) for step in found.steps], found.label


@pytest.mark.parametrize(
    ("row", "steps", "label"),
    [
        ("[4,1,null]", [("petal", ">", 3)], "rose"),
        ("[2.5,1,null]", [("petal", "<=", 3), ("petal", ">", 2)], "lily"),
        ('[1,1,"red"]', [("petal", "<=", 2), ("colour", "=", "red")], "rose"),
        (
            '[1,1,"blue"]',
            [("petal", "<=", 2), ("colour", "!=", "red"), ("leaf", "given", None)],
            "lily",
        ),
        (
            "[null,null,null]",
            [("petal", "missing", None), ("colour", "missing", None), ("leaf", "missing", None)],
            "rose",
        ),
    ],
)
def test_the_way_is_told_in_the_words_of_the_fields(
    by_hand: ForestModel, row: str, steps: list[tuple[str, str, object]], label: str
) -> None:
    assert told(by_hand, row) == (steps, label)


def test_the_leaf_says_what_the_tree_says_even_where_the_model_says_otherwise(
    forest_model: ForestModel,
) -> None:
    stubborn = replace(forest_model, tree=Leaf(0))
    assert told(stubborn, '[4,1,"red"]') == ([], "lily")


def test_how_often_the_tree_agrees_is_told(by_hand: ForestModel) -> None:
    found = explain.why(by_hand, b"[1,1,null]", "rose")
    assert msgspec.to_builtins(found)["agrees"] == 0.9
    assert msgspec.to_builtins(found)["kind"] == "path"


def test_nothing_is_told_where_no_tree_could_be_compared(by_hand: ForestModel) -> None:
    assert explain.why(replace(by_hand, agreed=0, of=0), b"[1,1,null]", "rose") is None


def test_a_row_that_does_not_fit_is_refused(by_hand: ForestModel) -> None:
    with pytest.raises(BadRow):
        explain.why(by_hand, b"[1]", "rose")


def test_a_choice_makes_what_it_is_not_needless() -> None:
    steps = [Step("c", "!=", "red"), Step("d", "!=", "x"), Step("c", "=", "blue")]
    assert shortened(steps) == steps[1:]


def test_two_ends_of_a_range_are_both_told() -> None:
    steps = [Step("n", "given"), Step("n", ">", 1.0), Step("n", "<=", 5.0), Step("n", ">", 2.0)]
    assert shortened(steps) == steps[2:]
