import numpy as np
import pytest
from sklearn.linear_model import Ridge

from trainer import ridge


def clouds(each: tuple[int, ...], width: int = 5, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Some points around a centre for each label."""
    chance = np.random.default_rng(seed)
    answers = np.repeat(np.arange(len(each)), each)
    centres = 2 * chance.normal(size=(len(each), width))
    return centres[answers] + chance.normal(size=(len(answers), width)), answers


def of_sklearn(rows: np.ndarray, answers: np.ndarray, size: float, left: int = -1) -> np.ndarray:
    """The scores of all rows by scikit-learn, whose weights count like ours without a constant."""
    counts = np.bincount(answers)
    balance = len(answers) / len(counts) / counts[answers]
    if left >= 0:
        balance[left] = 0
    wide = np.hstack((rows, np.full((len(rows), 1), np.sqrt(ridge.BIAS * size))))
    found = Ridge(alpha=ridge.PENALTY * size, fit_intercept=False)
    found.fit(wide, np.eye(len(counts))[answers], sample_weight=balance)
    return np.asarray(found.predict(wide))


@pytest.mark.parametrize("each", [(6, 6), (3, 9, 2), (1, 1)])
def test_a_fit_over_likeness_is_the_ridge_regression_of_the_rows(each: tuple[int, ...]) -> None:
    rows, answers = clouds(each)
    found = ridge.in_common(rows @ rows.T, answers)
    scores = rows @ rows.T @ found.shares + found.bias
    size = float((rows**2).sum(axis=1).mean())
    assert scores == pytest.approx(of_sklearn(rows, answers, size), abs=1e-6)


def test_left_out_scores_are_those_of_a_fit_without_the_example() -> None:
    rows, answers = clouds((4, 7, 3))
    left_out = ridge.in_common(rows @ rows.T, answers).left_out
    size = float((rows**2).sum(axis=1).mean())
    without = [of_sklearn(rows, answers, size, left)[left] for left in range(len(rows))]
    assert left_out == pytest.approx(np.array(without), abs=1e-6)


def test_a_fit_of_the_rows_themselves_is_the_same() -> None:
    rows, answers = clouds((30, 20, 10))
    single = rows.astype(np.float32)
    source = ridge.Source(single[:, :3], np.arange(60), single[:, 3:].astype(np.float64))
    direct, common = ridge.direct(source, answers, 60), ridge.in_common(rows @ rows.T, answers)
    assert direct.weights == pytest.approx(rows.T @ common.shares, abs=1e-4)
    assert direct.bias == pytest.approx(common.bias, abs=1e-4)
    assert direct.left_out == pytest.approx(common.left_out, abs=1e-4)


def test_many_rows_are_fitted_in_chunks() -> None:
    rows, answers = clouds((3_000, 1_500))
    source = ridge.Source(rows.astype(np.float32), np.arange(4_500), np.zeros((4_500, 0)))
    found = ridge.direct(source, answers, 50)
    size = float((rows**2).sum(axis=1).mean())
    assert rows @ found.weights + found.bias == pytest.approx(
        of_sklearn(rows, answers, size), abs=1e-3
    )
    assert len(found.sample) == 50


def test_a_label_of_few_examples_is_said_as_readily_as_others() -> None:
    rows, answers = clouds((100, 3), seed=4)
    found = ridge.in_common(rows @ rows.T, answers)
    new, theirs = clouds((100, 100), seed=4)
    guesses = (new @ rows.T @ found.shares + found.bias).argmax(axis=1)
    assert (guesses[theirs == 1] == 1).mean() > 0.9


def scores(right: int, wrong: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of two labels, apart by 0.4, right for so many examples of each label."""
    guesses = np.array([0] * right + [1] * wrong)
    each = np.where(np.arange(2) == guesses[:, None], 0.7, 0.3)
    return np.vstack((each, each[:, ::-1])), np.repeat((0, 1), right + wrong)


def test_probabilities_say_how_often_guesses_are_right() -> None:
    sharp = ridge.sharpness(*scores(800, 200))
    assert 1 / (1 + np.exp(-0.4 * sharp)) == pytest.approx(0.8, abs=0.01)


def test_few_examples_do_not_make_a_model_cocksure() -> None:
    assert ridge.sharpness(*scores(2, 0)) < ridge.sharpness(*scores(500, 0))
    assert ridge.sharpness(*scores(0, 2)) > ridge.sharpness(*scores(0, 500))
