import numpy as np
import pytest

from trainer.explain import because
from trainer.explain import spoken
from trainer.fit import fit
from trainer.fit import Request
from trainer.model import Model


def said_for(model: Model, text: str, label: str) -> float:
    """The logit of a label less the mean of the others, without their bias."""
    logits = (model.logits(model.features.transform([text])) - model.bias.astype(float))[0]
    chosen = model.labels.index(label)
    return float(logits[chosen] - np.delete(logits, chosen).mean())


@pytest.fixture
def three() -> Model:
    said = {"cat": "我喜欢猫 purrs", "dog": "我不喜欢狗 barks", "cow": "ฉันชอบวัว moos"}
    examples = [(name, f"{text} {who}", who) for name, text in said.items() for who in "abcd"]
    return fit(Request("text", tuple(said), tuple(examples)), lambda *_: None).model


@pytest.mark.parametrize(
    "text", ["purrs purrs", "我不喜欢猫狗", "ฉันชอบ cats!", "it BARKS and barks", "zzz", ""]
)
@pytest.mark.parametrize("label", ["cat", "dog", "cow"])
def test_weights_add_up_to_what_the_model_says(three: Model, text: str, label: str) -> None:
    total = sum(item.weight for item in spoken(three, text, label))
    assert total == pytest.approx(said_for(three, text, label), abs=1e-9)


def test_weights_add_up_for_two_labels_too(model: Model) -> None:
    total = sum(item.weight for item in spoken(model, "the cat barks", "dog"))
    assert total == pytest.approx(said_for(model, "the cat barks", "dog"), abs=1e-9)


def test_the_telling_word_speaks_loudest(model: Model) -> None:
    assert because(model, "Lili barks today", "dog")[0].word == "barks"


def test_a_word_of_the_other_label_speaks_against(model: Model) -> None:
    weights = {item.word: item.weight for item in because(model, "my dog purrs", "dog")}
    assert weights["purrs"] < 0 < weights["dog"]


def test_words_are_shown_as_they_were_written(model: Model) -> None:
    assert "BARKS" in [item.word for item in because(model, "It BARKS", "dog")]


def test_a_word_that_stands_twice_is_shown_once(model: Model) -> None:
    assert [item.word.lower() for item in because(model, "Dog dog", "dog")] == ["dog"]


def test_unknown_words_are_not_shown(model: Model) -> None:
    assert because(model, "zzz", "dog") == []


def test_only_the_eight_strongest_words_are_shown(model: Model) -> None:
    text = "my cat the dog purrs barks softly loudly Tom Kitty Rex Bello Momo"
    shown = because(model, text, "cat")
    assert len(shown) == 8
    assert shown == spoken(model, text, "cat")[:8]


def test_characters_that_speak_for_one_side_are_shown_as_one_run(three: Model) -> None:
    shown = [item.word for item in because(three, "我不喜欢狗", "dog")]
    assert all(run in "我不喜欢狗" for run in shown)
    assert max(map(len, shown)) > 1
