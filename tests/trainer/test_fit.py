import random

import numpy as np
import pytest
from msgspec.structs import replace

from trainer import model_file
from trainer.features import Batch
from trainer.features import NothingToLearn
from trainer.fit import fit
from trainer.fit import Outcome
from trainer.learning import BadRequest
from trainer.learning import Request
from trainer.model import Model
from trainer.model import ranked


def quiet(stage: str, done: int, of: int) -> None:
    pass


def vectors(request: Request, width: int = 0) -> np.ndarray:
    """A vector for each example, the same for equal data; label and noise are in it."""
    rows = [*request.examples, *request.test]
    seeds = [sum(data.encode()) for _, data, _ in rows]
    noise = [np.random.default_rng(seed).normal(size=width) for seed in seeds]
    places = {label: place for place, label in enumerate(request.labels)}
    side = [places.get(label, 0) for label, _, _ in rows]
    found = 0.3 * np.array(noise).reshape(len(rows), width)
    found[:, :1] += np.array(side)[:, None]
    return found.astype(np.float32)


def trained(request: Request, width: int = 0) -> Outcome:
    return fit(request, vectors(request, width), quiet)


def said(model: Model, *texts: str) -> list[str]:
    return [labels[0].label for labels in ranked(model, Batch.without_vectors(texts))]


def test_a_model_knows_what_it_was_taught(outcome: Outcome) -> None:
    assert said(outcome.model, "a dog that barks", "a cat that purrs") == ["dog", "cat"]


def test_the_order_of_examples_and_labels_makes_no_difference(
    request_: Request, outcome: Outcome
) -> None:
    shuffled = list(request_.examples)
    random.Random(2).shuffle(shuffled)
    again = trained(Request("text", request_.labels[::-1], tuple(shuffled)))
    assert model_file.dump(again.model) == model_file.dump(outcome.model)
    assert again.score.right == outcome.score.right


def test_who_wrote_what_changes_the_score_only(request_: Request, outcome: Outcome) -> None:
    alone = tuple((label, data, "ana") for label, data, _ in request_.examples)
    again = trained(replace(request_, examples=alone))
    assert model_file.dump(again.model) == model_file.dump(outcome.model)
    assert again.score.reason == "few_contributors"


def test_the_score_has_the_labels_in_the_order_asked_for(request_: Request) -> None:
    score = trained(replace(request_, labels=("dog", "cat"))).score
    assert score.order == ("dog", "cat")
    assert score.confusion == ((20, 0), (0, 20))


def test_a_score_is_worse_than_chance_where_contributors_contradict_each_other() -> None:
    # Each word has one meaning for the one tested, another for all who teach.
    examples = [("x" if w == p else "y", f"word{w}", f"p{p}") for p in range(4) for w in range(4)]
    score = trained(Request("text", ("x", "y"), tuple(examples))).score
    assert [item.right for item in score.labels if item.label == "x"] == [0]


def test_three_labels_are_told_apart() -> None:
    animals = {"cat": "purrs", "dog": "barks", "cow": "moos"}
    examples = [(name, f"it {says} {who}", who) for name, says in animals.items() for who in "abc"]
    model = trained(Request("text", tuple(animals), tuple(examples))).model
    assert said(model, *(f"it {says}" for says in animals.values())) == list(animals)


def test_stages_come_in_order_and_are_finished(request_: Request) -> None:
    told: list[tuple[str, int, int]] = []
    fit(request_, vectors(request_), lambda *step: told.append(step))
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == [
        "reading",
        "features",
        "folds",
        "final",
    ]
    assert {stage: (done, of) for stage, done, of in told}["folds"] == (4, 4)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "smells"},
        {"labels": ("cat",)},
        {"labels": ("cat", "cat", "dog")},
        {"labels": ("cat", "dog", "emu")},
        {"examples": ()},
        {"test": (("emu", "runs", "zoe"),)},
    ],
)
def test_what_cannot_be_trained_on_is_refused(request_: Request, changes: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        trained(replace(request_, **changes))


def test_examples_without_words_teach_nothing() -> None:
    with pytest.raises(NothingToLearn):
        trained(Request("text", ("a", "b"), (("a", "...", "x"), ("b", ",", "x"))))


def test_a_training_half_without_words_has_no_honest_number() -> None:
    # Two of three say nothing, so the fold that holds out the third has nothing to learn from.
    examples = [
        (label, data, who)
        for label in "xy"
        for who, data in zip("abc", ("...", "", label), strict=True)
    ]
    outcome = trained(Request("text", ("x", "y"), tuple(examples)))
    assert outcome.score.reason == "few_contributors"


def pictures(request: Request) -> Request:
    return replace(request, type="images")


def test_vectors_alone_are_learned_where_there_are_no_words(request_: Request) -> None:
    request = pictures(request_)
    outcome = trained(request, width=4)
    found = outcome.model.probabilities(Batch([""], np.array([[1, 0, 0, 0]], np.float32)))
    assert found[0, outcome.model.labels.index(request.labels[1])] > 0.9
    assert outcome.score.right == outcome.score.of


@pytest.mark.parametrize("width", [0, 4])
def test_the_order_of_examples_makes_no_difference_to_scores_and_file(
    request_: Request, width: int
) -> None:
    order = np.random.default_rng(3).permutation(len(request_.examples))
    shuffled = replace(request_, examples=tuple(request_.examples[at] for at in order))
    one, other = trained(request_, width), trained(shuffled, width)
    assert other.score == one.score
    assert model_file.dump(other.model) == model_file.dump(one.model)
    assert other.report.guess == [one.report.guess[at] for at in order]
    assert other.report.sure == [one.report.sure[at] for at in order]


def test_the_report_says_what_others_would_call_each_example(request_: Request) -> None:
    report = trained(request_).report
    right = [request_.labels.index(label) for label, _, _ in request_.examples]
    assert report.guess == right
    assert all(0.5 <= sure <= 1 for sure in report.sure)


def test_without_an_honest_number_the_report_says_nothing(request_: Request) -> None:
    alone = tuple((label, data, "ana") for label, data, _ in request_.examples)
    report = trained(replace(request_, examples=alone)).report
    assert set(report.guess) == {-1}
    assert set(report.sure) == {0.0}


def locked(request: Request) -> Request:
    test = (("dog", "it barks", "zoe"), ("cat", "it barks", "zoe"), ("cat", "it purrs", "yan"))
    return replace(request, test=test)


def test_what_is_locked_away_is_scored(request_: Request) -> None:
    test = trained(locked(request_)).score.test
    assert test is not None
    assert (test.right, test.of) == (2, 3)
    assert test.low < test.accuracy < test.high


@pytest.mark.parametrize("width", [0, 4])
def test_nothing_is_learned_from_what_is_locked_away(request_: Request, width: int) -> None:
    plain, tried = trained(request_, width), trained(locked(request_), width)
    assert model_file.dump(tried.model) == model_file.dump(plain.model)
    assert replace(tried.score, test=None) == plain.score


def test_too_few_vectors_are_refused(request_: Request) -> None:
    with pytest.raises(BadRequest):
        fit(request_, np.zeros((1, 4), np.float32), quiet)
