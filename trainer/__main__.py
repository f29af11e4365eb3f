"""The trainer on the command line: serve, fit a CSV file, predict."""

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from trainer import model_file


class Mistake(Exception):
    """What the person has to change; the message says it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except (Mistake, model_file.DamagedModel, OSError) as error:
        print(f"trainer: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m trainer", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="answer on a Unix socket")
    serve.add_argument("--socket", type=Path, required=True)
    serve.add_argument("--state", type=Path, required=True, help="folder for copies of models")
    serve.set_defaults(run=_serve)
    fit = commands.add_parser("fit", help="train on a CSV file: label,data[,contributor]")
    fit.add_argument("examples", type=Path)
    fit.add_argument("-o", "--output", type=Path, required=True, metavar="MODEL")
    fit.set_defaults(run=_fit)
    predict = commands.add_parser("predict", help="print a line of JSON for each text")
    predict.add_argument("model", type=Path)
    predict.add_argument("text", nargs="+")
    predict.set_defaults(run=_predict)
    return parser


def _serve(given: argparse.Namespace) -> None:
    from trainer.server import serve

    serve(given.socket, given.state)


def _fit(given: argparse.Namespace) -> None:
    # Imported here: scikit-learn takes its time, and only this command needs it.
    from trainer.evaluate import in_words
    from trainer.features import NothingToLearn
    from trainer.fit import BadRequest
    from trainer.fit import fit
    from trainer.fit import Request

    examples = read_examples(given.examples)
    labels = tuple(sorted({label for label, _, _ in examples}))
    try:
        outcome = fit(Request("text", labels, tuple(examples)), lambda *_: None)
    except NothingToLearn:
        raise Mistake("no example has a word in it") from None
    except BadRequest as error:
        raise Mistake(str(error)) from None
    model_file.save(model_file.dump(outcome.model), given.output)
    print(in_words(outcome.score))


def read_examples(path: Path) -> list[tuple[str, str, str]]:
    """Return (label, data, contributor) of each row that is not hidden; raises Mistake."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Mistake(f"{path} is not a CSV file in UTF-8: {error}") from None
    if not rows or not {"label", "data"} <= set(rows[0]):
        raise Mistake(f"{path} needs rows with the columns label and data")
    return [
        (row["label"] or "", row["data"] or "", row.get("contributor") or "")
        for row in rows
        if row.get("state") != "hidden"
    ]


def _predict(given: argparse.Namespace) -> None:
    from trainer.service import answers

    model = model_file.load(given.model.read_bytes())
    for text, answer in zip(given.text, answers(model, given.text), strict=True):
        line = {"data": text, "label": answer.labels[0].label, **msgspec.to_builtins(answer)}
        print(msgspec.json.encode(line).decode())


if __name__ == "__main__":
    sys.exit(main())
