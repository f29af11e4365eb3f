"""What is known of a model besides the model."""

from typing import Any

from msgspec import Struct


class About(Struct, frozen=True, kw_only=True):
    """What a model was trained on, as far as it is known; numbers and names of labels, no people.

    `labels` are names by id, `score` is a `trainer.evaluate.Score`, `created` is in seconds since
    1970, and `box` the version of Crowdbox that trained it.
    """

    name: str = ""
    examples: int = 0
    contributors: int = 0
    labels: dict[str, str] = {}
    score: dict[str, Any] = {}
    created: int = 0
    language: str = ""
    box: str = ""
