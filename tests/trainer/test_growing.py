import warnings

import numpy as np
import pytest

from trainer.forest import Forest
from trainer.growing import flat
from trainer.growing import grow
from trainer.growing import readable
from trainer.growing import simplify
from trainer.readable import guesses
from trainer.readable import Leaf
from trainer.readable import leaves
from trainer.readable import Question

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float32]]


def table(rows: int, *, missing: float = 0.1, seed: int = 1) -> tuple[Matrix, np.ndarray]:
    """Return rows of which the product of two columns decides the label, of three."""
    chance = np.random.default_rng(seed)
    matrix = chance.normal(size=(rows, 4)).round(2).astype(np.float32)
    answers = np.digitize(matrix[:, 0] * matrix[:, 1], [-0.3, 0.3])
    matrix[chance.random(matrix.shape) < missing] = np.nan
    return matrix, answers


@pytest.mark.parametrize("rows", [3, 40, 700])
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_the_arrays_say_what_scikit_learn_says_to_the_last_bit(rows: int, missing: float) -> None:
    matrix, answers = table(rows, missing=missing)
    answers[:3] = range(3)
    forest = grow(matrix, answers, 3)
    new, _ = table(1_500, missing=0.3, seed=2)
    assert (flat(forest, 3).probabilities(new) == forest.predict_proba(new)).all()


def test_values_near_each_other_are_kept_apart() -> None:
    # Between these two there are only a few float32, so each threshold is rounded.
    matrix = np.array([[1], [1 + 4e-7]] * 5, dtype=np.float32)
    forest = grow(matrix, np.array([0, 1] * 5), 2)
    assert flat(forest, 2).probabilities(matrix).argmax(axis=1).tolist() == [0, 1] * 5


def test_huge_numbers_and_whether_there_is_one_can_be_learned() -> None:
    matrix = np.array([[3e38], [-3e38], [np.nan]] * 6, dtype=np.float32)
    forest = grow(matrix, np.array([0, 1, 2] * 6), 3)
    assert flat(forest, 3).probabilities(matrix).argmax(axis=1).tolist() == [0, 1, 2] * 6


def test_a_label_that_no_row_has_gets_nothing() -> None:
    matrix, answers = table(60)
    forest = flat(grow(matrix, np.where(answers == 2, 4, answers), 6), 6)
    found = forest.probabilities(matrix)
    assert found.shape == (60, 6)
    assert not found[:, [2, 3, 5]].any()
    assert found.sum(axis=1) == pytest.approx(1)


def test_many_rows_share_leaves_so_that_a_model_stays_small() -> None:
    chance = np.random.default_rng(3)
    matrix = chance.normal(size=(9_000, 2)).astype(np.float32)
    forest = flat(grow(matrix, chance.integers(0, 50, 9_000), 50), 50)
    assert sum(array.nbytes for array in forest.arrays().values()) < 10_000_000
    assert forest.shares.nbytes < 41_000_000


def test_a_loaded_forest_says_the_same() -> None:
    matrix, answers = table(80)
    forest = flat(grow(matrix, answers, 3), 3)
    back = Forest.load(forest.arrays(), 3, 4)
    assert (back.probabilities(matrix) == forest.probabilities(matrix)).all()


def test_the_readable_tree_finds_a_rule_and_its_round_number() -> None:
    chance = np.random.default_rng(4)
    matrix = chance.random((200, 3)).astype(np.float32)
    tree = readable(matrix, (matrix[:, 1] > 0.5).astype(np.intp))
    assert tree == Question(1, 0.5, tree.missing, Leaf(0), Leaf(1))  # type: ignore[union-attr]


def test_the_readable_tree_asks_no_question_whose_answers_are_one() -> None:
    matrix, _ = table(100)
    assert readable(matrix, np.ones(100, dtype=np.intp)) == Leaf(1)


def test_the_readable_tree_does_not_follow_a_few_odd_rows() -> None:
    matrix, _ = table(1_000)
    said = np.zeros(1_000, dtype=np.intp)
    said[:3] = 1
    assert readable(matrix, said) == Leaf(0)


def test_the_readable_tree_is_shallow_and_agrees_with_what_it_was_told() -> None:
    matrix, answers = table(500)
    tree = readable(matrix, answers)
    assert len(list(leaves(tree))) <= 16
    assert (guesses(tree, matrix) == answers).mean() > 0.7


def test_the_readable_tree_can_ask_whether_there_is_a_value() -> None:
    matrix = np.array([[1], [2], [np.nan], [np.nan]] * 5, dtype=np.float32)
    tree = readable(matrix, np.array([0, 0, 1, 1] * 5))
    assert isinstance(tree, Question)
    assert tree.most is None
    assert guesses(tree, matrix[:4]).tolist() == [0, 0, 1, 1]


def test_agreement_is_measured_on_rows_that_neither_tree_nor_forest_saw() -> None:
    # Labels by chance: on rows it saw, a forest says their labels and no small tree can follow.
    chance = np.random.default_rng(5)
    matrix = chance.random((400, 1)).astype(np.float32)
    answers = chance.integers(0, 2, 400)
    forest = grow(matrix, answers, 2)
    simple = simplify(forest, matrix, answers, 2)
    seen = (guesses(simple.tree, matrix) == forest.predict(matrix)).mean()
    assert simple.of == 80
    assert simple.agreed / simple.of < seen + 0.1


@pytest.mark.parametrize(("rows", "of"), [(1, 0), (2, 2), (20, 20), (60, 24), (300, 60)])
def test_agreement_is_measured_on_some_rows_at_least(rows: int, of: int) -> None:
    matrix, answers = table(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert simplify(grow(matrix, answers, 3), matrix, answers, 3).of == of
