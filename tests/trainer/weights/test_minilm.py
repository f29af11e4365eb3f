import onnx
import pytest
from onnx import helper
from onnx import TensorProto

from trainer.weights import minilm


def network(*outputs: str) -> bytes:
    nodes = [helper.make_node("Identity", ["x"], [name]) for name in outputs]
    sides = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", "sequence", 384])
    last = helper.make_tensor_value_info(outputs[-1], TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "some", [sides], [last])
    return helper.make_model(graph).SerializeToString()


def test_the_middle_is_opened_behind_the_last_layer() -> None:
    built = onnx.load_model_from_string(minilm.build(network(*minilm.MIDDLE, "last")))
    assert [output.name for output in built.graph.output] == ["last", *minilm.MIDDLE]


def test_the_same_network_gives_the_same_bytes() -> None:
    data = network(*minilm.MIDDLE, "last")
    assert minilm.build(data) == minilm.build(data)


def test_another_network_is_refused() -> None:
    with pytest.raises(ValueError, match="no layers"):
        minilm.build(network("last"))
