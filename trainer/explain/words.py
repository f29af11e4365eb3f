"""Which words of a text spoke for a label: exact for counted words, by leaving out for vectors.

The words' own part of a linear model is a sum, and each term belongs to a word. What a network
sees has no such terms: there a word's part is what the label loses when the text is read without
the word.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from trainer.explain import Words
from trainer.explain import WordWeight
from trainer.features import Embedder
from trainer.features.words import normal
from trainer.features.words import Word
from trainer.features.words import words
from trainer.model import LinearModel
from trainer.model import Model

MOST_WORDS = 8
MOST_LEFT_OUT = 40
"""Words that are left out one by one; a text of more has no explanation of its vector."""
LONGEST_RUN = 4
"""Characters of an unsegmented script that are shown as one word."""


def why(model: Model, item: bytes, label: str, embedder: Embedder | None) -> Words | None:
    """Return the words that spoke most for or against `label`, strongest first, at most 8."""
    if not isinstance(model, LinearModel):
        return None
    return Words(because(model, item.decode(), label, embedder))


def because(
    model: LinearModel, text: str, label: str, embedder: Embedder | None = None
) -> list[WordWeight]:
    """Return the words that spoke most for or against `label`, strongest first, at most 8."""
    return spoken(model, text, label, embedder)[:MOST_WORDS]


def spoken(
    model: LinearModel, text: str, label: str, embedder: Embedder | None = None
) -> list[WordWeight]:
    """Return every word of `text` that the model knows something of, strongest first.

    Without an embedder the weights add up to what the counted words give the logit of `label`,
    less what they give the other labels on average. A pair of words counts half for each, a run
    of characters for the word it lies in. With the model's embedder, what the vector's part of
    that logit loses without the word is added. A word that stands twice is one, with the sum.
    """
    found = words(text)
    weights = _counted(model, text, label, len(found))
    if embedder is not None and embedder.version == model.embedder and found:
        weights = weights + _seen(model, text, label, found, embedder)
    total: dict[str, WordWeight] = {}
    for written, weight in _joined(found, weights.tolist()):
        before = total.get(written.casefold(), WordWeight(written, 0.0))
        total[written.casefold()] = WordWeight(before.word, before.weight + weight)
    told = [item for item in total.values() if item.weight]
    return sorted(told, key=lambda item: (-abs(item.weight), item.word))


def _counted(model: LinearModel, text: str, label: str, count: int) -> NDArray[np.float64]:
    """Return each word's own part: exact, since it is a term of a sum."""
    if model.words is None or model.weights is None:
        return np.zeros(count)
    _, shares = model.words.shares(text)
    return shares.times(_direction(model, model.weights, label)[:, None])[:, 0]


def _seen(
    model: LinearModel, text: str, label: str, found: list[Word], embedder: Embedder
) -> NDArray[np.float64]:
    """Return what the text's vector says less without each word; long texts lose several."""
    groups = np.array_split(np.arange(len(found)), min(len(found), MOST_LEFT_OUT))
    texts = [normal(text), *(_without(text, found, group) for group in groups)]
    vectors = embedder.embed([text.encode() for text in texts]).astype(np.float64)
    lost = (vectors[0] - vectors[1:]) @ _direction(model, model.dense, label)
    sizes = [len(group) for group in groups]
    return np.repeat(lost / sizes, sizes)


def _without(text: str, found: list[Word], group: NDArray[np.intp]) -> str:
    kept, at, left = "", 0, normal(text)
    for place, word in enumerate(found):
        start = left.index(word.written, at)
        kept += left[at:start]
        at = start + len(word.written)
        if place not in group:
            kept += word.written
    return " ".join((kept + left[at:]).split())


def _direction(model: LinearModel, weights: NDArray[np.float32], label: str) -> NDArray[np.float64]:
    """Return the weights of a label less the mean of the others."""
    chosen = model.labels.index(label)
    others = np.delete(weights, chosen, axis=1).astype(np.float64).mean(axis=1)
    return np.asarray(weights[:, chosen].astype(np.float64) - others)


def _joined(found: list[Word], weights: list[float]) -> Iterator[tuple[str, float]]:
    """Join neighbouring characters of an unsegmented script that speak for the same side."""
    written, total, length = "", 0.0, 0
    for word, weight in zip(found, weights, strict=True):
        if word.glued and length < LONGEST_RUN and total * weight > 0:
            written, total, length = written + word.written, total + weight, length + 1
            continue
        if written:
            yield written, total
        written, total, length = word.written, weight, 1
    if written:
        yield written, total
