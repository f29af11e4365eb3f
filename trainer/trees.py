"""Numbers: a forest that predicts, beside a readable tree that says roughly how.

Extremely randomised trees (Geurts, Ernst & Wehenkel 2006) predict best on tables of a few rows,
and no student can read a hundred of them. So the model carries a second, small tree that has
learned what the forest says, and says with it how often the two agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from trainer import readable
from trainer.features import Arrays
from trainer.features import Batch
from trainer.features import NO_EMBEDDER
from trainer.features import NothingToLearn
from trainer.features.numbers import BadRow
from trainer.features.numbers import NumberFeatures
from trainer.features.numbers import VERSION
from trainer.forest import Forest
from trainer.forest import MOST_COLUMNS
from trainer.forest import MOST_LABELS
from trainer.learning import BadRequest
from trainer.learning import Field
from trainer.learning import Progress
from trainer.learning import Request
from trainer.learning import Row
from trainer.model import Header


class _Extra(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model file's header says beside the arrays."""

    fields: tuple[Field, ...]
    tree: readable.Node
    agreed: int
    of: int


@dataclass(frozen=True)
class ForestModel:
    """A forest over rows of fields, with the readable tree that stands for it."""

    labels: tuple[str, ...]
    fields: tuple[Field, ...]
    forest: Forest
    tree: readable.Node
    agreed: int
    """New rows of which trees like this one said what their forests said."""
    of: int
    """New rows that this was measured on."""
    type: str = "numbers"
    features: str = VERSION
    embedder: str = NO_EMBEDDER

    @property
    def agrees(self) -> float:
        """How often the tree says what the forest says, 0 to 1; 0 where too few rows could tell."""
        return self.agreed / self.of if self.of else 0.0

    @cached_property
    def numbers(self) -> NumberFeatures:
        """How rows become columns."""
        return NumberFeatures(self.fields)

    def probabilities(self, batch: Batch) -> NDArray[np.float64]:
        """Return how probable each label is: shape (rows, labels); raises BadRow."""
        return self.forest.probabilities(self.numbers.matrix(batch.data))

    def arrays(self) -> Arrays:
        """Return the arrays of the forest."""
        return self.forest.arrays()

    def header(self) -> dict[str, Any]:
        """Return the fields, the readable tree and how often it agrees."""
        extra = _Extra(self.fields, self.tree, self.agreed, self.of)
        found: dict[str, Any] = msgspec.to_builtins(extra)
        return found

    @classmethod
    def load(cls, header: Header, arrays: Arrays) -> Self:
        """Return the model again; raises ValueError or KeyError where something does not fit."""
        extra = msgspec.convert({name: header[name] for name in _Extra.__struct_fields__}, _Extra)
        if header["features"] != VERSION or not 0 <= extra.agreed <= extra.of:
            raise ValueError("a model of other features, or a wrong count")
        labels, width = tuple(header["labels"]), len(NumberFeatures(extra.fields).columns)
        readable.check(extra.tree, width, len(labels))
        forest = Forest.load(arrays, len(labels), width)
        return cls(labels, extra.fields, forest, extra.tree, extra.agreed, extra.of)


@dataclass(frozen=True)
class TreeLearner:
    """All rows of a request as columns."""

    labels: tuple[str, ...]
    answers: NDArray[np.intp]
    contributors: list[str]
    examples: int
    """How many of the rows may be learned from; those after them are the test."""
    numbers: NumberFeatures
    matrix: NDArray[np.float32]
    ranks: NDArray[np.intp]
    """Place of each row when all are sorted: what is drawn by chance depends on it."""

    def learn(self, chosen: NDArray[np.intp], answers: NDArray[np.intp] | None = None) -> "Grown":
        """Grow a forest of the chosen rows alone; raises NothingToLearn where all are empty."""
        known = self.answers if answers is None else answers
        rows = chosen[np.lexsort((known[chosen], self.ranks[chosen]))]
        if self.numbers.nothing_in(self.matrix[rows]):
            raise NothingToLearn
        from trainer.growing import grow  # only where something is learned: it is scikit-learn

        return Grown(self, rows, known, grow(self.matrix[rows], known[rows], len(self.labels)))


@dataclass(frozen=True)
class Grown:
    """A forest that has learned from some rows."""

    learner: TreeLearner
    rows: NDArray[np.intp]
    answers: NDArray[np.intp]
    forest: Any

    def probabilities(self, at: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return how probable each label is for rows of the learner: shape (at, labels)."""
        found = np.zeros((len(at), len(self.learner.labels)))
        if len(at):
            found[:, self.forest.classes_] = self.forest.predict_proba(self.learner.matrix[at])
        return found

    def model(self) -> ForestModel:
        """Return the forest as a model, with a readable tree."""
        from trainer.growing import flat
        from trainer.growing import simplify

        labels = self.learner.labels
        matrix, answers = self.learner.matrix[self.rows], self.answers[self.rows]
        simple = simplify(self.forest, matrix, answers, len(labels))
        forest = flat(self.forest, len(labels))
        return ForestModel(labels, self.learner.numbers.fields, forest, *simple)


def learner(request: Request, vectors: NDArray[np.float32], tell: Progress) -> TreeLearner:
    """Return a learner that has read the rows of a request; vectors are not looked at.

    Raises BadRequest.
    """
    rows = [*request.examples, *request.test]
    numbers = NumberFeatures(request.fields)
    if not 0 < len(numbers.columns) <= MOST_COLUMNS or len(request.labels) > MOST_LABELS:
        raise BadRequest("there are no fields, or too many of them, or too many labels")
    try:
        matrix = numbers.matrix([data for _, data, _ in rows])
    except BadRow as error:
        raise BadRequest(str(error)) from None
    tell("reading", len(rows), len(rows))
    labels = tuple(sorted(request.labels))
    answers = np.array([labels.index(label) for label, _, _ in rows], dtype=np.intp)
    who = [contributor for _, _, contributor in rows]
    return TreeLearner(labels, answers, who, len(request.examples), numbers, matrix, _ranks(rows))


def _ranks(rows: Sequence[Row]) -> NDArray[np.intp]:
    ranks = np.empty(len(rows), dtype=np.intp)
    ranks[sorted(range(len(rows)), key=rows.__getitem__)] = np.arange(len(rows))
    return ranks
