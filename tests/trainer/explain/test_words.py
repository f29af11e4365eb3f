from collections.abc import Sequence

import numpy as np
import pytest

from trainer.explain import why
from trainer.explain import Words
from trainer.explain.words import because
from trainer.explain.words import spoken
from trainer.features import Batch
from trainer.fit import fit
from trainer.learning import Request
from trainer.model import LinearModel


def said_for(model: LinearModel, text: str, label: str) -> float:
    """The logit of a label less the mean of the others, without their bias."""
    logits = (model.logits(Batch.without_vectors([text])) - model.bias.astype(float))[0]
    chosen = model.labels.index(label)
    return float(logits[chosen] - np.delete(logits, chosen).mean())


@pytest.fixture
def three() -> LinearModel:
    said = {"cat": "我喜欢猫 purrs", "dog": "我不喜欢狗 barks", "cow": "ฉันชอบวัว moos"}
    examples = [(name, f"{text} {who}", who) for name, text in said.items() for who in "abcd"]
    request = Request("text", tuple(said), tuple(examples))
    found = fit(request, np.zeros((len(examples), 0), np.float32), lambda *_: None).model
    assert isinstance(found, LinearModel)
    return found


@pytest.mark.parametrize(
    "text", ["purrs purrs", "我不喜欢猫狗", "ฉันชอบ cats!", "it BARKS and barks", "zzz", ""]
)
@pytest.mark.parametrize("label", ["cat", "dog", "cow"])
def test_weights_add_up_to_what_the_model_says(three: LinearModel, text: str, label: str) -> None:
    total = sum(item.weight for item in spoken(three, text, label))
    assert total == pytest.approx(said_for(three, text, label), abs=1e-9)


def test_weights_add_up_for_two_labels_too(model: LinearModel) -> None:
    total = sum(item.weight for item in spoken(model, "the cat barks", "dog"))
    assert total == pytest.approx(said_for(model, "the cat barks", "dog"), abs=1e-9)


def test_the_telling_word_speaks_loudest(model: LinearModel) -> None:
    assert because(model, "Lili barks today", "dog")[0].word == "barks"


def test_a_word_of_the_other_label_speaks_against(model: LinearModel) -> None:
    weights = {item.word: item.weight for item in because(model, "my dog purrs", "dog")}
    assert weights["purrs"] < 0 < weights["dog"]


def test_words_are_shown_as_they_were_written(model: LinearModel) -> None:
    assert "BARKS" in [item.word for item in because(model, "It BARKS", "dog")]


def test_a_word_that_stands_twice_is_shown_once(model: LinearModel) -> None:
    assert [item.word.lower() for item in because(model, "Dog dog", "dog")] == ["dog"]


def test_unknown_words_are_not_shown(model: LinearModel) -> None:
    assert because(model, "zzz", "dog") == []


def test_only_the_eight_strongest_words_are_shown(model: LinearModel) -> None:
    text = "my cat the dog purrs barks softly loudly Tom Kitty Rex Bello Momo"
    shown = because(model, text, "cat")
    assert len(shown) == 8
    assert shown == spoken(model, text, "cat")[:8]


def test_characters_that_speak_for_one_side_are_shown_as_one_run(three: LinearModel) -> None:
    shown = [item.word for item in because(three, "我不喜欢狗", "dog")]
    assert all(run in "我不喜欢狗" for run in shown)
    assert max(map(len, shown)) > 1


class LettersA:
    """A network whose vector is how many letters `a` a text has, and that there is one."""

    version, width = "letters-1", 2

    def embed(self, items: Sequence[bytes]) -> np.ndarray:
        return np.array([[item.count(b"a"), 1] for item in items], np.float32)


def counting(embedder: str = "letters-1") -> LinearModel:
    """A model for which every `a` speaks for `many`."""
    dense = np.array([[-1, 1], [0, 0]], np.float32)
    return LinearModel("text", ("few", "many"), "x", embedder, dense, np.zeros(2, np.float32))


def test_a_words_part_of_a_vector_is_what_is_lost_without_it() -> None:
    shown = spoken(counting(), "Banana, pie: a_pal!", "many", LettersA())
    assert {item.word: item.weight for item in shown} == {"Banana": 6.0, "a": 2.0, "pal": 2.0}


def test_vectors_of_another_network_explain_nothing() -> None:
    assert spoken(counting("letters-2"), "Banana pie", "many", LettersA()) == []


def test_each_character_of_a_script_without_spaces_can_be_left_out() -> None:
    shown = spoken(counting(), "我a喜欢a", "many", LettersA())
    assert sum(item.weight for item in shown) == pytest.approx(4.0)


def test_long_texts_lose_several_words_at_once() -> None:
    network = LettersA()
    texts: list[int] = []
    network.embed = lambda items: texts.append(len(items)) or LettersA().embed(items)  # type: ignore[method-assign, func-returns-value]
    shown = spoken(counting(), " ".join(f"a{number}" for number in range(200)), "many", network)
    assert sum(item.weight for item in shown) == pytest.approx(400.0)
    assert texts == [41]


def test_why_gives_the_words_of_a_text(three: LinearModel) -> None:
    found = why(three, b"it purrs", "cat")
    assert isinstance(found, Words)
    assert found.words == because(three, "it purrs", "cat")
