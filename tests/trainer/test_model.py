import numpy as np
import pytest

from trainer.features import Batch
from trainer.model import LabelConfidence
from trainer.model import LinearModel
from trainer.model import Model
from trainer.model import ranked
from trainer.model import softmax


def confidences(model: Model, *texts: str) -> list[list[LabelConfidence]]:
    return ranked(model, Batch.without_vectors(texts))


def test_confidences_add_up_to_one_and_the_surest_is_first(model: Model) -> None:
    (labels,) = confidences(model, "the dog Rex")
    assert sum(item.confidence for item in labels) == pytest.approx(1)
    assert labels[0].label == "dog"
    assert labels[0].confidence > labels[1].confidence


def test_a_text_of_unknown_words_leaves_the_model_unsure(model: Model) -> None:
    (labels,) = confidences(model, "zzz")
    assert labels[0].confidence == pytest.approx(0.5, abs=0.05)


def test_a_text_alone_and_in_a_batch_gets_the_same_answer(model: Model) -> None:
    texts = [f"dog and cat {number}" for number in range(50)]
    assert confidences(model, *texts) == [confidences(model, text)[0] for text in texts]


def test_huge_logits_are_no_problem() -> None:
    assert softmax(np.array([[1000.0, 0.0]])).tolist() == [[1.0, 0.0]]


def seeing(width: int = 500, labels: int = 7) -> LinearModel:
    chance = np.random.default_rng(1)
    dense = chance.normal(size=(width, labels)).astype(np.float32)
    names = tuple(f"label {number}" for number in range(labels))
    return LinearModel("images", names, "images-1 x", "x", dense, np.zeros(labels, np.float32))


def test_a_vector_alone_and_in_a_batch_gets_the_same_answer() -> None:
    vectors = np.random.default_rng(2).normal(size=(33, 500)).astype(np.float32)
    together = seeing().probabilities(Batch([""] * 33, vectors))
    alone = [seeing().probabilities(Batch([""], row[None]))[0] for row in vectors]
    assert np.array_equal(together, alone)


def test_vectors_of_another_network_are_refused() -> None:
    with pytest.raises(ValueError, match="another network"):
        seeing().probabilities(Batch([""], np.zeros((1, 499), np.float32)))


def test_no_examples_get_no_answers() -> None:
    assert seeing().probabilities(Batch([], np.zeros((0, 500), np.float32))).shape == (0, 7)
