import numpy as np
import pytest

from trainer.model import Model
from trainer.model import softmax


def test_confidences_add_up_to_one_and_the_surest_is_first(model: Model) -> None:
    (labels,) = model.confidences(["the dog Rex"])
    assert sum(item.confidence for item in labels) == pytest.approx(1)
    assert labels[0].label == "dog"
    assert labels[0].confidence > labels[1].confidence


def test_a_text_of_unknown_words_leaves_the_model_unsure(model: Model) -> None:
    (labels,) = model.confidences(["zzz"])
    assert labels[0].confidence == pytest.approx(0.5, abs=0.05)


def test_a_text_alone_and_in_a_batch_gets_the_same_answer(model: Model) -> None:
    texts = [f"dog and cat {number}" for number in range(50)]
    assert model.confidences(texts) == [model.confidences([text])[0] for text in texts]


def test_huge_logits_are_no_problem() -> None:
    assert softmax(np.array([[1000.0, 0.0]])).tolist() == [[1.0, 0.0]]
