"""MiniLM-L6-v2: an English sentence as a vector, from its last and its middle layers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from inside import Inside  # type: ignore[import-not-found]  # lies beside this file in the zip
from pieces import Pieces  # type: ignore[import-not-found]

HERE = Path(__file__).parent


class MiniLM:
    """The network, and the pieces of words that it knows."""

    def __init__(self, layers: Sequence[str]) -> None:
        self._names = layers
        self._session = onnxruntime.InferenceSession(
            str(HERE / "minilm.onnx"), providers=["CPUExecutionProvider"]
        )
        self._pieces = Pieces(HERE / "minilm-vocabulary.txt")
        self._inside = Inside(self._layers)

    def vector(self, text: str) -> Any:
        """Return the vector of a text."""
        return self._inside.vector(text)

    def _layers(self, text: str) -> list[Any]:
        ids = np.array([self._pieces.ids(text)], dtype=np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        return [layer[0] for layer in self._session.run(self._names, given)]
