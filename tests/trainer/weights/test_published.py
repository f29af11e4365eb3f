import io
import os
import pickle
import sys
import types
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trainer.weights import pickled
from trainer.weights import published


class Command:
    """Runs a command when it is unpickled."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (self.command,)


class Tensor:
    """Writes itself as torch's own do."""

    def __init__(self, name: str, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self.made = (Storage(name), 0, shape, strides, False, OrderedDict())

    def __reduce__(self) -> tuple[Any, ...]:
        return sys.modules["torch._utils"]._rebuild_tensor_v2, self.made


class Storage:
    """A place in the file."""

    def __init__(self, name: str) -> None:
        self.name = name


class Pickler(pickle._Pickler):  # type: ignore[name-defined]  # the one in C takes no sizes
    def persistent_id(self, item: Any) -> Any:
        kind = sys.modules["torch"].FloatStorage
        return ("storage", kind, item.name, "cpu", 6, None) if isinstance(item, Storage) else None


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins whose names are those in torch's files; torch is not needed for more."""

    def _rebuild_tensor_v2() -> None: ...

    class FloatStorage: ...

    for name, thing in (("torch", FloatStorage), ("torch._utils", _rebuild_tensor_v2)):
        module = types.ModuleType(name)
        thing.__module__, thing.__qualname__ = name, thing.__name__
        setattr(module, thing.__name__, thing)
        monkeypatch.setitem(sys.modules, name, module)


def saved(tensor: Tensor) -> bytes:
    """Return the file that torch 1.4 would write of one tensor on six numbers."""
    file = io.BytesIO()
    state = OrderedDict(weight=tensor)
    for part in (0x1950A86A20F9469CFC6C, 1001, {}, state, ["a"]):
        Pickler(file, 2).dump(part)
    return file.getvalue() + (6).to_bytes(8, "little") + np.arange(6, dtype="<f4").tobytes()


@pytest.mark.parametrize(
    "value", [{"a": [1, 2.5, None, True], "b": (1, ("x",), 300, -1)}, [], {}, (), [{}] * 3, "ü"]
)
def test_plain_data_is_read_as_it_was_written(value: Any) -> None:
    assert pickled.read(io.BytesIO(pickle.dumps(value, protocol=2))) == value


def test_nothing_in_a_pickle_is_run(tmp_path: Path) -> None:
    data = pickle.dumps(Command(f"touch {tmp_path}/run"), protocol=2)
    found = pickled.read(io.BytesIO(data))
    assert found.name.endswith("system")
    assert list(tmp_path.iterdir()) == []


def test_what_is_more_than_data_is_refused() -> None:
    with pytest.raises(pickled.UnknownPickle):
        pickled.read(io.BytesIO(pickle.dumps({1, 2}, protocol=4)))


def test_a_tensor_of_torch_is_read(torch: None) -> None:
    found = published.torch_tensors(saved(Tensor("a", (2, 3), (3, 1))))
    assert found["weight"].tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_turned_tensor_is_read(torch: None) -> None:
    found = published.torch_tensors(saved(Tensor("a", (3, 2), (1, 3))))
    assert found["weight"].tolist() == [[0, 3], [1, 4], [2, 5]]


@pytest.mark.parametrize(("shape", "strides"), [((7,), (1,)), ((2, 3), (4, 1)), ((2,), (-1,))])
def test_a_tensor_that_reaches_beyond_the_file_is_refused(
    torch: None, shape: tuple[int, ...], strides: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="larger than what it lies in"):
        published.torch_tensors(saved(Tensor("a", shape, strides)))


def test_another_file_than_torchs_is_refused() -> None:
    with pytest.raises(ValueError, match="torch"):
        published.torch_tensors(pickle.dumps(1, protocol=2))


def test_another_file_than_numpys_is_refused() -> None:
    file = io.BytesIO()
    np.save(file, np.arange(3))
    with pytest.raises(ValueError, match="not one pickled object"):
        published.numpy_tensors(file.getvalue())
