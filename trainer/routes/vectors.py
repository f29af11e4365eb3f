"""Vectors: which are missing, making them, and forgetting them."""

from typing import Annotated

import msgspec
from flask import Blueprint
from flask import request
from flask import Response
from msgspec import Meta
from msgspec import Struct

from trainer.features import NO_EMBEDDER
from trainer.learning import BadRequest
from trainer.networks import in_use
from trainer.networks import MEDIA
from trainer.routes import as_json
from trainer.routes import body
from trainer.routes import service
from trainer.vectors import item_key

api = Blueprint("vectors", __name__)
MOST_KEYS_BYTES = 16_000_000
MOST_ITEMS_BYTES = 64_000_000
_KINDS = ("text", "numbers", *MEDIA)

Key = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Keys(Struct, forbid_unknown_fields=True):
    """Examples by their contents: the SHA-256 of text or stored bytes, in hex."""

    keys: list[Key]


Items = Annotated[list[tuple[Key, bytes]], Meta(max_length=256)]
_ITEMS = msgspec.msgpack.Decoder(Items)


@api.post("/vectors/<kind>/missing")
def missing(kind: str) -> Response:
    """Say which examples have no vector of the version that is in use."""
    version = _version(kind)
    keys = msgspec.json.decode(body(MOST_KEYS_BYTES), type=Keys).keys
    found = [] if version == NO_EMBEDDER else service().vectors.missing(version, keys)
    return as_json({"missing": found, "version": version})


@api.post("/vectors/<kind>")
def make(kind: str) -> Response:
    """Embed up to 256 items, whenever nobody wants a prediction, and keep their vectors."""
    version = _version(kind)
    items = dict(_ITEMS.decode(body(MOST_ITEMS_BYTES)))
    if any(item_key(item) != key for key, item in items.items()):
        raise BadRequest("a key is not that of its item")
    if version == NO_EMBEDDER:
        return as_json({"stored": len(items), "refused": {}, "version": version})
    wanted = service().vectors.missing(version, list(items))
    refused = _made(kind, version, wanted, [items[key] for key in wanted])
    stored = len(items) - len(refused)
    return as_json({"stored": stored, "refused": refused, "version": version})


def _made(kind: str, version: str, keys: list[str], items: list[bytes]) -> dict[str, str]:
    """Make and keep vectors; return the keys of items that were refused, and the codes why."""
    here = service()
    refused: dict[str, str] = {}
    for seen in here.senses.embed_calmly(kind, version, items):
        # Piece by piece, so that what is done stays done when the box is switched off.
        here.vectors.put(version, [keys[place] for place in seen.places], seen.vectors)
        refused |= {keys[place]: code for place, code in seen.refused.items()}
    return refused


@api.post("/vectors/forget")
def forget() -> Response:
    """Drop the vectors of examples, of all versions."""
    service().vectors.forget(msgspec.json.decode(body(MOST_KEYS_BYTES), type=Keys).keys)
    return Response(status=204)


def _version(kind: str) -> str:
    if kind not in _KINDS:
        raise BadRequest(f"there is no type {kind!r}")
    return in_use(kind, request.args.get("language", ""))
