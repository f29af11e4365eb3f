import numpy as np
import pytest
from scipy.sparse import csr_matrix

from trainer import heads
from trainer.heads import head
from trainer.heads import Weights


def class_of(count: int, width: int = 20, words: int = 50) -> tuple[np.ndarray, csr_matrix]:
    """Vectors and words of three labels in turn; both tell a little about the label."""
    chance = np.random.default_rng(5)
    turn = np.arange(count) % 3
    vectors = chance.normal(size=(count, width)) + 1.5 * np.eye(3, width)[turn]
    said = (chance.random((count, words)) < 0.1) + (np.eye(3, words)[turn] > 0)
    return vectors.astype(np.float32), csr_matrix(
        said / np.linalg.norm(said + 1e-9, axis=1)[:, None]
    )


def right(found: Weights, vectors: np.ndarray, words: csr_matrix) -> float:
    scores = vectors @ found.dense + words @ found.words + found.bias
    return float((scores.argmax(axis=1) == np.arange(len(vectors)) % 3).mean())


@pytest.mark.parametrize("count", [60, 1_800])
def test_vectors_and_words_together_tell_more_than_either(count: int) -> None:
    vectors, words = class_of(count + 600)
    chosen, answers = np.arange(count), np.arange(count) % 3
    both = head(vectors, words, chosen, answers)
    alone = head(vectors, None, chosen, answers)
    asked = slice(count, None)
    assert right(both, vectors[asked], words[asked]) > 0.8
    assert right(alone, vectors[asked], csr_matrix((600, 0))) < right(
        both, vectors[asked], words[asked]
    )


@pytest.mark.parametrize("count", [60, 1_800])
def test_words_alone_can_be_learned(count: int) -> None:
    _, words = class_of(count)
    none = np.zeros((count, 0), dtype=np.float32)
    found = head(none, words, np.arange(count), np.arange(count) % 3)
    assert right(found, none, words) > 0.9


def test_few_and_many_examples_are_learned_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, _ = class_of(300)
    chosen, answers = np.arange(300), np.arange(300) % 3
    few = head(vectors, None, chosen, answers)
    monkeypatch.setattr(heads, "MOST_IN_COMMON", 0)
    many = head(vectors, None, chosen, answers)
    assert many.dense == pytest.approx(few.dense, abs=1e-3)
    assert many.bias == pytest.approx(few.bias, abs=1e-3)


def test_nothing_is_learned_from_what_is_not_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, words = class_of(90)
    chosen, answers = np.arange(60), np.arange(60) % 3
    for most in (1_200, 0):
        monkeypatch.setattr(heads, "MOST_IN_COMMON", most)
        whole = head(vectors, words, chosen, answers)
        part = head(vectors[:60], words[:60], chosen, answers)
        assert all(map(np.array_equal, whole, part))


def test_the_likeness_of_a_text_to_its_own_label_leaves_it_out() -> None:
    words = csr_matrix(np.eye(4))
    profiles, likeness = heads._likeness(words, np.arange(4), np.array([0, 0, 1, 1]))
    assert likeness.tolist() == [[0, 0]] * 4
    assert profiles[:, 0].tolist() == [0.5, 0.5, 0, 0]
