import random

import pytest
from msgspec.structs import replace

from trainer import model_file
from trainer.features import NothingToLearn
from trainer.fit import BadRequest
from trainer.fit import fit
from trainer.fit import Outcome
from trainer.fit import Request


def quiet(stage: str, done: int, of: int) -> None:
    pass


def test_a_model_knows_what_it_was_taught(outcome: Outcome) -> None:
    said = outcome.model.confidences(["a dog that barks", "a cat that purrs"])
    assert [labels[0].label for labels in said] == ["dog", "cat"]


def test_the_order_of_examples_and_labels_makes_no_difference(
    request_: Request, outcome: Outcome
) -> None:
    shuffled = list(request_.examples)
    random.Random(2).shuffle(shuffled)
    again = fit(Request("text", request_.labels[::-1], tuple(shuffled)), quiet)
    assert model_file.dump(again.model) == model_file.dump(outcome.model)
    assert again.score.right == outcome.score.right


def test_who_wrote_what_changes_the_score_only(request_: Request, outcome: Outcome) -> None:
    alone = tuple((label, data, "ana") for label, data, _ in request_.examples)
    again = fit(replace(request_, examples=alone), quiet)
    assert model_file.dump(again.model) == model_file.dump(outcome.model)
    assert again.score.reason == "few_contributors"


def test_the_score_has_the_labels_in_the_order_asked_for(request_: Request) -> None:
    score = fit(replace(request_, labels=("dog", "cat")), quiet).score
    assert score.order == ("dog", "cat")
    assert score.confusion == ((20, 0), (0, 20))


def test_a_score_is_worse_than_chance_where_contributors_contradict_each_other() -> None:
    # Each word has one meaning for the one tested, another for all who teach.
    examples = [("x" if w == p else "y", f"word{w}", f"p{p}") for p in range(4) for w in range(4)]
    score = fit(Request("text", ("x", "y"), tuple(examples)), quiet).score
    assert [item.right for item in score.labels if item.label == "x"] == [0]


def test_three_labels_are_told_apart() -> None:
    animals = {"cat": "purrs", "dog": "barks", "cow": "moos"}
    examples = [(name, f"it {says} {who}", who) for name, says in animals.items() for who in "abc"]
    model = fit(Request("text", tuple(animals), tuple(examples)), quiet).model
    said = model.confidences([f"it {says}" for says in animals.values()])
    assert [labels[0].label for labels in said] == list(animals)


def test_stages_come_in_order_and_are_finished(request_: Request) -> None:
    told: list[tuple[str, int, int]] = []
    fit(request_, lambda *step: told.append(step))
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
    ],
)
def test_what_cannot_be_trained_on_is_refused(request_: Request, changes: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        fit(replace(request_, **changes), quiet)


def test_examples_without_words_teach_nothing() -> None:
    with pytest.raises(NothingToLearn):
        fit(Request("text", ("a", "b"), (("a", "...", "x"), ("b", ",", "x"))), quiet)


def test_a_training_half_without_words_has_no_honest_number() -> None:
    # Two of three say nothing, so the fold that holds out the third has nothing to learn from.
    examples = [
        (label, data, who)
        for label in "xy"
        for who, data in zip("abc", ("...", "", label), strict=True)
    ]
    outcome = fit(Request("text", ("x", "y"), tuple(examples)), quiet)
    assert outcome.score.reason == "few_contributors"
