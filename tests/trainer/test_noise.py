import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from trainer import noise
from trainer.learning import Request

Crowd = Callable[..., Request]


def lab(request: Request, points: list[Any] | None = None) -> dict[str, Any]:
    vectors = np.zeros((len(request.examples) + len(request.test), 0), np.float32)
    heard: list[Any] = [] if points is None else points

    def hear(result: dict[str, Any]) -> None:
        heard.append({**result})

    return noise.study(request, vectors, lambda *_: None, hear)


@pytest.fixture(scope="module")
def careless(crowd: Crowd) -> Request:
    """Twelve people, one of whom called two cats dogs."""
    request = crowd(12)
    wrong = (("dog", "Tom purrs and meows softly", "p001"), ("dog", "Kim meows", "p001"))
    return replace(request, examples=(*wrong, *request.examples))


@pytest.fixture(scope="module")
def found(careless: Request) -> dict[str, Any]:
    return lab(careless)


def test_what_the_class_would_label_differently_is_found(found: dict[str, Any]) -> None:
    doubtful = {item["example"]: item for item in found["doubtful"]}
    assert {0, 1} <= doubtful.keys()
    assert (doubtful[0]["label"], doubtful[0]["guess"]) == ("dog", "cat")


def test_the_surest_doubts_come_first(found: dict[str, Any]) -> None:
    confidences = [item["confidence"] for item in found["doubtful"]]
    assert confidences == sorted(confidences, reverse=True)
    assert found["doubtful"][0]["example"] in {0, 1}


def test_the_same_text_under_two_labels_is_a_contradiction(crowd: Crowd) -> None:
    request = crowd(6)
    rows = (("cat", "Look, a pet!", "p000"), ("dog", "look a PET", "p001"))
    found = lab(replace(request, examples=rows + request.examples))
    assert found["contradictions"] == [{"examples": [0, 1], "labels": ["cat", "dog"]}]


def test_near_duplicates_are_pairs_of_examples(crowd: Crowd) -> None:
    request = crowd(6)
    rows = (("cat", "Look, a lovely pet", "p000"), ("dog", "look a lovley pet", "p001"))
    found = lab(replace(request, examples=rows + request.examples))
    assert found["near"][0]["examples"] == [0, 1]
    assert 0.9 < found["near"][0]["similarity"] < 1


def test_a_label_with_few_examples_lags_behind(crowd: Crowd) -> None:
    request = crowd(6)
    few = [("emu", f"{who} runs and kicks", who) for who in ("p000", "p001", "p002")]
    labels = (*request.labels, "emu")
    found = lab(replace(request, labels=labels, examples=(*request.examples, *few)))
    [lagging] = [item for item in found["lagging"] if item["label"] == "emu"]
    assert (lagging["of"], lagging["examples"]) == (3, 3)


def test_labels_that_fare_alike_do_not_lag(crowd: Crowd) -> None:
    assert lab(crowd(30))["lagging"] == []


def test_flipped_labels_cost_more_and_more(found: dict[str, Any]) -> None:
    means = [flip["mean"] for flip in found["flips"]]
    assert [flip["share"] for flip in found["flips"]] == [0.0, 0.1, 0.2, 0.3, 0.4]
    assert means[0] > means[2] > means[4]
    assert found["flips"][0]["spread"] == 0


def test_without_flips_the_score_is_that_of_cross_validation(
    careless: Request, found: dict[str, Any]
) -> None:
    right = len(careless.examples) - len(found["doubtful"])
    assert found["flips"][0]["mean"] == pytest.approx(right / len(careless.examples), abs=1e-4)


def test_everything_is_told_as_it_is_found(careless: Request, found: dict[str, Any]) -> None:
    heard: list[dict[str, Any]] = []
    assert lab(careless, heard) == found
    assert heard[0]["contradictions"] == found["contradictions"]
    assert [len(result["doubtful"]) > 0 for result in heard[:3]] == [False, False, True]
    assert [len(result["flips"]) for result in heard[3:7]] == [2, 3, 4, 5]


def test_the_order_of_examples_changes_places_alone(careless: Request) -> None:
    order = list(range(len(careless.examples)))
    random.Random(2).shuffle(order)
    mixed = lab(replace(careless, examples=tuple(careless.examples[at] for at in order)))
    plain = lab(careless)
    assert mixed["flips"] == plain["flips"]
    assert {order[item["example"]] for item in mixed["doubtful"]} == {
        item["example"] for item in plain["doubtful"]
    }


def test_too_few_people_leave_what_needs_no_model(crowd: Crowd) -> None:
    rows = (("cat", "Look, a pet!", "p000"), ("dog", "look a PET", "p001"))
    request = crowd(2)
    found = lab(replace(request, examples=rows + request.examples))
    assert (found["reason"], found["doubtful"], found["flips"]) == ("few_contributors", [], [])
    assert len(found["contradictions"]) == 1


def test_without_time_each_share_is_flipped_once(careless: Request) -> None:
    found = lab(replace(careless, options={"seconds": 0.0}))
    assert len(found["flips"]) == len(noise.SHARES)
    assert {flip["spread"] for flip in found["flips"][2:]} == {0.0}
