"""Predictions: what a model says of some examples, and why where somebody asks."""

import base64
import binascii
from pathlib import Path
from typing import Annotated
from typing import Any

import msgspec
import numpy as np
from msgspec import Meta
from msgspec import Struct
from numpy.typing import NDArray

from trainer import explain
from trainer.explain import WordWeight
from trainer.features import Batch
from trainer.features import NO_EMBEDDER
from trainer.learning import BadRequest
from trainer.model import LabelConfidence
from trainer.model import Model
from trainer.model import ranked
from trainer.networks import MEDIA
from trainer.senses import Senses

MOST_ROWS = 1_000
MOST_FILES = 50
MOST_REASONS = 50


class Question(Struct, forbid_unknown_fields=True):
    """What to predict: up to 1000 texts or rows of numbers, or 50 files in base64."""

    data: Annotated[list[str], Meta(max_length=MOST_ROWS)]
    why: bool = False


class Answer(Struct):
    """All labels, surest first, and, if asked, why the first one."""

    labels: list[LabelConfidence]
    because: list[WordWeight] = []
    why: Any = None


def answers(model: Model, path: Path, question: Question, senses: Senses) -> list[Answer]:
    """Return the prediction of each example by a model that lies in the file `path`.

    Raises BadRequest, RefusedErrand and WorkerAway.
    """
    if not question.data:
        return []
    _check(model, question)
    items = _items(model.type, question.data)
    batch = Batch(question.data, _vectors(model, items, senses))
    try:
        found = [Answer(labels) for labels in ranked(model, batch)]
    except ValueError:  # of numbers: a row that does not fit the fields
        raise BadRequest("this is no example of this type") from None
    if question.why:
        for answer, item in zip(found, items, strict=True):
            _explain(answer, model, path, item, senses)
    return found


def _check(model: Model, question: Question) -> None:
    if model.type in MEDIA and len(question.data) > MOST_FILES:
        raise BadRequest(f"at most {MOST_FILES} files at once")
    if question.why and len(question.data) > MOST_REASONS:
        raise BadRequest(f"at most {MOST_REASONS} reasons at once")


def _items(kind: str, data: list[str]) -> list[bytes]:
    if kind not in MEDIA:
        return [text.encode() for text in data]
    try:
        return [base64.b64decode(text, validate=True) for text in data]
    except binascii.Error:
        raise BadRequest("a file is not in base64") from None


def _vectors(model: Model, items: list[bytes], senses: Senses) -> NDArray[np.float32]:
    if model.embedder == NO_EMBEDDER:
        return np.zeros((len(items), 0), dtype=np.float32)
    return senses.embed(model.type, model.embedder, items, raw=model.type in MEDIA)


def _explain(answer: Answer, model: Model, path: Path, item: bytes, senses: Senses) -> None:
    label = answer.labels[0].label
    if model.embedder == NO_EMBEDDER:
        answer.why = msgspec.to_builtins(explain.why(model, item, label))
    else:
        raw = model.type in MEDIA
        answer.why = senses.explain(model.type, model.embedder, path, label, item, raw=raw)
    if answer.why is not None and answer.why["kind"] == "words":
        answer.because = msgspec.convert(answer.why["words"], list[WordWeight])
