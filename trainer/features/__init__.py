"""Features: one batch of examples in, one matrix out; each project type has its own kind.

A training reads all its examples once (`reader`), which is the dear part, and then learns
features from any part of them (`Reading.learn`): cross-validation learns from each training
half alone, so that nothing of a tested example leaks into the features. What was learned can be
applied to new examples (`Features.transform`), be written to a file as arrays and come back.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trainer.features.words import Word

Arrays = Mapping[str, NDArray[Any]]
Tell = Callable[[int, int], None]
"""Called with how many examples are done, of how many."""


@dataclass(frozen=True)
class Rows:
    """A sparse matrix, one row for each example, in the three arrays of the CSR format.

    Row `i` has `values[starts[i]:starts[i + 1]]` in `columns[starts[i]:starts[i + 1]]`.
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float64]
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def times(self, weights: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return this matrix times a dense one of shape (width, n): shape (rows, n)."""
        product = np.zeros((len(self), weights.shape[1]))
        for row, (start, end) in enumerate(zip(self.starts, self.starts[1:], strict=False)):
            # As float64, else a sum would depend on how numpy groups its terms.
            chosen = weights[self.columns[start:end]].astype(np.float64)
            product[row] = self.values[start:end] @ chosen
        return product


class Features(Protocol):
    """Features that were learned from examples and can be applied to others."""

    @property
    def version(self) -> str:
        """What these features are, such as `text-1`; a new way of counting is a new version."""

    @property
    def width(self) -> int:
        """Number of features."""

    def transform(self, examples: Sequence[str]) -> Rows:
        """Return one row for each example."""

    def shares(self, example: str) -> tuple[list[Word], Rows]:
        """Return the words of an example and each word's share of its row.

        The rows add up to the example's row of `transform`.
        """

    def arrays(self) -> Arrays:
        """Return all there is to know of these features, for `loader` to read back."""


class Reading(Protocol):
    """All examples of one training, read once."""

    def learn(self, chosen: NDArray[np.intp], most: int) -> tuple[Features, Rows]:
        """Return features learned from the chosen examples only, and the rows of all examples.

        There are at most `most` features. Raises NothingToLearn where there are none.
        """


class NothingToLearn(ValueError):
    """The examples have nothing in them that features could be made of."""


def reader(kind: str) -> Callable[[Sequence[str], Tell], Reading]:
    """Return what reads the examples of a project type; raises KeyError for an unknown one."""
    return _READERS[kind]


def loader(version: str) -> Callable[[Arrays], Features]:
    """Return what makes features of arrays again; raises KeyError for an unknown version."""
    return _LOADERS[version]


from trainer.features.text import read  # noqa: E402  the kinds need the names above
from trainer.features.text import TextFeatures  # noqa: E402

_READERS: dict[str, Callable[[Sequence[str], Tell], Reading]] = {"text": read}
_LOADERS: dict[str, Callable[[Arrays], Features]] = {TextFeatures.version: TextFeatures.load}
