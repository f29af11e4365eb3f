import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from PIL import Image

from trainer import model_file
from trainer import weights
from trainer.export import About
from trainer.export import package
from trainer.features import Batch
from trainer.features import embedder
from trainer.features import MissingWeights
from trainer.features import NO_EMBEDDER
from trainer.fit import fit
from trainer.learning import Request
from trainer.media import normalise
from trainer.media import samples
from trainer.model import LinearModel
from trainer.model import Model
from trainer.networks import OtherFeatures
from trainer.trees import ForestModel

Say = Callable[[Model, Sequence[str]], list[dict[str, Any]]]


@pytest.fixture
def say(tmp_path: Path) -> Say:
    """Return a function that unpacks a model's zip and runs its script on examples."""

    def run(model: Model, examples: Sequence[str]) -> list[dict[str, Any]]:
        with zipfile.ZipFile(io.BytesIO(package(model, About()))) as archive:
            archive.extractall(tmp_path / "zip")
        # -I: neither this checkout nor the environment helps it.
        command = [sys.executable, "-I", "-c", RUN, str(tmp_path / "zip"), *examples]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


RUN = """
import runpy, sys
class Ours:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("trainer", "appliance", "sklearn", "scipy", "msgspec"):
            raise ImportError(name)
sys.meta_path.insert(0, Ours())
sys.path.insert(0, sys.argv[1])
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0] + "/predict.py", run_name="__main__")
"""


def same(said: list[dict[str, Any]], model: Model, batch: Batch, within: float = 1e-5) -> None:
    """Assert that a script said what our own model says of a batch."""
    for line, ours in zip(said, model.probabilities(batch), strict=True):
        theirs = {one["label"]: one["confidence"] for one in line["labels"]}
        assert [theirs[label] for label in model.labels] == pytest.approx(ours, abs=within)


def vectors(kind: str, items: list[bytes], language: str = "") -> Any:
    try:
        return embedder(kind, language).embed(items)
    except MissingWeights as error:
        pytest.skip(str(error))


def trained(
    kind: str, label: Sequence[str], data: list[str], rows: Any, language: str = ""
) -> Model:
    examples = tuple((name, one, "ana") for name, one in zip(label, data, strict=True))
    request = Request(kind, tuple(sorted(set(label))), examples, language=language)
    return fit(request, rows, lambda *_: None).model


def test_numbers_are_said_alike_outside(say: Say, forest_model: ForestModel) -> None:
    rows = ['[3.7,0.3,"red"]', "[null,null,null]", '[1e39,-2,"blue"]', '[2,1,"green"]']
    same(say(forest_model, rows), forest_model, Batch.without_vectors(rows))


def test_values_parted_by_commas_are_a_row_outside(say: Say, forest_model: ForestModel) -> None:
    said = say(forest_model, ["3.7, ,red"])
    same(said, forest_model, Batch.without_vectors(['[3.7,null,"red"]']))


def test_text_without_a_network_is_said_alike_outside(say: Say, model: Model) -> None:
    texts = ["the dog barks", "MY cat!!", "zzz", "", "猫が好き 🐱"]
    same(say(model, texts), model, Batch.without_vectors(texts))


@pytest.mark.parametrize("language", ["de", "en"])
def test_text_with_its_networks_is_said_alike_outside(say: Say, language: str) -> None:
    texts = ["my cat purrs", "a cat sleeps", "the dog barks", "dogs fetch sticks"]
    rows = vectors("text", [text.encode() for text in texts], language)
    model = trained("text", ["cat", "cat", "dog", "dog"], texts, rows, language)
    assert model.embedder != NO_EMBEDDER
    new = ["a kitten", "naïve puppies!?", ""]
    given = vectors("text", [text.encode() for text in new], language)
    same(say(model, new), model, Batch(new, given), 1e-4)


def drawing(number: int, width: int, height: int) -> bytes:
    """Return a picture of waves, one way or the other, as the box keeps it."""
    y, x = np.mgrid[:height, :width]
    wave = 128 + 120 * np.sin((x if number % 2 else y) / (6 + number))
    pixels = np.stack([wave, wave[::-1], 255 - wave], axis=-1).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return normalise("images", file.getvalue()).data


def test_pictures_are_said_alike_outside(say: Say, tmp_path: Path) -> None:
    items = [drawing(number, 200 + 9 * number, 160) for number in range(6)]
    rows = vectors("images", items)
    model = trained("images", list("ababab"), list("123456"), rows)
    paths = [tmp_path / f"{number}.jpg" for number in range(6)]
    for path, item in zip(paths, items, strict=True):
        path.write_bytes(item)
    same(say(model, [str(path) for path in paths]), model, Batch(["x"] * 6, rows), 1e-3)


def tone(hertz: float, seconds: float) -> bytes:
    """Return a tone that fades, as the box keeps it."""
    time = np.arange(int(seconds * samples.RATE)) / samples.RATE
    level = np.sin(2 * np.pi * hertz * time) * np.exp(-time)
    return samples.encode((level * 20_000).astype(np.int16))


def test_sounds_are_said_alike_outside(say: Say, tmp_path: Path) -> None:
    items = [tone(200 * (1 + number), 0.3 + number / 2) for number in range(6)]
    rows = vectors("sounds", items)
    model = trained("sounds", list("aaabbb"), list("123456"), rows)
    paths = [tmp_path / f"{number}.flac" for number in range(6)]
    for path, item in zip(paths, items, strict=True):
        path.write_bytes(item)
    same(say(model, [str(path) for path in paths]), model, Batch(["x"] * 6, rows), 1e-3)


def test_the_same_model_gives_the_same_zip(forest_model: ForestModel) -> None:
    about = About(name="Flowers", created=1_700_000_000)
    again = model_file.load(model_file.dump(forest_model))
    assert package(forest_model, about) == package(again, about)


def test_onnx_files_are_whole(forest_model: ForestModel, model: Model) -> None:
    for one in (forest_model, model):
        with zipfile.ZipFile(io.BytesIO(package(one, About()))) as archive:
            onnx.checker.check_model(archive.read("model.onnx"), full_check=True)


def test_labels_are_named_as_the_class_names_them(forest_model: ForestModel) -> None:
    about = About(labels={"rose": "Röse 🌹"})
    with zipfile.ZipFile(io.BytesIO(package(forest_model, about))) as archive:
        labels = json.loads(archive.read("labels.json"))
    assert labels == [{"id": "lily", "name": "lily"}, {"id": "rose", "name": "Röse 🌹"}]


def linear(kind: str, version: str) -> LinearModel:
    zeros = np.zeros((3, 2), np.float32)
    return LinearModel(kind, ("a", "b"), f"{kind}-1 {version}", version, zeros, zeros[0])


@pytest.mark.parametrize("kind", ["images", "sounds"])
def test_a_model_of_networks_that_nobody_knows_is_not_packed(kind: str) -> None:
    with pytest.raises(OtherFeatures):
        package(linear(kind, "other-9"), About())


def test_without_the_weights_it_is_said_which_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(weights.FOLDER, str(tmp_path))
    with pytest.raises(MissingWeights) as caught:
        package(linear("images", "lite0-1"), About())
    assert caught.value.names == ("lite0",)
