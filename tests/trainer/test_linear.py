import numpy as np
import pytest

from trainer.features import Batch
from trainer.features import NothingToLearn
from trainer.learning import BadRequest
from trainer.learning import Learner
from trainer.learning import learner
from trainer.learning import Request

TEXTS = {"cat": "purrs softly", "dog": "barks loudly", "cow": "moos slowly"}
EXAMPLES = tuple(
    (label, f"{said} {who}", who) for label, said in TEXTS.items() for who in ("ana", "bo", "cy")
)


def reader(width: int = 4, language: str = "") -> Learner:
    request = Request("text", ("dog", "cat", "cow"), EXAMPLES, language=language)
    vectors = np.random.default_rng(1).normal(size=(9, width)).astype(np.float32)
    return learner(request, vectors, lambda *_: None)


def test_labels_are_in_order_and_answers_are_their_places() -> None:
    found = reader()
    assert found.labels == ("cat", "cow", "dog")
    assert found.answers.tolist() == [0, 0, 0, 2, 2, 2, 1, 1, 1]
    assert found.contributors == ["ana", "bo", "cy"] * 3


def test_a_label_that_nobody_taught_has_no_chance() -> None:
    found = reader().learn(np.arange(6)).probabilities(np.arange(9))
    assert np.array_equal(found[:, 1], np.zeros(9))
    assert found.sum(axis=1) == pytest.approx(np.ones(9))


def test_the_only_label_is_certain() -> None:
    assert reader().learn(np.arange(3)).probabilities(np.array([8])).tolist() == [[1, 0, 0]]


def test_other_answers_teach_other_labels() -> None:
    found = reader()
    turned = (found.answers + 1) % 3
    said = found.learn(np.arange(9), turned).probabilities(np.arange(9)).argmax(axis=1)
    assert np.array_equal(said, turned)


@pytest.mark.parametrize("width", [0, 4])
def test_the_order_of_the_chosen_makes_no_difference(width: int) -> None:
    found, asked = reader(width), np.array([7, 0, 3])
    one = found.learn(np.array([0, 3, 6, 1, 4])).probabilities(asked)
    other = found.learn(np.array([4, 1, 6, 3, 0])).probabilities(asked[::-1])
    assert np.array_equal(one, other[::-1])


def test_the_model_says_what_was_learned() -> None:
    found = reader(0)
    learned = found.learn(np.arange(9))
    batch = Batch.without_vectors([data for _, data, _ in EXAMPLES])
    assert learned.model().probabilities(batch) == pytest.approx(
        learned.probabilities(np.arange(9)), abs=1e-6
    )


@pytest.mark.parametrize("language", ["", "da"])
def test_the_model_counts_words_as_they_were_learned(language: str) -> None:
    found = reader(4, language)
    learned = found.learn(np.arange(9))
    vectors = np.random.default_rng(1).normal(size=(9, 4)).astype(np.float32)
    batch = Batch([data for _, data, _ in EXAMPLES], vectors)
    assert learned.model().probabilities(batch) == pytest.approx(
        learned.probabilities(np.arange(9)), abs=1e-6
    )


def test_nothing_chosen_teaches_nothing() -> None:
    with pytest.raises(NothingToLearn):
        reader().learn(np.array([], dtype=np.intp))


def test_texts_without_words_are_learned_by_their_vectors() -> None:
    request = Request("text", ("a", "b"), (("a", "...", "x"), ("b", ",", "x")))
    vectors = np.eye(2, dtype=np.float32)
    learned = learner(request, vectors, lambda *_: None).learn(np.arange(2))
    assert learned.probabilities(np.arange(2)).argmax(axis=1).tolist() == [0, 1]
    assert learned.model().features.startswith("text-2")


def test_each_example_needs_its_vector() -> None:
    with pytest.raises(BadRequest, match="vector"):
        learner(Request("text", tuple(TEXTS), EXAMPLES), np.zeros((8, 4), np.float32), print)
