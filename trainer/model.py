"""A trained model: features, one weight for each feature and label, and what it predicts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from trainer.features import Features
from trainer.features import Rows


class LabelConfidence(Struct, frozen=True):
    """How sure a model is of one label: 0 to 1; those of all labels add up to one."""

    label: str
    confidence: float


@dataclass(frozen=True)
class Model:
    """Multinomial logistic regression over features; labels are in alphabetical order."""

    type: str
    labels: tuple[str, ...]
    features: Features
    weights: NDArray[np.float32]
    """Shape (features, labels)."""
    bias: NDArray[np.float32]
    """Shape (labels,)."""

    def logits(self, rows: Rows) -> NDArray[np.float64]:
        """Return how much speaks for each label: shape (rows, labels)."""
        return rows.times(self.weights) + self.bias.astype(np.float64)

    def confidences(self, examples: Sequence[str]) -> list[list[LabelConfidence]]:
        """Return all labels for each example, surest first."""
        probabilities = softmax(self.logits(self.features.transform(examples)))
        return [self._ranked(row) for row in probabilities.tolist()]

    def _ranked(self, row: list[float]) -> list[LabelConfidence]:
        found = [LabelConfidence(*pair) for pair in zip(self.labels, row, strict=True)]
        return sorted(found, key=lambda item: (-item.confidence, item.label))


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities that logits of shape (rows, labels) stand for."""
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))
