"""The learner of text, images and sounds: weights over vectors, and over words in a text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from trainer.features import NO_EMBEDDER
from trainer.features import NothingToLearn
from trainer.features import use
from trainer.features import uses
from trainer.features.text import read
from trainer.features.text import TextFeatures
from trainer.features.text import TextReading
from trainer.heads import head
from trainer.heads import Weights
from trainer.learning import Progress
from trainer.learning import Request
from trainer.model import LinearModel
from trainer.model import softmax
from trainer.ridge import Matrix

MOST_FEATURES = 200_000
MOST_WEIGHTS = 1_000_000
"""Features times labels; the solver keeps some twenty arrays of that many floats."""
WORDS_BESIDE = 0.6
"""Length of the words of a text beside its vector, where the network knows the language."""
WORDS_ABOVE = 1.2
"""Their length where it does not: see docs/decisions/0005-heads.md."""
PREFIX = {"text": "text-2", "images": "images-1", "sounds": "sounds-1"}
"""What a model's features are called before the networks' names; `text-2` counts as `text-1`."""
NEVER = -1e4
"""The bias of a label that nobody taught: its probability is 0, exactly."""


def learner(request: Request, vectors: NDArray[np.float32], tell: Progress) -> "LinearLearner":
    """Return a learner that has counted the words of texts; other types are their vectors."""
    rows = [*request.examples, *request.test]
    labels = tuple(sorted(request.labels))
    reading = None
    if request.type == "text":
        texts = [data for _, data, _ in rows]
        reading = read(texts, lambda done, of: tell("features", done, of))
    embedder = uses(request.type, request.language).version if vectors.shape[1] else NO_EMBEDDER
    return LinearLearner(
        type=request.type,
        labels=labels,
        answers=np.array([labels.index(label) for label, _, _ in rows], dtype=np.intp),
        contributors=[contributor for _, _, contributor in rows],
        examples=len(request.examples),
        vectors=vectors,
        reading=reading,
        rank=_ranks(rows),
        part=_part(request.language),
        embedder=embedder,
    )


def _part(language: str) -> float:
    known = not language or language.partition("-")[0] in use.LANGUAGES
    return WORDS_BESIDE if known else WORDS_ABOVE


def _ranks(rows: Sequence[tuple[str, str, str]]) -> NDArray[np.intp]:
    """Return the place of each row in alphabetical order.

    Sums of floats depend on their order, and what is learned must not.
    """
    ranks = np.empty(len(rows), dtype=np.intp)
    ranks[sorted(range(len(rows)), key=rows.__getitem__)] = np.arange(len(rows))
    return ranks


@dataclass(frozen=True, kw_only=True)
class LinearLearner:
    """All examples of a request, read once: see `trainer.learning.Learner`."""

    type: str
    labels: tuple[str, ...]
    answers: NDArray[np.intp]
    contributors: list[str]
    examples: int
    vectors: NDArray[np.float32]
    reading: TextReading | None
    rank: NDArray[np.intp]
    embedder: str
    part: float
    """Length of the words of a text beside its vector."""

    def learn(
        self, chosen: NDArray[np.intp], answers: NDArray[np.intp] | None = None
    ) -> "LinearLearned":
        """Learn from the chosen examples alone; raises NothingToLearn."""
        chosen = self.in_order(chosen)
        if not len(chosen):
            raise NothingToLearn
        taught, places = np.unique(
            (self.answers if answers is None else answers)[chosen], return_inverse=True
        )
        words, matrix = self._words(chosen)
        if len(taught) == 1:
            found = _nothing(self.vectors.shape[1], words.width if words else 0)
        else:
            found = head(self.vectors, matrix, chosen, places)
        return LinearLearned(self, _for_all(found, taught, len(self.labels)), words, matrix)

    def in_order(self, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return places of examples in the order in which everything is added up."""
        return chosen[np.argsort(self.rank[chosen])]

    def _words(self, chosen: NDArray[np.intp]) -> tuple[TextFeatures | None, csr_matrix | None]:
        """Return the words that the chosen texts teach, and a row of them for every text."""
        if self.reading is None:
            return None, None
        most = min(MOST_FEATURES, max(1, MOST_WEIGHTS // len(self.labels)))
        try:
            words, rows = self.reading.learn(chosen, most)
        except NothingToLearn:
            if not self.vectors.shape[1]:
                raise
            return None, None
        np.multiply(rows.values, self.part, out=rows.values)  # no copy: it may be large
        cells = (rows.values, rows.columns, rows.starts)
        return words, csr_matrix(cells, (len(rows), rows.width))


def _nothing(width: int, words: int) -> Weights:
    return Weights(np.zeros((width, 1)), np.zeros((words, 1)), np.zeros(1))


def _for_all(found: Weights, taught: NDArray[np.intp], count: int) -> Weights:
    """Return weights with a column for each label; those not taught never win."""
    bias = np.full(count, NEVER)
    bias[taught] = found.bias
    return Weights(_spread(found.dense, taught, count), _spread(found.words, taught, count), bias)


def _spread(weights: Matrix, taught: NDArray[np.intp], count: int) -> Matrix:
    wide = np.zeros((len(weights), count))
    wide[:, taught] = weights
    return wide


@dataclass(frozen=True)
class LinearLearned:
    """What was learned from some examples: see `trainer.learning.Learned`."""

    learner: LinearLearner
    weights: Weights
    words: TextFeatures | None
    matrix: csr_matrix | None

    def probabilities(self, at: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return how probable each label is for examples of the learner: shape (at, labels)."""
        order = self.learner.in_order(at)
        logits = self.learner.vectors[order] @ self.weights.dense + self.weights.bias
        if self.matrix is not None:
            logits += self.matrix[order] @ self.weights.words
        found = np.empty_like(logits)
        found[np.argsort(self.learner.rank[at])] = softmax(logits)
        return found

    def model(self) -> LinearModel:
        """Return it as a model that can be kept and used elsewhere."""
        learner = self.learner
        names = [PREFIX[learner.type], *([learner.embedder] * (learner.embedder != NO_EMBEDDER))]
        return LinearModel(
            type=learner.type,
            labels=learner.labels,
            features=" ".join(names),
            embedder=learner.embedder,
            dense=_stored(self.weights.dense),
            bias=_stored(self.weights.bias),
            words=self.words,
            weights=None if self.words is None else _stored(self.weights.words * learner.part),
        )


def _stored(array: Matrix) -> NDArray[np.float32]:
    return np.ascontiguousarray(array, dtype=np.float32)
