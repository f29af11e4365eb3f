"""`fit`: from examples to a model file, the score said in words."""

import sys
import time
from argparse import Namespace
from pathlib import Path

import msgspec

from trainer import model_file
from trainer.command_line import examples
from trainer.export import About


def run(given: Namespace) -> None:
    """Train, write the model and what an export has to tell of it, and print the score."""
    # Imported here: scikit-learn takes its time, and other commands do not need it.
    from trainer.evaluate import in_words
    from trainer.fit import fit

    found = examples.read(given.examples, given.type)
    request = examples.requested(found, given)
    outcome = fit(request, examples.vectors(found, given.language), told)
    model_file.save(model_file.dump(outcome.model), given.output)
    about = About(
        name=given.output.stem,
        examples=len(found.rows),
        contributors=len({who for _, _, who in found.rows if who}),
        labels={label: label for label in request.labels},
        score=msgspec.to_builtins(outcome.score),
        created=int(time.time()),
        language=given.language,
    )
    about_file(given.output).write_bytes(msgspec.json.format(msgspec.json.encode(about)))
    print(in_words(outcome.score))


def about_file(model: Path) -> Path:
    """Return where `fit` writes what a model was trained on: beside it, with `.json` after it."""
    return model.with_name(model.name + ".json")


def told(stage: str, done: int, of: int) -> None:
    """Show how far a training is, to a person who is looking."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{stage} {done} of {of}", end="", file=sys.stderr, flush=True)
        if stage == "final" and done == of:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
