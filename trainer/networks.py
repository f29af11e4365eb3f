"""The networks that are in memory: loaded when they are needed, released when they are not."""

import ctypes
import gc
import time
from collections.abc import Callable
from contextlib import suppress

from trainer.features import Embedder
from trainer.features import embedder
from trainer.features import minilm
from trainer.features import MissingWeights
from trainer.features import NO_EMBEDDER
from trainer.features import use
from trainer.features import uses
from trainer.features.sentences import Joined

MEDIA = ("images", "sounds")
"""Types whose examples are files."""
ROOMY_MB = 1_000
"""With less memory than this in the machine, the weights of one kind are held at a time."""
_SENTENCES: dict[str, tuple[Callable[[], tuple[str, ...]], Callable[[], Embedder]]] = {
    use.VERSION: (use.missing, use.Use),
    minilm.VERSION: (minilm.missing, minilm.MiniLM),
}


class OtherFeatures(Exception):
    """This trainer cannot build the networks of that version: the model has to be made anew."""


def in_use(kind: str, language: str = "") -> str:
    """Return the version of the networks that a type is embedded with here, `none` if with none.

    Raises MissingWeights where a type cannot do without: pictures and sounds.
    """
    here = uses(kind, language)
    if here.version == NO_EMBEDDER and kind in MEDIA:
        raise MissingWeights(*here.missing)
    return here.version


class Networks:
    """Embedders by version; `roomy` says whether those of two kinds may be held at once."""

    def __init__(self, *, roomy: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._roomy = roomy
        self._clock = clock
        self._held: dict[str, tuple[str, Embedder]] = {}
        self._used: dict[str, float] = {}

    @property
    def held(self) -> list[str]:
        """The versions that are in memory."""
        return list(self._held)

    def get(self, kind: str, version: str) -> Embedder:
        """Return an embedder, loaded where it is not; raises MissingWeights, OtherFeatures.

        Every version that this trainer can build will do, not only the one that is in use here:
        a model may come from a box with more memory.
        """
        # Networks of sentences are held one by one: those of two languages share some.
        parts = version.split("+") if kind == "text" else [version]
        made = [self._part(kind, part) for part in parts]
        return made[0] if len(made) == 1 else Joined(made)

    def release(self, unused: float) -> None:
        """Drop what nobody has used for so many seconds."""
        now = self._clock()
        self._drop([version for version in self._held if now - self._used[version] >= unused])

    def _part(self, kind: str, version: str) -> Embedder:
        if version not in self._held:
            if not self._roomy:
                self._drop([name for name, (other, _) in self._held.items() if other != kind])
            self._held[version] = kind, _loaded(kind, version)
        self._used[version] = self._clock()
        return self._held[version][1]

    def _drop(self, versions: list[str]) -> None:
        for version in versions:
            del self._held[version], self._used[version]
        if versions:
            _give_back()


def _loaded(kind: str, version: str) -> Embedder:
    if kind == "text":
        return _sentences(version)
    here = uses(kind)
    if here.missing:
        raise MissingWeights(*here.missing)
    if here.version != version:
        raise OtherFeatures(version)
    return embedder(kind)


def _sentences(version: str) -> Embedder:
    if version not in _SENTENCES:
        raise OtherFeatures(version)
    missing, load = _SENTENCES[version]
    if missing():
        raise MissingWeights(*missing())
    return load()


def _give_back() -> None:
    """Give memory that is free again back to the system, where the C library can."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
