"""What the worker can do: one function for each errand."""

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from trainer import model_file
from trainer.errands import AnyErrand
from trainer.errands import AnyReply
from trainer.errands import Embed
from trainer.errands import Embedded
from trainer.errands import Explain
from trainer.errands import Explained
from trainer.errands import Export
from trainer.errands import Exported
from trainer.errands import Prepare
from trainer.errands import Prepared
from trainer.errands import Refused
from trainer.features import MissingWeights
from trainer.features import NO_EMBEDDER
from trainer.networks import Networks
from trainer.networks import OtherFeatures

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(AnyErrand)


class _BadItem(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def perform(body: bytes, networks: Networks, begin: Callable[[], None]) -> bytes:
    """Return the reply to an errand; `begin` is called once its networks are in memory.

    What fails before `begin` is not the item's fault. Raises MemoryError.
    """
    return _ENCODER.encode(_performed(_DECODER.decode(body), networks, begin))


def _performed(errand: AnyErrand, networks: Networks, begin: Callable[[], None]) -> AnyReply:
    try:
        _load(errand, networks)
        begin()
        return _SKILLS[type(errand)](errand, networks)
    except MissingWeights as error:
        return Refused("missing_weights", list(error.names))
    except OtherFeatures as error:
        return Refused("other_features", [str(error)])
    except _BadItem as error:
        return Refused(error.code)
    except model_file.DamagedModel:
        return Refused("damaged_model")
    except msgspec.MsgspecError as error:
        return Refused("bad_request", [str(error)])
    except MemoryError:
        raise
    except Exception as error:
        # Not the error's message: it may hold words of the children.
        print(type(error).__name__, *traceback.format_tb(error.__traceback__), file=sys.stderr)
        return Refused("broken", [type(error).__name__])


def _load(errand: AnyErrand, networks: Networks) -> None:
    if isinstance(errand, (Embed, Explain)) and errand.version != NO_EMBEDDER:
        networks.get(errand.kind, errand.version)


def _prepare(errand: Prepare, networks: Networks) -> Prepared:
    # Imported here: a class that writes texts needs no decoders in memory.
    from trainer.media import BadMedia
    from trainer.media import normalise

    try:
        media = normalise(errand.kind, errand.data)
    except BadMedia as error:
        raise _BadItem(error.code) from None
    return Prepared(media.data, media.mime, media.preview)


def _stored(kind: str, item: bytes, raw: bool) -> bytes:
    return _prepare(Prepare(kind, item), Networks()).data if raw else item


def _embed(errand: Embed, networks: Networks) -> Embedded:
    network = networks.get(errand.kind, errand.version)
    items = [_stored(errand.kind, item, errand.raw) for item in errand.items]
    return Embedded(network.width, network.embed(items).astype("<f2").tobytes())


def _explain(errand: Explain, networks: Networks) -> Explained:
    from trainer.explain import why

    model = model_file.load(Path(errand.model).read_bytes())
    network = networks.get(errand.kind, errand.version) if errand.version != NO_EMBEDDER else None
    item = _stored(errand.kind, errand.item, errand.raw)
    return Explained(msgspec.to_builtins(why(model, item, errand.label, network)))


def _export(errand: Export, networks: Networks) -> Exported:
    from trainer.export import About
    from trainer.export import package

    about = msgspec.json.decode(errand.about, type=About)
    return Exported(package(model_file.load(Path(errand.model).read_bytes()), about))


_SKILLS: dict[type, Callable[[Any, Networks], AnyReply]] = {
    Prepare: _prepare,
    Embed: _embed,
    Explain: _explain,
    Export: _export,
}
