from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from trainer import contributors
from trainer.learning import Request

Crowd = Callable[..., Request]


def study(request: Request, points: list[Any] | None = None) -> dict[str, Any]:
    vectors = np.zeros((len(request.examples) + len(request.test), 0), np.float32)
    heard: list[Any] = [] if points is None else points
    return contributors.study(request, vectors, lambda *_: None, heard.append)


def about(found: dict[str, Any], who: str) -> dict[str, Any]:
    [item] = [item for item in found["people"] if item["contributor"] == who]
    return dict(item)


@pytest.fixture(scope="module")
def helped(crowd: Crowd) -> dict[str, Any]:
    """Of a class in which one person wrote most, and another called everything a cow."""
    plenty = tuple((label, text, "star") for label, text, _ in crowd(12).examples)
    lies = [("cow", text, "liar") for label, text, _ in crowd(5).examples if label != "cow"]
    request = crowd(6, 3)
    return study(replace(request, examples=(*plenty, *lies[:9], *request.examples)))


def test_the_others_do_worse_without_whom_they_learned_from(helped: dict[str, Any]) -> None:
    star = about(helped, "star")
    assert star["examples"] == 72
    assert star["difference"] < -star["spread"] < 0


def test_the_others_do_better_without_whom_leads_them_astray(helped: dict[str, Any]) -> None:
    assert about(helped, "liar")["difference"] > 0


def test_who_gave_most_comes_first(helped: dict[str, Any]) -> None:
    assert helped["people"][0]["contributor"] == "star"
    sizes = [item["examples"] for item in helped["people"]]
    assert sizes == sorted(sizes, reverse=True)


def test_the_difference_is_to_the_same_examples_with_everybody(crowd: Crowd) -> None:
    found = study(crowd(8))
    for item in found["people"]:
        assert 0 <= item["without"] - item["difference"] <= 1
    assert found["of"] == 48


def test_groups_are_quarters_of_the_people(crowd: Crowd) -> None:
    groups = study(crowd(10))["groups"]
    assert [item["group"] for item in groups] == [1, 2, 3, 4]
    assert [item["contributors"] for item in groups] == [3, 3, 2, 2]
    assert [item["examples"] for item in groups] == [18, 18, 12, 12]


def test_a_small_class_has_no_groups(crowd: Crowd) -> None:
    found = study(crowd(5))
    assert (len(found["people"]), found["groups"]) == (5, [])


def test_beyond_forty_people_the_others_are_in_groups_alone(crowd: Crowd) -> None:
    found = study(crowd(44, 3))
    assert len(found["people"]) == contributors.MOST_PEOPLE
    assert sum(item["contributors"] for item in found["groups"]) == 44


def test_too_few_people_say_nothing(crowd: Crowd) -> None:
    found = study(crowd(2))
    assert found == {
        "accuracy": None, "of": 0, "people": [], "groups": [], "reason": "few_contributors"
    }  # fmt: skip


def test_people_are_told_as_they_come(crowd: Crowd) -> None:
    heard: list[dict[str, Any]] = []
    counts: list[int] = []
    request = crowd(5)
    vectors = np.zeros((len(request.examples), 0), np.float32)
    contributors.study(
        request,
        vectors,
        lambda *_: None,
        lambda result: (heard.append(result), counts.append(len(result["people"])))[0],
    )
    assert counts == [1, 2, 3, 4, 5]


def test_without_time_nobody_is_left_out(crowd: Crowd) -> None:
    found = study(replace(crowd(5), options={"seconds": 0.0}))
    assert (found["people"], found["of"]) == ([], 30)


def test_the_order_of_examples_makes_no_difference(crowd: Crowd) -> None:
    request = crowd(6)
    assert study(replace(request, examples=request.examples[::-1])) == study(request)
