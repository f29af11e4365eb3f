import msgspec
import numpy as np
import pytest

from trainer.evaluate import on_test
from trainer.evaluate import scored
from trainer.evaluate import unscored
from trainer.export import About
from trainer.export.card import card
from trainer.export.card import escaped
from trainer.export.card import readme
from trainer.model import LinearModel
from trainer.trees import ForestModel

ANSWERS = np.array([0] * 10 + [1] * 10)
GUESSES = np.array([0] * 9 + [1] + [1] * 7 + [0] * 3)
PEOPLE = [f"p{number % 5}" for number in range(20)]
SCORE = msgspec.to_builtins(scored(("lily", "rose"), ANSWERS, GUESSES, PEOPLE))


def about(**changes: object) -> About:
    known = {"name": "Flowers", "examples": 20, "contributors": 5, "score": SCORE}
    return About(**{**known, **changes})  # type: ignore[arg-type]


def test_the_card_says_how_much_it_was_taught_by_how_many(forest_model: ForestModel) -> None:
    text = card(forest_model, about(labels={"lily": "Lily"}, created=1_700_000_000, box="9.9"))
    assert "- **Examples:** 20\n- **People who made them:** 5\n" in text
    assert "- **Labels:** Lily (10), rose (10)" in text
    assert "- **Fields:** petal, leaf, colour" in text
    assert "- **Trained on:** 2023-11-14" in text
    assert "Crowdbox 9.9" in text


def test_the_card_says_how_good_it_is_and_how_sure_that_is(forest_model: ForestModel) -> None:
    text = card(forest_model, about())
    assert "About **8 of 10** right" in text
    assert "16 of 20 examples (80%). With other people like these it would be between" in text


def test_the_card_shows_what_was_taken_for_what(forest_model: ForestModel) -> None:
    text = card(forest_model, about())
    assert "| **lily** | 9 | 1 |\n| **rose** | 3 | 7 |" in text


def test_the_card_has_no_number_where_there_is_no_honest_one(forest_model: ForestModel) -> None:
    text = card(forest_model, about(score=msgspec.to_builtins(unscored(["ana"]))))
    assert "Nobody knows." in text
    assert "of 10" not in text


def test_the_card_tells_of_a_test_set(forest_model: ForestModel) -> None:
    test = msgspec.to_builtins(on_test(("lily", "rose"), ANSWERS, GUESSES, PEOPLE))
    assert "locked away: 16 of 20 right" in card(forest_model, about(score={**SCORE, "test": test}))


def test_a_card_of_a_model_that_nothing_is_known_of_says_so(forest_model: ForestModel) -> None:
    text = card(forest_model, About())
    assert text.startswith("# A model\n")
    assert "- **People who made them:** not known" in text


@pytest.mark.parametrize("kind", ["text", "images", "sounds"])
def test_each_type_has_limits_of_its_own(kind: str) -> None:
    zeros = np.zeros((0, 2), np.float32)
    model = LinearModel(kind, ("a", "b"), f"{kind}-2 none", "none", zeros, np.zeros(2, np.float32))
    assert card(model, About()).count("\n- ") >= 9
    assert "predict.py" in readme(model, About())


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x>",
        "[x](http://evil)",
        "![x](y)",
        "`x`",
        "a|b",
        "*x*",
        "<!--",
        "www.evil.com",
        "a\n# b",
    ],
)
def test_names_are_only_names(forest_model: ForestModel, name: str) -> None:
    written = escaped(name)
    for special in ("<", ">", "\n"):
        assert special not in written
    text = card(forest_model, about(name=name, labels={"lily": name}))
    assert f"# {written}\n" in text
    assert name not in text


def test_an_escaped_name_reads_as_it_was_written() -> None:
    from html import unescape

    for name in ("Tom & Jerry's <b>", "a_b*c", r"back\slash", "x|y", "ok 1.5"):
        plain = unescape(escaped(name)).replace("\\\\", "\0").replace("\\", "").replace("\0", "\\")
        assert plain == name
