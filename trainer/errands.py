"""What the service asks of its eyes and ears, and what they answer."""

from typing import Any

from msgspec import Struct


class Errand(Struct, frozen=True, tag=str.lower):
    """Something to do; `kind` is the type of project, which the worker's weights go by."""


class Prepare(Errand, frozen=True):
    """Bring a file that somebody sent into the form that is stored."""

    kind: str
    data: bytes


class Embed(Errand, frozen=True):
    """Embed items by the network of a version; `raw` ones are brought into their form first."""

    kind: str
    version: str
    items: list[bytes]
    raw: bool = False


class Explain(Errand, frozen=True):
    """Tell why the model in the file `model` gives an item its label."""

    kind: str
    version: str
    model: str
    label: str
    item: bytes
    raw: bool = False


class Export(Errand, frozen=True):
    """Pack the model in the file `model` for use elsewhere; `about` is JSON."""

    model: str
    about: bytes


AnyErrand = Prepare | Embed | Explain | Export


class Reply(Struct, frozen=True, tag=str.lower):
    """What came of it."""


class Refused(Reply, frozen=True):
    """Nothing, and why; `names` are weights that are missing, or where an error came from."""

    code: str
    names: list[str] = []


class Prepared(Reply, frozen=True):
    """What is stored of a file: bytes, their type, and a preview (see docs/trainer.md)."""

    data: bytes
    mime: str
    preview: str


class Embedded(Reply, frozen=True):
    """A float16 matrix of `width` columns, little-endian, row by row."""

    width: int
    data: bytes


class Explained(Reply, frozen=True):
    """The reasons, as `trainer.explain` gives them; none where it cannot tell."""

    why: Any = None


class Exported(Reply, frozen=True):
    """The bytes of a zip file."""

    data: bytes


AnyReply = Refused | Prepared | Embedded | Explained | Exported
