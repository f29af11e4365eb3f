import random

import numpy as np
import pytest
from msgspec.structs import replace

from trainer.evaluate import folds
from trainer.evaluate import in_words
from trainer.evaluate import on_test
from trainer.evaluate import Score
from trainer.evaluate import scored
from trainer.evaluate import unscored


def class_of(people: int, labels: int, each: int) -> tuple[np.ndarray, list[str]]:
    chance = random.Random(people)
    who = [f"s{number}" for number in range(people) for _ in range(each)]
    return np.array([chance.randrange(labels) for _ in who]), who


@pytest.mark.parametrize("people", [3, 4, 5, 6, 13, 30])
def test_no_contributor_is_in_both_halves(people: int) -> None:
    answers, who = class_of(people, 3, 12)
    for test in folds(answers, who):
        tested = {who[at] for at in test}
        learned = {who[at] for at in np.setdiff1d(np.arange(len(who)), test)}
        assert not tested & learned


@pytest.mark.parametrize("people", [3, 5, 30])
def test_every_example_is_tested_once(people: int) -> None:
    answers, who = class_of(people, 3, 12)
    tests = folds(answers, who)
    assert sorted(np.concatenate(tests)) == list(range(len(who)))


def test_there_are_at_most_five_folds_and_none_is_empty() -> None:
    sizes = {people: [len(t) for t in folds(*class_of(people, 2, 8))] for people in (3, 5, 40)}
    assert [len(found) for found in sizes.values()] == [3, 5, 5]
    assert all(min(found) > 0 for found in sizes.values())


def test_folds_hold_about_as_much_of_each_label() -> None:
    answers, who = class_of(30, 4, 20)
    counts = [np.bincount(answers[test]) for test in folds(answers, who)]
    assert np.ptp(counts, axis=0).max() < 0.2 * np.bincount(answers).min()


def test_two_contributors_are_too_few() -> None:
    assert folds(np.array([0, 1, 0, 1]), ["a", "a", "b", "b"]) == []


def test_a_label_that_one_person_alone_wrote_has_no_honest_number() -> None:
    assert folds(np.array([0, 1, 0, 0, 0]), ["a", "a", "b", "c", "d"]) == []


def test_a_label_that_two_wrote_is_taught_in_every_training_half() -> None:
    who = [f"s{number}" for number in range(20)]
    answers = np.array([1, 1] + [0] * 18)
    assert all(1 in np.delete(answers, test) for test in folds(answers, who))


def test_the_order_of_examples_makes_no_difference() -> None:
    answers, who = class_of(13, 3, 6)
    order = np.random.default_rng(1).permutation(len(who))
    straight = [{who[at] for at in test} for test in folds(answers, who)]
    shuffled = folds(answers[order], [who[at] for at in order])
    assert [{who[order[at]] for at in test} for test in shuffled] == straight


def score() -> Score:
    answers, guesses = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    return scored(("cat", "dog"), answers, guesses, ["a", "b", "c", "c"])


def test_a_score_counts_what_was_right() -> None:
    found = score()
    assert (found.right, found.of, found.accuracy, found.contributors) == (3, 4, 0.75, 3)


def test_the_confusion_matrix_says_what_was_taken_for_what() -> None:
    assert score().confusion == ((1, 1), (0, 2))


def test_each_label_has_its_own_score() -> None:
    assert [(item.label, item.right, item.of) for item in score().labels] == [
        ("cat", 1, 2),
        ("dog", 2, 2),
    ]


def test_without_enough_people_there_are_no_numbers() -> None:
    found = unscored(["a", "a", "b"])
    assert found == Score(reason="few_contributors", contributors=2)
    assert found.accuracy is None


def test_a_score_says_how_far_it_can_be_trusted() -> None:
    found = score()
    assert found.accuracy is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 < found.low < found.accuracy < found.high < 1


def test_labels_that_were_not_locked_away_have_no_test_score() -> None:
    found = on_test(("cat", "dog"), np.array([1, 1]), np.array([1, 0]), ["x", "y"])
    assert found is not None
    assert (found.right, found.of, found.accuracy) == (1, 2, 0.5)
    assert [item.label for item in found.labels] == ["dog"]


def test_where_nothing_was_locked_away_there_is_no_test_score() -> None:
    none = np.array([], dtype=np.intp)
    assert on_test(("cat", "dog"), none, none, []) is None


def test_a_score_is_said_in_plain_words_first() -> None:
    assert in_words(score()).startswith("About 8 of 10 right")
    assert "3 of 4 (75.0%;" in in_words(score())
    assert "at least three people" in in_words(unscored(["a"]))


def test_the_test_set_is_said_too() -> None:
    test = on_test(("cat", "dog"), np.array([0, 1]), np.array([0, 1]), ["x", "y"])
    assert "Test set: 2 of 2 right" in in_words(replace(score(), test=test))
