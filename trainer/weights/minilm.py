"""MiniLM with a look inside: the network as published, which also gives two middle layers.

The last layer was trained to tell what a sentence is about; how it is said (a question for a
place, a complaint) is plainer half way: see docs/decisions/0004-heads.md.
"""

import onnx
from onnx import helper
from onnx import TensorProto

MIDDLE = ("layer_norm_8", "layer_norm_10")
"""Outputs of the fourth and fifth of six blocks."""
WIDTH = 384


def build(data: bytes) -> bytes:
    """Return the network with the middle layers as outputs; raises ValueError without them."""
    model = onnx.load_model_from_string(data)
    there = {output for node in model.graph.node for output in node.output}
    if not there.issuperset(MIDDLE):
        raise ValueError("there are no layers of these names")
    shape: list[str | int | None] = ["batch", "sequence", WIDTH]
    model.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in MIDDLE
    )
    made: bytes = model.SerializeToString(deterministic=True)
    return made
