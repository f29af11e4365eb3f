import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from trainer import crowd as crowd_curve
from trainer.learning import Request

Crowd = Callable[..., Request]


def curve(request: Request, points: list[Any] | None = None) -> dict[str, Any]:
    vectors = np.zeros((len(request.examples) + len(request.test), 0), np.float32)
    heard: list[Any] = [] if points is None else points
    return crowd_curve.study(request, vectors, lambda *_: None, heard.append)


@pytest.fixture(scope="module")
def thirty(crowd: Crowd) -> dict[str, Any]:
    return curve(crowd(30))


def test_the_sizes_go_from_one_to_all_that_are_not_held_out(thirty: dict[str, Any]) -> None:
    assert [point["contributors"] for point in thirty["points"]] == [1, 2, 5, 10, 20]
    assert [point["examples"] for point in thirty["points"]] == [6, 12, 30, 60, 120]
    assert (thirty["contributors"], thirty["tested_on"]) == (30, 60)


def test_more_people_teach_more(thirty: dict[str, Any]) -> None:
    means = [point["mean"] for point in thirty["points"]]
    assert means == sorted(means)
    assert means[0] < 0.6 < means[-1]


def test_each_point_has_its_draws_their_mean_and_their_spread(thirty: dict[str, Any]) -> None:
    for point in thirty["points"]:
        assert len(point["scores"]) == crowd_curve.DRAWS
        assert point["mean"] == pytest.approx(np.mean(point["scores"]), abs=1e-3)
        assert point["spread"] == pytest.approx(np.std(point["scores"]), abs=1e-3)


def test_larger_crowds_are_a_guess_with_its_range(thirty: dict[str, Any]) -> None:
    assert [guess["contributors"] for guess in thirty["guess"]] == [300, 3000]
    for guess in thirty["guess"]:
        assert 0 <= guess["low"] <= guess["mean"] <= guess["high"] <= 1
        assert guess["mean"] >= thirty["points"][-1]["mean"] - thirty["points"][-1]["spread"]
    near, far = thirty["guess"]
    assert near["mean"] <= far["mean"]


def test_the_curve_fits_what_was_measured(thirty: dict[str, Any]) -> None:
    fit, last = thirty["fit"], thirty["points"][-1]
    reached = fit["top"] - fit["drop"] * last["contributors"] ** -fit["power"]
    assert reached == pytest.approx(last["mean"], abs=0.05)


def test_the_order_of_examples_makes_no_difference(crowd: Crowd) -> None:
    request = crowd(9)
    shuffled = list(request.examples)
    random.Random(3).shuffle(shuffled)
    assert curve(replace(request, examples=tuple(shuffled))) == curve(request)


def test_another_seed_draws_other_people(crowd: Crowd) -> None:
    request = crowd(9)
    other = replace(request, options=request.options | {"seed": 7.0})
    assert curve(other)["points"] != curve(request)["points"]


@pytest.mark.parametrize("people", [1, 3])
def test_too_few_people_have_no_curve(crowd: Crowd, people: int) -> None:
    found = curve(crowd(people))
    assert (found["points"], found["fit"], found["guess"]) == ([], None, [])
    assert found["reason"] == "few_contributors"


def test_a_few_people_have_points_and_no_guess(crowd: Crowd) -> None:
    found = curve(crowd(4))
    assert [point["contributors"] for point in found["points"]] == [1, 2, 3]
    assert (found["fit"], found["guess"], found["reason"]) == (None, [], "")


def test_points_are_told_as_they_come(crowd: Crowd) -> None:
    heard: list[dict[str, Any]] = []
    found = curve(crowd(9), heard)
    assert [len(result["points"]) for result in heard[:5]] == [1, 2, 3, 4, 4]
    assert heard[-1]["points"] == found["points"]
    assert heard[0]["points"][0]["scores"] == found["points"][0]["scores"][:1]


def test_without_time_each_size_is_measured_at_least_once(crowd: Crowd) -> None:
    found = curve(replace(crowd(30), options={"seconds": 0.0}))
    assert [len(point["scores"]) for point in found["points"]] == [2, 1, 1, 1, 1]
    assert found["guess"] == []


def test_what_is_locked_away_teaches_and_tests_nothing(crowd: Crowd) -> None:
    request = crowd(9)
    locked = tuple(("cat", text, who + "x") for _, text, who in request.examples)
    plain, beside = curve(request), curve(replace(request, test=locked))
    assert plain == beside


def test_a_label_that_somebody_alone_wrote_does_no_harm(crowd: Crowd) -> None:
    request = crowd(9)
    alone = replace(
        request,
        labels=(*request.labels, "emu"),
        examples=(*request.examples, ("emu", "Kim runs fast", "p000")),
    )
    assert len(curve(alone)["points"]) == 4


def test_people_without_a_word_do_no_harm() -> None:
    examples = tuple((label, "…", f"p{who}") for who in range(5) for label in "ab")
    wordy = tuple((label, f"{label * 4} word", f"p{who}") for who in (5, 6, 7) for label in "ab")
    request = Request("text", ("a", "b"), examples + wordy, options={"seconds": 600.0})
    found = curve(request)
    assert all(0 <= score <= 1 for point in found["points"] for score in point["scores"])
