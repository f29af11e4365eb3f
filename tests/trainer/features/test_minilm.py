import numpy as np
import pytest

from trainer.features import minilm
from trainer.features import MissingWeights
from trainer.features.inside import COMMON
from trainer.features.inside import Inside
from trainer.features.minilm import MiniLM

pytestmark = pytest.mark.skipif(bool(minilm.missing()), reason="needs `make weights`")


@pytest.fixture(scope="module")
def english() -> MiniLM:
    return MiniLM()


def test_a_text_has_the_same_vector_alone_and_among_others(english: MiniLM) -> None:
    items = [b"I love my cat", b"", b"?", "naïve 猫".encode(), b"a long text " * 500]
    together = english.embed(items)
    assert np.array_equal(together, np.concatenate([english.embed([item]) for item in items]))
    assert np.array_equal(together, together.astype(np.float16))


def test_both_halves_have_their_length(english: MiniLM) -> None:
    [vector] = english.embed([b"Where is my cat?"])
    assert np.linalg.norm(vector[:384]) == pytest.approx(1, abs=0.001)
    assert np.linalg.norm(vector[384:]) == pytest.approx(2**0.5, abs=0.001)


def test_the_last_layer_knows_what_is_meant(english: MiniLM) -> None:
    kitten, cat, bank = english.embed([b"a small kitten", b"a young cat", b"the bank is closed"])
    assert kitten[:384] @ cat[:384] > 0.6 > kitten[:384] @ bank[:384]


def test_the_middle_knows_how_it_is_said(english: MiniLM) -> None:
    asked = [b"Where is the cat?", b"Where does the train stop?", b"Where was he born?"]
    told = [b"The cat sleeps.", b"The train stops in town.", b"He was born in May."]
    middle = english.embed([*asked, *told])[:, 384:]
    alike = middle @ middle.T
    assert alike[0, 1:3].mean() > alike[0, 3:].mean()


def test_missing_weights_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm.weights, "where", lambda name: None)
    with pytest.raises(MissingWeights) as caught:
        MiniLM()
    assert set(caught.value.names) == {minilm.NETWORK, minilm.PIECES}


def test_what_all_sentences_have_in_common_is_left_out() -> None:
    def layers(text: str) -> list[np.ndarray]:
        return [np.ones((2, 3)), np.array([[100.0, float(text == "mine"), 0.0]])]

    assert len(COMMON) > 20
    assert Inside(layers).vector("mine")[3:] == pytest.approx([0, 2**0.5, 0])
