from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from trainer import model_file
from trainer.fit import fit
from trainer.learning import Request
from trainer.model import Model
from trainer.model_file import DamagedModel
from trainer.store import ModelStore
from trainer.store import UnknownModel


@pytest.fixture
def files(request_: Request) -> dict[str, bytes]:
    """Three models as files."""
    made = {}
    for number in range(3):
        examples = (*request_.examples, ("cat", f"number {number}", "ana"))
        vectors = np.zeros((len(examples), 0), dtype=np.float32)
        model = fit(replace(request_, examples=examples), vectors, lambda *_: None).model
        data = model_file.dump(model)
        made[model_file.name(data)] = data
    return made


def kept(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir()}


def test_a_model_that_was_put_can_be_used(model: Model, tmp_path: Path) -> None:
    data = model_file.dump(model)
    store = ModelStore(tmp_path)
    store.put(model_file.name(data), data)
    assert store.model(model_file.name(data)).labels == model.labels


def test_a_model_is_loaded_once(files: dict[str, bytes], tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    name = next(iter(files))
    store.put(name, files[name])
    assert store.model(name) is store.model(name)


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64, "0" * 63])
def test_other_names_are_unknown(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownModel):
        ModelStore(tmp_path).model(name)


def test_bytes_of_another_name_are_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    with pytest.raises(DamagedModel):
        store.put("0" * 64, next(iter(files.values())))
    assert kept(tmp_path) == set()


def test_bytes_that_are_no_model_are_refused(tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    with pytest.raises(DamagedModel):
        store.put(model_file.name(b"no model"), b"no model")
    assert kept(tmp_path) == set()


def test_the_oldest_files_go_when_there_are_too_many(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    largest = max(map(len, files.values()))
    store = ModelStore(tmp_path, files=2 * largest)
    for name, data in files.items():
        store.put(name, data)
    assert kept(tmp_path) == set(list(files)[1:])


def test_memory_holds_the_latest_used_models(files: dict[str, bytes], tmp_path: Path) -> None:
    store = ModelStore(tmp_path, memory=1)
    for name, data in files.items():
        store.put(name, data)
    first, second, _ = files
    loaded = store.model(first)
    store.model(second)
    assert store.model(first) is not loaded


def test_a_forgotten_model_is_gone_from_memory_and_folder(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    store = ModelStore(tmp_path)
    name = next(iter(files))
    store.put(name, files[name])
    store.model(name)
    store.forget(name)
    assert kept(tmp_path) == set()
    with pytest.raises(UnknownModel):
        store.model(name)


def test_forgetting_touches_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "other.model").touch()
    ModelStore(tmp_path / "store").forget("../other")
    assert (tmp_path / "other.model").exists()


def test_a_new_store_starts_empty(files: dict[str, bytes], tmp_path: Path) -> None:
    name = next(iter(files))
    ModelStore(tmp_path).put(name, files[name])
    ModelStore(tmp_path)
    assert kept(tmp_path) == set()
