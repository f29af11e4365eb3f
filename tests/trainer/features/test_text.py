import numpy as np
import pytest

from trainer.features import NothingToLearn
from trainer.features.text import read
from trainer.features.text import Rows
from trainer.features.text import TextFeatures

TEXTS = ["my cat purrs", "the dog barks", "我喜欢猫", "cat and dog 🐱"]


def quiet(done: int, of: int) -> None:
    pass


def dense(rows: Rows) -> np.ndarray:
    return rows.times(np.eye(rows.width, dtype=np.float32))


def learned(texts: list[str] = TEXTS, most: int = 10_000) -> tuple[TextFeatures, Rows]:
    features, rows = read(texts, quiet).learn(np.arange(len(texts)), most)
    assert isinstance(features, TextFeatures)
    return features, rows


def test_every_row_has_length_one() -> None:
    _, rows = learned()
    assert np.linalg.norm(dense(rows), axis=1) == pytest.approx(np.ones(4))


def test_words_and_runs_have_their_shares() -> None:
    features, rows = learned(["my cat purrs"])
    words = [name.startswith("w") for name in features.names]
    assert np.linalg.norm(dense(rows)[0, words]) == pytest.approx(0.6)


def test_training_and_predicting_see_the_same_rows() -> None:
    features, rows = learned()
    assert np.array_equal(dense(features.transform(TEXTS)), dense(rows))


def test_features_of_some_texts_are_those_learned_without_the_others() -> None:
    features, rows = read(TEXTS, quiet).learn(np.array([0, 1]), 10_000)
    alone, _ = learned(TEXTS[:2])
    assert features.arrays()["names"].tobytes() == alone.arrays()["names"].tobytes()
    assert np.array_equal(dense(rows), dense(alone.transform(TEXTS)))


def test_an_unknown_text_has_an_empty_row() -> None:
    features, _ = learned()
    assert not dense(features.transform(["xyz", ""])).any()


def test_no_more_features_are_kept_than_asked_for() -> None:
    features, _ = learned(most=5)
    assert features.width == 5


def test_the_commonest_features_are_kept() -> None:
    features, _ = learned(["cat", "cat", "emu"], most=1)
    assert features.transform(["cat"]).values.size == 1


def test_texts_without_words_teach_nothing() -> None:
    with pytest.raises(NothingToLearn):
        learned(["...", ","])


def test_shares_of_words_add_up_to_the_row() -> None:
    features, _ = learned()
    for text in TEXTS:
        found, shares = features.shares(text)
        assert len(shares) == len(found)
        assert dense(shares).sum(axis=0) == pytest.approx(dense(features.transform([text]))[0])


def test_features_come_back_from_their_arrays() -> None:
    features, rows = learned()
    back = TextFeatures.load(features.arrays())
    assert np.array_equal(dense(back.transform(TEXTS)), dense(rows))


def test_arrays_that_do_not_fit_are_refused() -> None:
    features, _ = learned()
    arrays = {**features.arrays(), "idf": features.idf[:-1]}
    with pytest.raises(ValueError, match="number"):
        TextFeatures.load(arrays)


def test_names_out_of_order_are_refused() -> None:
    names = np.frombuffer(b"wb\nwa", dtype=np.uint8)
    with pytest.raises(ValueError, match="order"):
        TextFeatures.load({"names": names, "idf": np.ones(2, dtype=np.float32)})
