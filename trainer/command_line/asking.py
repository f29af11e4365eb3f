"""`predict`: a line of JSON for each example."""

import csv
from argparse import Namespace
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from trainer import model_file
from trainer.command_line import files
from trainer.command_line import Mistake
from trainer.command_line import tables
from trainer.explain import why
from trainer.features import Batch
from trainer.features import Embedder
from trainer.features import NO_EMBEDDER
from trainer.model import Model
from trainer.model import ranked
from trainer.networks import Networks
from trainer.networks import OtherFeatures
from trainer.trees import ForestModel


class Item(NamedTuple):
    """An example: its data, and the stored bytes that networks read."""

    data: str
    stored: bytes


def run(given: Namespace) -> None:
    """Print what a model says of each example, and why where that is asked for."""
    model = model_file.load(given.model.read_bytes())
    network = _network(model)
    asked = given.why if given.why is not None else model.type in ("text", "numbers")
    for text in given.example:
        item = _item(model, text)
        vectors = network.embed([item.stored]) if network else np.zeros((1, 0), dtype=np.float32)
        labels = ranked(model, Batch([item.data], vectors))[0]
        line = {"data": text, "label": labels[0].label, "labels": labels}
        if asked:
            line["why"] = why(model, item.stored, labels[0].label, network)
        print(msgspec.json.encode(line).decode())


def _network(model: Model) -> Embedder | None:
    """Return the networks that a model needs; raises MissingWeights, and Mistake for others."""
    if model.embedder == NO_EMBEDDER:
        return None
    try:
        return Networks().get(model.type, model.embedder)
    except OtherFeatures:
        raise Mistake(f"this trainer does not know the networks {model.embedder}") from None


def _item(model: Model, text: str) -> Item:
    """Return an example of the model's type as it is stored; raises Mistake."""
    if model.type in files.KINDS:
        return Item(text, files.stored(model.type, Path(text)))
    if isinstance(model, ForestModel):
        text = _row(model, text)
    return Item(text, text.encode())


def _row(model: ForestModel, text: str) -> str:
    if text.startswith("["):
        return text
    [cells] = csv.reader([text])
    return tables.row_of(model.fields, cells)
