import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto

from trainer.weights import lite0
from trainer.weights import soundnet
from trainer.weights.graph import folded
from trainer.weights.graph import Graph
from trainer.weights.published import Tensors

LAYERS = ((64, 1, 16), (32, 16, 32), (16, 32, 64), (8, 64, 128), (4, 128, 256))
"""Kernel, channels before and channels after."""
WIDTHS = (32, 16, 24, 24, 40, 40, 80, 80, 80, 112, 112, 112, 192, 192, 192, 192, 320)
KERNELS = (3, 3, 3, 5, 5, 3, 3, 3, 5, 5, 5, 5, 5, 5, 5, 3)


def positive(*shape: int) -> NDArray[np.float32]:
    return (np.random.default_rng(len(shape)).random(shape) + 0.5).astype(np.float32)


def normalisation(name: str, width: int) -> Tensors:
    parts = ("weight", "bias", "running_mean", "running_var")
    return {f"{name}.{part}": positive(width) for part in parts}


def eyes() -> Tensors:
    """Return tensors of the shapes of EfficientNet-Lite0."""
    found = {"_conv_stem.weight": positive(32, 3, 3, 3)}
    found["_conv_head.weight"] = positive(1280, 320, 1, 1)
    found |= normalisation("_bn0", 32) | normalisation("_bn1", 1280)
    for number, kernel in enumerate(KERNELS):
        at, before, after = f"_blocks.{number}.", WIDTHS[number], WIDTHS[number + 1]
        inner = before * (6 if number else 1)
        if number:
            found[f"{at}_expand_conv.weight"] = positive(inner, before, 1, 1)
            found |= normalisation(f"{at}_bn0", inner)
        found[f"{at}_depthwise_conv.weight"] = positive(inner, 1, kernel, kernel)
        found[f"{at}_project_conv.weight"] = positive(after, inner, 1, 1)
        found |= normalisation(f"{at}_bn1", inner) | normalisation(f"{at}_bn2", after)
    return found


def ears() -> Tensors:
    """Return tensors of the shapes of SoundNet."""
    found = {}
    for number, (kernel, before, after) in enumerate(LAYERS, start=1):
        name = f"conv{number}"
        found[f"{name}.weights"] = positive(kernel, 1, before, after)
        parts = ("biases", "gamma", "beta", "mean", "var")
        found |= {f"{name}.{part}": positive(after) for part in parts}
    return found


def test_the_same_tensors_give_the_same_bytes_in_another_process() -> None:
    script = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from hashlib import sha256\n"
        "from test_networks import *\n"
        "for data in (lite0.build(eyes()), soundnet.build(ears())):\n"
        "    print(sha256(data).hexdigest())\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            cwd=Path(__file__).parent.parent.parent.parent,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert len(printed.pop().split()) == 2


def test_the_picture_network_gives_head_and_tap() -> None:
    session = onnxruntime.InferenceSession(lite0.build(eyes()))
    head, tap = session.run(None, {"pixels": np.zeros((2, 224, 224, 3), dtype=np.uint8)})
    assert (head.shape, tap.shape) == ((2, lite0.HEAD_WIDTH), (2, lite0.TAP_WIDTH))


def test_the_sound_network_gives_mean_and_maximum_of_each_layer() -> None:
    session = onnxruntime.InferenceSession(soundnet.build(ears()))
    (pooled,) = session.run(None, {"samples": np.ones((1, 22_050), dtype=np.float32) / 9})
    assert pooled.shape == (1, sum(soundnet.WIDTHS))
    assert (pooled[0, :16] <= pooled[0, 16:32]).all()


def test_a_folded_convolution_does_its_normalisation() -> None:
    kernel, bias, given = positive(4, 3, 5), positive(4), positive(1, 3, 9)
    scale, shift, mean, variance = (positive(4) * factor for factor in (1, 2, 3, 4))
    outcomes = []
    for weights in ((kernel, bias), folded(kernel, bias, (scale, shift, mean, variance), 0.1)):
        graph = Graph()
        constants = (graph.constant(array) for array in weights)
        graph.rename(graph.node("Conv", "x", *constants, kernel_shape=[5]), "y")
        data = graph.serialized("test", {"x": (TensorProto.FLOAT, [1, 3, 9])}, {"y": [1, 4, 5]})
        outcomes.append(onnxruntime.InferenceSession(data).run(None, {"x": given})[0][0])
    plain, done = outcomes
    expected = (plain.T - mean) / np.sqrt(variance + 0.1) * scale + shift
    assert np.allclose(done.T, expected, rtol=1e-4)
