"""A worker in which some items are poison, as a file is that finds a bug in a decoder.

Started by tests in place of `python -m trainer.worker`. An item that holds `die` ends it, `hang`
stops it, `break` is an error; `load die` and `load hang` in a version do so while networks load.
"""

import os
import sys
import time

import numpy as np
from numpy.typing import NDArray

from trainer import networks
from trainer.worker import serve

WIDTH = 3


def poison(name: str) -> None:
    if "die" in name:
        os._exit(9)
    if "hang" in name:
        time.sleep(60)
    if "break" in name:
        raise ValueError(name)


class Network:
    """Looks at the length of an item."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.width = WIDTH
        poison(version.removeprefix("load ") if version.startswith("load") else "")

    def embed(self, items: list[bytes]) -> NDArray[np.float32]:
        for item in items:
            poison(item.decode())
        return np.array([[len(item)] * WIDTH for item in items], dtype=np.float32)


def main() -> None:
    networks._loaded = lambda kind, version: Network(version)
    out = os.dup(1)
    os.dup2(2, 1)
    serve(0, out, float(sys.argv[1]), 60)


if __name__ == "__main__":
    main()
