"""What the trainer says, as records; docs/trainer.md describes it."""

from typing import Any

import msgspec
from msgspec import Struct

from appliance.classroom.records import Score


class Event(Struct, tag_field="event", tag=str.lower):
    """What the trainer tells while it trains."""


class Heartbeat(Event):
    """It is still at it."""


class Progress(Event):
    """It has done `done` of `of` steps of a stage."""

    stage: str
    done: int
    of: int


class Point(Event):
    """A study's result as far as it is known by now."""

    result: dict[str, Any]


class Done(Event):
    """The model is ready under its hash, with the hash of its report; or a study has its result."""

    model: str = ""
    size: int = 0
    features: str = ""
    score: Score | None = None
    report: str = ""
    result: dict[str, Any] | None = None


class Failed(Event):
    """There will be no model; `code` says why."""

    code: str
    message: str


AnyEvent = Heartbeat | Progress | Point | Done | Failed


class LabelConfidence(Struct, frozen=True):
    """How sure the model is of one label (its id), 0 to 1; those of all labels add up to one."""

    label: str
    confidence: float


class WordWeight(Struct, frozen=True):
    """How much a word spoke for the first label; negative where it spoke against it."""

    word: str
    weight: float


class Prediction(Struct, frozen=True):
    """All labels, surest first, the words that spoke for or against the first, and why.

    `why` is the reason in the form of the model's kind: words, regions, path or parts.
    """

    labels: list[LabelConfidence]
    because: list[WordWeight]
    why: dict[str, Any] | None = None


class Predictions(Struct):
    """The answer to several questions."""

    predictions: list[Prediction]


class Uses(Struct, frozen=True):
    """The version of the network that one type of example uses, and which weights are missing."""

    version: str
    missing: tuple[str, ...] = ()


class Normalised(Struct, frozen=True):
    """A picture or sound as the box stores it: its bytes, their MIME type, and a preview."""

    data: bytes
    mime: str
    preview: str = ""


class Missing(Struct, frozen=True):
    """Which keys have no vector of this version yet."""

    missing: list[str]
    version: str


class Stored(Struct, frozen=True):
    """How many vectors were stored, and which keys will never have one, with the reason's code."""

    stored: int
    version: str = ""
    refused: dict[str, str] = {}


class Refusal(Struct):
    """The body of a reply that refuses."""

    class Error(Struct):
        """Why; `broken` where the trainer did not say."""

        code: str = "broken"

    error: Error = msgspec.field(default_factory=Error)
