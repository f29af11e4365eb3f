"""`curve`: how good the model is with fewer people, and a guess of how good with more."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from trainer.command_line import examples


def run(given: Namespace) -> None:
    """Print the crowd curve as a table, or as JSON."""
    from trainer.command_line.fitting import told
    from trainer.crowd import study  # scikit-learn: only where something is learned

    found = examples.read(given.examples, given.type)
    options = {"seed": float(given.seed), "seconds": given.seconds}
    request = replace(examples.requested(found, given), task="curve", options=options)
    vectors = examples.vectors(found, given.language)
    result = study(request, vectors, told, lambda partial: None)
    print(msgspec.json.encode(result).decode() if given.json else "\n".join(in_words(result)))


def in_words(result: dict[str, Any]) -> Iterator[str]:
    """Give the lines of a table, and of the guesses below it."""
    if result["reason"]:
        yield "No curve: at least four people have to give examples, several of them of each label."
        return
    yield "people  examples  right    ±"
    for point in result["points"]:
        yield (
            f"{point['contributors']:6}  {point['examples']:8.0f}  "
            f"{point['mean']:5.1%}  {point['spread']:5.1%}"
        )
    for guess in result["guess"]:
        yield (
            f"A guess: {guess['contributors']} people might reach {guess['mean']:.0%} "
            f"({guess['low']:.0%} to {guess['high']:.0%})."
        )
