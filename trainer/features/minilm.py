"""MiniLM-L6-v2 in int8: English sentences as vectors, beside USE where memory allows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer import weights
from trainer.features import MissingWeights
from trainer.features.inside import Inside
from trainer.features.pieces import Pieces

VERSION = "minilm-1"
WIDTH = 2 * 384
NETWORK = "minilm"
PIECES = "minilm-vocabulary"
LAYERS = ("last_hidden_state", "layer_norm_8", "layer_norm_10")
"""The last, and two in the middle, which `trainer.weights.minilm` opened."""


def missing() -> tuple[str, ...]:
    """Return the names of the weights that are not here."""
    return weights.missing(NETWORK, PIECES)


class MiniLM:
    """English sentences as vectors: the last layer of length one, the middle of length √2."""

    version = VERSION
    width = WIDTH

    def __init__(self) -> None:
        network, pieces = weights.where(NETWORK), weights.where(PIECES)
        if network is None or pieces is None:
            raise MissingWeights(*missing())
        import onnxruntime  # only where it is used: it takes its time

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            network, options, providers=["CPUExecutionProvider"]
        )
        self._pieces = Pieces(pieces)
        self._inside = Inside(self._layers)

    def embed(self, items: Sequence[bytes]) -> NDArray[np.float32]:
        """Return the vectors of texts in UTF-8, shape (items, 768)."""
        vectors = np.empty((len(items), WIDTH), dtype=np.float16)
        for row, item in zip(vectors, items, strict=True):
            # Alone: int8 takes its scale from all that is in the batch.
            row[:] = self._inside.vector(item.decode())
        return vectors.astype(np.float32)

    def _layers(self, text: str) -> list[Any]:
        pieces = np.array([self._pieces.ids(text)], dtype=np.int64)
        given = {
            "input_ids": pieces,
            "attention_mask": np.ones_like(pieces),
            "token_type_ids": np.zeros_like(pieces),
        }
        return [layer[0] for layer in self._session.run(LAYERS, given)]
