"""Models as ONNX graphs; the output of each is `probabilities`, in the order of the labels."""

import itertools
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper
from onnx import numpy_helper
from onnx import TensorProto

from trainer.features import images
from trainer.forest import Forest
from trainer.forest import MISSING_LEFT
from trainer.model import LinearModel

OPSET = 17
TREES_OPSET = 3
IR_VERSION = 8
"""All from 2022: what reads ONNX at all reads these."""
_PART = 100_000

Port = tuple[str, int, list[int | str]]
"""Name, type of its numbers, and sides: a name where any number will do."""


def forest(trees: Forest, width: int) -> bytes:
    """Return a forest: `rows` (n, width), NaN for what is missing → `probabilities` (n, labels)."""
    node = helper.make_node(
        "TreeEnsembleClassifier",
        ["rows"],
        ["label", "probabilities"],
        domain="ai.onnx.ml",
        classlabels_int64s=list(range(trees.labels)),
        post_transform="NONE",
    )
    for attribute in itertools.chain(_nodes(trees), _leaves(trees)):
        node.attribute.append(attribute)
    return _serialized(
        [node],
        [],
        [("rows", TensorProto.FLOAT, ["n", width])],
        ["n", trees.labels],
        [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", TREES_OPSET)],
    )


def _nodes(trees: Forest) -> Iterator[onnx.AttributeProto]:
    """Give the attributes that say what the nodes ask and where they lead."""
    tree, place = _addresses(trees)
    asks = trees.rights >= 0
    start = trees.roots[tree]
    yield _ints("nodes_treeids", tree)
    yield _ints("nodes_nodeids", place)
    yield _modes(asks)
    yield _ints("nodes_featureids", trees.columns % MISSING_LEFT)
    yield _floats("nodes_values", trees.thresholds)
    yield _ints("nodes_truenodeids", np.where(asks, place + 1, 0))
    yield _ints("nodes_falsenodeids", np.where(asks, trees.rights - start, 0))
    yield _ints("nodes_missing_value_tracks_true", trees.columns // MISSING_LEFT)


def _leaves(trees: Forest) -> Iterator[onnx.AttributeProto]:
    """Give the attributes that say what each leaf adds to which label."""
    tree, place = _addresses(trees)
    ends = np.flatnonzero(trees.rights < 0)
    leaf = -1 - trees.rights[ends]
    sizes = np.diff(trees.leaf_starts)[leaf]
    # All entries of each leaf, one leaf after the other.
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    entry = np.repeat(trees.leaf_starts[leaf], sizes) + within
    label = trees.leaf_labels[entry].astype(np.int64)
    share = trees.shares[np.repeat(leaf, sizes), label] / len(trees.roots)
    yield _ints("class_treeids", np.repeat(tree[ends], sizes))
    yield _ints("class_nodeids", np.repeat(place[ends], sizes))
    yield _ints("class_ids", label)
    yield _floats("class_weights", share)


def _ints(name: str, values: NDArray[Any]) -> onnx.AttributeProto:
    made = onnx.AttributeProto(name=name, type=onnx.AttributeProto.INTS)
    for part in _parts(values):
        made.ints.extend(part.tolist())
    return made


def _floats(name: str, values: NDArray[Any]) -> onnx.AttributeProto:
    made = onnx.AttributeProto(name=name, type=onnx.AttributeProto.FLOATS)
    for part in _parts(values):
        made.floats.extend(part.tolist())
    return made


def _parts(values: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Give an array in parts: as Python's numbers it would take ten times as much memory."""
    for start in range(0, len(values), _PART):
        yield values[start : start + _PART]


def _modes(asks: NDArray[np.bool_]) -> onnx.AttributeProto:
    made = onnx.AttributeProto(name="nodes_modes", type=onnx.AttributeProto.STRINGS)
    made.strings.extend(b"BRANCH_LEQ" if ask else b"LEAF" for ask in asks)
    return made


def _addresses(trees: Forest) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the tree of each node, and its place in that tree."""
    node = np.arange(len(trees.rights))
    tree = np.searchsorted(trees.roots, node, side="right") - 1
    return tree, node - trees.roots[tree]


def sentence(model: LinearModel) -> bytes:
    """Return the weights of a text model, for one text at a time.

    Inputs are the `vector` (width), the `columns` of the words and runs of characters that the
    text has, and their `values`; output is `probabilities` (labels).
    """
    count = len(model.labels)
    words = np.zeros((0, count), dtype=np.float32) if model.weights is None else model.weights
    # One row more, of zeros, so that there is something to gather from where there are no words.
    padded = np.vstack([words, np.zeros((1, count), dtype=np.float32)])
    constants = [*_constants(model), numpy_helper.from_array(padded, "words")]
    nodes = [
        helper.make_node("MatMul", ["vector", "dense"], ["of_vector"]),
        helper.make_node("Gather", ["words", "columns"], ["chosen"]),
        helper.make_node("MatMul", ["values", "chosen"], ["of_words"]),
        helper.make_node("Sum", ["of_vector", "of_words", "bias"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"]),
    ]
    inputs: list[Port] = [
        ("vector", TensorProto.FLOAT, [len(model.dense)]),
        ("columns", TensorProto.INT64, ["m"]),
        ("values", TensorProto.FLOAT, ["m"]),
    ]
    return _serialized(nodes, constants, inputs, [count])


def vector(model: LinearModel) -> bytes:
    """Return the weights over a network's `vector` (width) → `probabilities` (labels)."""
    nodes = [
        helper.make_node("MatMul", ["vector", "dense"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"]),
    ]
    inputs: list[Port] = [("vector", TensorProto.FLOAT, [len(model.dense)])]
    return _serialized(nodes, _constants(model), inputs, [len(model.labels)])


def picture(model: LinearModel, network: bytes) -> bytes:
    """Return network and weights in one: `pixels` (n, 224, 224, 3) → `probabilities` (n, labels).

    Between the two is what `trainer.features.images` makes of the network's outputs.
    """
    whole = onnx.load_from_string(network)
    nodes = [
        *_unit("head", "head_1"),
        *_unit("tap", "tap_1"),
        helper.make_node("Mul", ["tap_1", "tap_share"], ["tap_shared"]),
        helper.make_node("Concat", ["head_1", "tap_shared"], ["both"], axis=1),
        *_unit("both", "both_1"),
        helper.make_node("Cast", ["both_1"], ["stored"], to=TensorProto.FLOAT16),
        helper.make_node("Cast", ["stored"], ["vector"], to=TensorProto.FLOAT),
        helper.make_node("MatMul", ["vector", "dense"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    constants = [
        *_constants(model),
        numpy_helper.from_array(np.array(images.TAP_SHARE), "tap_share"),
        numpy_helper.from_array(np.array(1e-30, dtype=np.float32), "least"),
    ]
    sides: list[int | str] = ["n", images.SIDE, images.SIDE, 3]
    return _serialized(
        [*whole.graph.node, *nodes],
        [*whole.graph.initializer, *constants],
        [("pixels", TensorProto.UINT8, sides)],
        ["n", len(model.labels)],
    )


def _unit(name: str, result: str) -> list[onnx.NodeProto]:
    """Return the nodes that bring each row to length one; rows of zeros stay so."""
    return [
        helper.make_node("ReduceL2", [name], [f"{name}_length"], axes=[1], keepdims=1),
        helper.make_node("Max", [f"{name}_length", "least"], [f"{name}_divisor"]),
        helper.make_node("Div", [name, f"{name}_divisor"], [result]),
    ]


def _constants(model: LinearModel) -> list[onnx.TensorProto]:
    return [
        numpy_helper.from_array(array, name)
        for name, array in (("dense", model.dense), ("bias", model.bias))
    ]


def _serialized(
    nodes: Sequence[onnx.NodeProto],
    constants: Sequence[onnx.TensorProto],
    inputs: Sequence[Port],
    sides: list[int | str],
    opsets: Sequence[onnx.OperatorSetIdProto] = (),
) -> bytes:
    """Return an ONNX file."""
    model = onnx.ModelProto(ir_version=IR_VERSION, producer_name="crowdbox")
    model.opset_import.extend(opsets or [helper.make_opsetid("", OPSET)])
    graph = model.graph  # filled in place: helpers would copy a large forest twice more
    graph.name = "crowdbox"
    graph.node.extend(nodes)
    graph.initializer.extend(constants)
    graph.input.extend(helper.make_tensor_value_info(*port) for port in inputs)
    graph.output.append(helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, sides))
    data: bytes = model.SerializeToString(deterministic=True)
    return data
