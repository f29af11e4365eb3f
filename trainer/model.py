"""A trained model: what it predicts, and what has to be kept of it."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from typing import Protocol
from typing import Self

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from trainer.features import Arrays
from trainer.features import Batch
from trainer.features import NO_EMBEDDER
from trainer.features.text import Rows
from trainer.features.text import TextFeatures

TEXT_WITHOUT_VECTORS = "text-1"
"""Models of older boxes: words and runs of characters alone."""

Header = Mapping[str, Any]


class LabelConfidence(Struct, frozen=True):
    """How sure a model is of one label: 0 to 1; those of all labels add up to one."""

    label: str
    confidence: float


class Model(Protocol):
    """What every trained model can do; its labels are in alphabetical order."""

    @property
    def type(self) -> str:
        """The type of project that it was trained for."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Ids of the labels in alphabetical order."""

    @property
    def features(self) -> str:
        """What it looks at, such as `text-2 use-m3-1`; the first word names its kind."""

    @property
    def embedder(self) -> str:
        """The version of the network whose vectors it needs, or `none`."""

    def probabilities(self, batch: Batch) -> NDArray[np.float64]:
        """Return how probable each label is: shape (examples, labels); each row adds up to 1.

        A row depends on its example alone, bit for bit.
        """

    def arrays(self) -> Arrays:
        """Return its arrays, for `load` to read back."""

    def header(self) -> dict[str, Any]:
        """Return what else `load` needs, as JSON knows it."""

    @classmethod
    def load(cls, header: Header, arrays: Arrays) -> Self:
        """Return the model again; raises ValueError or KeyError where something does not fit.

        `header` has `type`, `labels`, `features`, `embedder` and what `header()` gave.
        """


def ranked(model: Model, batch: Batch) -> list[list[LabelConfidence]]:
    """Return all labels for each example, surest first."""
    return [_ranked(model.labels, row) for row in model.probabilities(batch).tolist()]


def _ranked(labels: Sequence[str], row: Iterable[float]) -> list[LabelConfidence]:
    found = [LabelConfidence(*pair) for pair in zip(labels, row, strict=True)]
    return sorted(found, key=lambda item: (-item.confidence, item.label))


@dataclass(frozen=True)
class LinearModel:
    """Softmax of a sum of weights: of a network's vector, and of words where it reads text."""

    type: str
    labels: tuple[str, ...]
    features: str
    embedder: str
    dense: NDArray[np.float32]
    """Weights of the vector: shape (width, labels)."""
    bias: NDArray[np.float32]
    """Shape (labels,)."""
    words: TextFeatures | None = None
    weights: NDArray[np.float32] | None = None
    """Weights of the words: shape (words.width, labels); none where there are no words."""

    def probabilities(self, batch: Batch) -> NDArray[np.float64]:
        """Return how probable each label is: shape (examples, labels)."""
        return softmax(self.logits(batch))

    def logits(self, batch: Batch) -> NDArray[np.float64]:
        """Return how much speaks for each label: shape (examples, labels)."""
        logits = self.vector_logits(batch.vectors) + self.bias.astype(np.float64)
        if self.words is not None:
            logits += self.word_logits(self.words.transform(batch.data))
        return logits

    def vector_logits(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return what vectors of shape (n, width) say for each label; raises ValueError."""
        if vectors.shape[1:] != self.dense.shape[:1]:
            raise ValueError("these are vectors of another network")
        weights = self.dense.astype(np.float64)
        # One row after the other: a product of matrices sums in an order that depends on how
        # many rows there are.
        rows = [row @ weights for row in vectors.astype(np.float64)]
        return np.array(rows).reshape(len(vectors), len(self.labels))

    def word_logits(self, rows: Rows) -> NDArray[np.float64]:
        """Return what rows of words say for each label."""
        if self.weights is None:
            return np.zeros((len(rows), len(self.labels)))
        return rows.times(self.weights)

    def arrays(self) -> Arrays:
        """Return weights and bias, and the words where there are any."""
        found = {"dense": self.dense, "bias": self.bias}
        if self.words is not None and self.weights is not None:
            found |= {**self.words.arrays(), "weights": self.weights}
        return found

    def header(self) -> dict[str, Any]:
        """Return nothing: all there is to know is in the arrays."""
        return {}

    @classmethod
    def load(cls, header: Header, arrays: Arrays) -> Self:
        """Return the model again; raises ValueError or KeyError where something does not fit."""
        labels = tuple(header["labels"])
        known, embedder = _without_vectors(header, arrays, len(labels))
        words = TextFeatures.load(known) if "names" in known else None
        model = cls(
            header["type"], labels, header["features"], embedder,
            known["dense"], known["bias"], words, known["weights"] if words else None,
        )  # fmt: skip
        model._check()
        return model

    def _check(self) -> None:
        count = len(self.labels)
        _fits(self.dense, (len(self.dense), count))
        _fits(self.bias, (count,))
        if self.words is not None and self.weights is not None:
            _fits(self.weights, (self.words.width, count))


def _without_vectors(header: Header, arrays: Arrays, count: int) -> tuple[Arrays, str]:
    """Return arrays and embedder of a model, with what models of older boxes lack."""
    if header["features"] != TEXT_WITHOUT_VECTORS:
        return arrays, header["embedder"]
    return {**arrays, "dense": np.zeros((0, count), dtype=np.float32)}, NO_EMBEDDER


def _fits(array: NDArray[Any], shape: tuple[int, ...]) -> None:
    if array.dtype != np.float32 or array.shape != shape:
        raise ValueError("weights do not fit the labels")


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities that logits of shape (rows, labels) stand for."""
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))
