"""Why this label: how much each word of a text spoke for it in the very model that predicted."""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from trainer.features.words import Word
from trainer.model import Model

MOST_WORDS = 8
LONGEST_RUN = 4
"""Characters of an unsegmented script that are shown as one word."""


class WordWeight(Struct, frozen=True):
    """What a word added to the logit of a label; negative where it spoke against it."""

    word: str
    weight: float


def because(model: Model, example: str, label: str) -> list[WordWeight]:
    """Return the words that spoke most for or against `label`, strongest first, at most 8."""
    return spoken(model, example, label)[:MOST_WORDS]


def spoken(model: Model, example: str, label: str) -> list[WordWeight]:
    """Return every word of `example` that the model knows something of, strongest first.

    The weights add up to the logit of `label`, less the mean logit of the other labels, both
    without their bias. A pair of words counts half for each, a run of characters for the word it
    lies in; a word that stands twice in the text is one word with the sum.
    """
    found, shares = model.features.shares(example)
    weights = shares.times(_direction(model, label))[:, 0]
    total: dict[str, WordWeight] = {}
    for written, weight in _joined(found, weights.tolist()):
        before = total.get(written.casefold(), WordWeight(written, 0.0))
        total[written.casefold()] = WordWeight(before.word, before.weight + weight)
    told = [item for item in total.values() if item.weight]
    return sorted(told, key=lambda item: (-abs(item.weight), item.word))


def _direction(model: Model, label: str) -> NDArray[np.float64]:
    chosen = model.labels.index(label)
    weights = model.weights.astype(np.float64)
    others = np.delete(weights, chosen, axis=1).mean(axis=1)
    return np.asarray(weights[:, chosen] - others)[:, None]


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
