"""From vectors and words to weights, by least squares: see docs/decisions/0005-heads.md.

Few examples have many features: there the weights are sums of the examples themselves, so the
fit is done over the examples' likeness to each other and costs milliseconds. Of many examples, the
sums that a fit needs are taken directly, and their words come as one column for each label: how
like the words of a text are to those of the label's other texts.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from trainer import ridge
from trainer.ridge import Matrix

MOST_IN_COMMON = 1_200
"""Examples up to which their likeness to each other is the cheaper way."""
MOST_LEFT_OUT = 2_000
"""Examples that are left out in turn to learn how sure to be."""
LIKENESS = 5.0
"""Length of the columns of likeness beside words of length one."""


class Weights(NamedTuple):
    """What was learned: of vectors (width, labels), of words (words, labels), bias (labels,)."""

    dense: Matrix
    words: Matrix
    bias: Matrix


def head(
    vectors: NDArray[np.float32],
    words: csr_matrix | None,
    chosen: NDArray[np.intp],
    answers: NDArray[np.intp],
) -> Weights:
    """Return weights for two or more labels, from the chosen of some vectors and words.

    `answers` are the labels of the chosen: 0, 1, … with none left out.
    """
    if words is None:
        words = csr_matrix((len(vectors), 0))
    if len(chosen) <= MOST_IN_COMMON:
        return _in_common(vectors[chosen].astype(np.float64), words[chosen], answers)
    return _directly(vectors, words, chosen, answers)


def _in_common(vectors: Matrix, words: csr_matrix, answers: NDArray[np.intp]) -> Weights:
    found = ridge.in_common(vectors @ vectors.T + (words @ words.T).toarray(), answers)
    sharp = ridge.sharpness(found.left_out, answers)
    shares = sharp * found.shares
    return Weights(vectors.T @ shares, words.T @ shares, sharp * found.bias)


def _directly(
    vectors: NDArray[np.float32],
    words: csr_matrix,
    chosen: NDArray[np.intp],
    answers: NDArray[np.intp],
) -> Weights:
    profiles, likeness = _likeness(words, chosen, answers)
    rows = ridge.Source(vectors, chosen, LIKENESS * likeness)
    found = ridge.direct(rows, answers, MOST_LEFT_OUT)
    sharp = ridge.sharpness(found.left_out, answers[found.sample])
    width = vectors.shape[1]
    of_likeness = LIKENESS * found.weights[width:]
    return Weights(
        sharp * found.weights[:width], sharp * (profiles @ of_likeness), sharp * found.bias
    )


def _likeness(
    words: csr_matrix, chosen: NDArray[np.intp], answers: NDArray[np.intp]
) -> tuple[Matrix, Matrix]:
    """Return the mean words of each label, and how like the words of each chosen are to them.

    A text is no part of the label that it is compared with, else every text would be like its own.
    """
    if not words.shape[1]:
        return np.zeros((0, 0)), np.zeros((len(chosen), 0))
    labels = np.eye(answers.max() + 1)[answers]
    counts = labels.sum(axis=0)
    # Products with all rows, of which others count nothing: the chosen ones alone are a copy.
    belongs = np.zeros((len(words.indptr) - 1, len(counts)))
    belongs[chosen] = labels
    sums = words.T @ belongs
    squares = np.concatenate(([0], np.cumsum(words.data**2)))
    own = np.diff(squares[words.indptr])[chosen, None]
    return sums / counts, ((words @ sums)[chosen] - labels * own) / np.maximum(1, counts - labels)
