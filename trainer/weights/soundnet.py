"""The first layers of SoundNet (Aytar, Vondrick, Torralba 2016) as ONNX: loudness and timbre.

Strides, kernels and pools after the package's code, paddings after the paper's own; the layers
behind the fifth know places in films and are left out.
"""

from typing import NamedTuple

import numpy as np
from onnx import TensorProto

from trainer.weights.graph import folded
from trainer.weights.graph import Graph
from trainer.weights.graph import tensors_of
from trainer.weights.published import Tensors

RATE = 22_050
"""Samples for each second that it was trained on."""
EPSILON = 1e-5
_POOLS = ("ReduceMean", "ReduceMax")


class _Layer(NamedTuple):
    name: str
    pool: int = 0
    pool_stride: int = 0


_LAYERS = (
    _Layer("conv1", 8, 8),
    _Layer("conv2", 8, 8),
    _Layer("conv3"),
    _Layer("conv4"),
    _Layer("conv5"),
)
WIDTHS = (16, 16, 32, 32, 64, 64, 128, 128, 256, 256)
"""Columns of the blocks of `pooled`: mean and maximum over time of each layer."""


def build(tensors: Tensors) -> bytes:
    """Return the ONNX file: `samples` (n, length), −1…1, in; `pooled` (n, 992) out."""
    network = Graph()
    at = network.node("Mul", "samples", network.number(256))
    at = network.node("Unsqueeze", at, network.constant(np.array([1], dtype=np.int64)))
    blocks = []
    for layer in _LAYERS:
        at = _convolution(network, tensors, at, layer.name)
        blocks += [network.node(kind, at, axes=[2], keepdims=0) for kind in _POOLS]
        if layer.pool:
            at = network.node("MaxPool", at, kernel_shape=[layer.pool], strides=[layer.pool_stride])
    network.rename(network.node("Concat", *blocks, axis=1), "pooled")
    inputs = {"samples": (TensorProto.FLOAT, ["n", "length"])}
    return network.serialized("soundnet", inputs, {"pooled": ["n", sum(WIDTHS)]})


def _convolution(network: Graph, tensors: Tensors, at: str, name: str) -> str:
    published, start = tensors[f"{name}.weights"], tensors[f"{name}.biases"]
    parts = tensors_of(tensors, name, ("gamma", "beta", "mean", "var"))
    kernel, bias = folded(published[:, 0].transpose(2, 1, 0), start, parts, EPSILON)
    width = kernel.shape[2]
    at = network.node(
        "Conv",
        at,
        network.constant(kernel),
        network.constant(bias),
        kernel_shape=[width],
        pads=[width // 2, width // 2],
        strides=[2],
    )
    return network.node("Relu", at)
