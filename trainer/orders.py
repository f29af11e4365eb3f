"""What the service tells the process that trains."""

from typing import Annotated

from msgspec import Meta
from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much memory and time one training may use."""

    memory_mb: Annotated[int, Meta(gt=0, le=1_000_000)] = 1_500
    seconds: Annotated[float, Meta(gt=0, le=1_000_000)] = 900.0


class Order(Limits, frozen=True, kw_only=True):
    """What comes before the request: its length, the limits, and the service's state folder."""

    bytes: int
    state: str
