"""Opens an ONNX file of weights: one thread, and no more memory than the weights need."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer import weights
from trainer.features import MissingWeights

_ERRORS_ONLY = 3


def found(names: Sequence[str]) -> list[Path]:
    """Return the files of weights in the order of `names`; raises MissingWeights."""
    places = [weights.where(name) for name in names]
    missing = [name for name, place in zip(names, places, strict=True) if place is None]
    if missing:
        raise MissingWeights(*missing)
    return [place for place in places if place is not None]


class Network:
    """A network in an ONNX file, which is given arrays by the names of its inputs."""

    def __init__(self, path: Path) -> None:
        import onnxruntime  # only where it is used: asking what is in use has to stay cheap

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        # One block for all layers at once: 15 MB more for pictures, and no faster.
        options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, **arrays: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Return all outputs of the network."""
        return [np.asarray(output) for output in self._session.run(None, arrays)]


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a vector at length one; of zeros it stays one of zeros."""
    length = np.linalg.norm(vector)
    return vector if length == 0 else np.asarray(vector / length, dtype=np.float32)
