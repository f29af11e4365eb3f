"""Writes networks of convolutions as ONNX: the same layers give the same bytes on any machine."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper
from onnx import numpy_helper
from onnx import TensorProto

from trainer.weights.published import Tensors

OPSET = 17
IR_VERSION = 8
"""Both from 2022, so that every onnxruntime that Crowdbox may meet reads the file."""


class Graph:
    """A network that grows by one layer with each call; a layer is named by what it gives."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Append an operator; return the name of its output."""
        name = f"{operator.lower()}_{len(self._nodes)}"
        made = helper.make_node(operator, list(inputs), [name], name=name, **attributes)
        self._nodes.append(made)
        return name

    def constant(self, array: NDArray[Any]) -> str:
        """Append a constant; return its name."""
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(array.copy(order="C"), name))
        return name

    def number(self, value: float) -> str:
        """Append a constant without sides; return its name."""
        return self.constant(np.array(value, dtype=np.float32))

    def rename(self, old: str, new: str) -> None:
        """Give an output of the network the name that its users know."""
        self._nodes.append(helper.make_node("Identity", [old], [new], name=new))

    def serialized(self, name: str, inputs: dict[str, Any], outputs: dict[str, Any]) -> bytes:
        """Return the network as a checked ONNX file; sides are numbers, or names where free."""
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info(key, *value) for key, value in inputs.items()],
            [
                helper.make_tensor_value_info(key, TensorProto.FLOAT, shape)
                for key, shape in outputs.items()
            ],
            self._constants,
        )
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
        model.producer_name = "crowdbox"
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString(deterministic=True))


def folded(
    kernel: NDArray[np.float32],
    bias: NDArray[np.float32] | None,
    normalisation: Sequence[NDArray[np.float32]],
    epsilon: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return kernel and bias of a convolution that does its batch normalisation as well.

    The kernel's first axis are its outputs; `normalisation` is scale, shift, mean and variance.
    """
    scale, shift, mean, variance = (part.astype(np.float64) for part in normalisation)
    factor = scale / np.sqrt(variance + epsilon)
    scaled = kernel * factor.reshape(-1, *[1] * (kernel.ndim - 1))
    start = np.zeros(len(factor)) if bias is None else bias.astype(np.float64)
    return scaled.astype(np.float32), (shift + (start - mean) * factor).astype(np.float32)


def tensors_of(tensors: Tensors, name: str, parts: Sequence[str]) -> list[NDArray[np.float32]]:
    """Return the tensors `name.part` in the order of `parts`."""
    return [tensors[f"{name}.{part}"] for part in parts]
