"""Why this label: what in an example spoke for it, in the very model that predicted."""

import importlib
from typing import Any

import msgspec
from msgspec import Struct

from trainer.features import Embedder
from trainer.model import Model

_MODULES = {
    "text": "trainer.explain.words",
    "images": "trainer.explain.regions",
    "sounds": "trainer.explain.parts",
    "numbers": "trainer.explain.path",
}
"""Modules with a function `why(model, item, label, embedder) -> Why | None`."""


class WordWeight(Struct, frozen=True):
    """What a word added to the logit of a label; negative where it spoke against it."""

    word: str
    weight: float


class Words(Struct, frozen=True, tag_field="kind", tag="words"):
    """The words of a text that spoke most for or against its label, strongest first."""

    words: list[WordWeight]


class Regions(Struct, frozen=True, tag_field="kind", tag="regions"):
    """How far the label's probability falls when a region is covered: −1…1, row by row."""

    rows: int
    columns: int
    weights: list[list[float]]


class Parts(Struct, frozen=True, tag_field="kind", tag="parts"):
    """How far the label's probability falls when a part of a sound is silent: −1…1."""

    seconds: float
    weights: list[float]


class Step(Struct, frozen=True):
    """One question of a tree and its answer: field, `<=`, `>`, `=`, `missing`, …, and value."""

    field: str
    is_: str = msgspec.field(name="is")
    value: Any = None


class Path(Struct, frozen=True, tag_field="kind", tag="path"):
    """The way through the readable tree, and how often that tree agrees with the model."""

    steps: list[Step]
    label: str
    agrees: float


Why = Words | Regions | Parts | Path


def why(model: Model, item: bytes, label: str, embedder: Embedder | None = None) -> Why | None:
    """Return why `model` gives `label` to a stored item (text and numbers in UTF-8), if it can.

    Without the model's own embedder, only what needs none can be told.
    """
    module = importlib.import_module(_MODULES[model.type])
    found: Why | None = module.why(model, item, label, embedder)
    return found
