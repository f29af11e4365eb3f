"""`python -m trainer.weights`: makes the weights that are missing here, and says what is not."""

import argparse
import sys
from pathlib import Path

from trainer import weights
from trainer.weights import building

_WITHOUT = {
    "lite0": "no pictures",
    "speech": "no sounds",
    "speech-mel": "no sounds",
    "soundnet": "no sounds",
    "minilm": "English texts are understood a little less well",
    "minilm-vocabulary": "English texts are understood a little less well",
    "use-m3": "texts are compared by their words alone",
}
"""What a box without these weights does."""


def main(arguments: list[str] | None = None) -> int:
    """Build what is missing; return 0 when all weights are here, else 1."""
    parser = argparse.ArgumentParser(prog="python -m trainer.weights", description=__doc__)
    parser.add_argument("--packages", type=Path, help="a folder of packages fetched before")
    parser.add_argument("--check", action="store_true", help="build nothing, only look")
    chosen = parser.parse_args(arguments)
    todo = [name for name in building.SOURCES if weights.where(name) is None]
    failed = [] if chosen.check else building.build(todo, chosen.packages, print)
    for line in failed:
        print(line, file=sys.stderr)
    lacking = weights.missing(*weights.NETWORKS)
    for name in lacking:
        print(f"Missing: {name}. The box works without it: {_WITHOUT[name]}.", file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
