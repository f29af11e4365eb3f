"""The arrays of the two networks that are published as files of PyTorch and of NumPy pickles.

The layout of the first is torch 1.0–1.5's `torch.serialization._legacy_save`: five pickles (magic
number, version, machine, tensors, storage keys), then each storage in the order of the keys, its
count of elements in eight bytes and its elements. The second is one pickled dictionary in `.npy`.
"""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.weights import pickled

Tensors = dict[str, NDArray[np.float32]]

_TORCH_MAGIC = 0x1950A86A20F9469CFC6C
_TORCH_TYPES = {"torch FloatStorage": "<f4", "torch LongStorage": "<i8"}


def torch_tensors(data: bytes) -> Tensors:
    """Return the tensors of floats in a `.pth` file; raises ValueError for any other file."""
    file = io.BytesIO(data)
    if pickled.read(file) != _TORCH_MAGIC:
        raise ValueError("not a file of torch.save")
    _, _, state, keys = (pickled.read(file) for _ in range(4))
    kinds = {call.arguments[0].key[2]: call.arguments[0].key[1].path for call in _calls(state)}
    storages = {key: _storage(file, _TORCH_TYPES[kinds[key]]) for key in keys}
    found = {name: _tensor(call, storages) for name, call in state.items.items()}
    return {name: tensor for name, tensor in found.items() if tensor.dtype == np.float32}


def _calls(state: pickled.Call) -> list[pickled.Call]:
    calls = list(state.items.values())
    if any(call.name != "torch._utils _rebuild_tensor_v2" for call in calls):
        raise ValueError("there is something else than tensors")
    return calls


def _storage(file: io.BytesIO, kind: str) -> NDArray[Any]:
    length = int.from_bytes(file.read(8), "little") * np.dtype(kind).itemsize
    return np.frombuffer(file.read(length), dtype=kind)


def _tensor(call: pickled.Call, storages: dict[str, NDArray[Any]]) -> NDArray[Any]:
    reference, start, shape, strides, *_ = call.arguments
    storage = storages[reference.key[2]]
    last = start + sum((side - 1) * step for side, step in zip(shape, strides, strict=True))
    if min((start, *strides)) < 0 or last >= len(storage):
        raise ValueError("a tensor is larger than what it lies in")
    steps = tuple(step * storage.itemsize for step in strides)
    return np.lib.stride_tricks.as_strided(storage[start:], shape, steps, writeable=False)


def numpy_tensors(data: bytes) -> Tensors:
    """Return the arrays of a pickled dictionary of dictionaries, named `outer.inner`."""
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    if version != (1, 0) or np.lib.format.read_array_header_1_0(file) != ((), False, np.dtype("O")):
        raise ValueError("not one pickled object in a .npy file")
    [groups] = pickled.read(file).state[4]
    return {
        f"{outer}.{inner}": _array(call)
        for outer, group in groups.items()
        for inner, call in group.items()
    }


def _array(call: pickled.Call) -> NDArray[np.float32]:
    _, shape, kind, fortran, text = call.state
    if kind.arguments[0] != "f4" or kind.state[1] != "<":
        raise ValueError("an array is not of 32-bit floats")
    flat = np.frombuffer(text.encode("latin-1"), dtype="<f4")
    return flat.reshape(shape, order="F" if fortran else "C")
