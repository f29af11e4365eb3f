import os

import numpy as np
import pytest

from trainer import weights
from trainer.features import Embedder
from trainer.features import embedder
from trainer.features import sentences
from trainer.features import use
from trainer.features import uses
from trainer.features.sentences import Joined
from trainer.features.use import Use

TEXTS = [
    *("I love my cat", "Ich mag Hunde", "我喜欢猫", "", "?", "🐱", "a" * 5_000),
    *(f"text number {number} is about {'cats' * (number % 9)}" for number in range(60)),
]
ITEMS = [text.encode() for text in TEXTS]


@pytest.fixture(scope="module")
def sentences_of() -> Use:
    return Use()


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of weights that are not there."""
    lacking: set[str] = set()
    monkeypatch.setattr(
        weights, "missing", lambda *names: tuple(name for name in names if name in lacking)
    )
    return lacking


def test_a_text_has_the_same_vector_alone_and_among_others(sentences_of: Use) -> None:
    together = sentences_of.embed(ITEMS)
    alone = np.concatenate([sentences_of.embed([item]) for item in ITEMS])
    assert np.array_equal(together, alone)
    assert np.array_equal(sentences_of.embed(ITEMS[::-1]), together[::-1])


def test_vectors_have_about_length_one_and_fit_sixteen_bits(sentences_of: Use) -> None:
    found = sentences_of.embed(ITEMS)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(ITEMS)), abs=0.02)
    assert np.array_equal(found, found.astype(np.float16))


def test_no_texts_have_no_vectors(sentences_of: Use) -> None:
    assert sentences_of.embed([]).shape == (0, use.WIDTH)


def test_the_same_said_in_another_language_is_near(sentences_of: Use) -> None:
    cat, katze, rain = sentences_of.embed([b"I love my cat", b"Ich liebe meine Katze", b"It rains"])
    assert cat @ katze > 0.7 > cat @ rain


def test_english_has_a_second_network_where_there_is_memory(without: set[str]) -> None:
    assert uses("text", "en").version == "use-m3-1+minilm-1"
    assert uses("text", "en-GB").version == "use-m3-1+minilm-1"
    assert {uses("text", language).version for language in ("", "de", "da")} == {"use-m3-1"}


def test_a_small_machine_has_one_network(
    without: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 1_000_000_000 // 4096}
    monkeypatch.setattr(os, "sysconf", pages.__getitem__)
    assert uses("text", "en").version == "use-m3-1"


def test_what_is_missing_is_said_and_done_without(without: set[str]) -> None:
    without.add("minilm")
    assert uses("text", "en") == sentences.Uses("use-m3-1", ("minilm",))
    without.add("use-m3")
    assert uses("text", "en") == sentences.Uses("none", ("use-m3",))


def test_without_weights_vectors_have_no_width(without: set[str]) -> None:
    without.add("use-m3")
    found = embedder("text")
    assert (found.version, found.width) == ("none", 0)
    assert found.embed([b"a", b"b"]).shape == (2, 0)


def test_networks_stand_side_by_side(sentences_of: Use) -> None:
    both: list[Embedder] = [sentences_of, sentences_of]
    joined = Joined(both)
    assert (joined.version, joined.width) == ("use-m3-1+use-m3-1", 1024)
    found = joined.embed(ITEMS[:2])
    assert np.array_equal(found[:, :512], found[:, 512:])


def test_numbers_have_no_network() -> None:
    assert uses("numbers").version == "none"
    with pytest.raises(KeyError):
        embedder("numbers")
