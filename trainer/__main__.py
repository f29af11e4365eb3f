"""The trainer without a box: train on your own files, ask the model, measure, take it along."""

import argparse
import importlib
import sys
from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path

from trainer.command_line import Mistake
from trainer.features import MissingWeights
from trainer.features import NothingToLearn
from trainer.features.numbers import BadRow
from trainer.learning import BadRequest
from trainer.model_file import DamagedModel

EXAMPLES = """\
EXAMPLES is a CSV file in UTF-8 with a header, or a folder:
  text     columns label, data and, for a score, contributor
  numbers  columns label, contributor, and 1 to 10 others: numbers, or up to 9 different texts;
           an empty cell is a missing value
  images   a folder with a subfolder of pictures for each label; or columns label, file and
  sounds   contributor, where file is a path as seen from the CSV file
Rows without a label or text, and those whose column state is hidden, are left out. A folder has
no contributors, hence no score.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    given = parser().parse_args(arguments)
    try:
        given.run(given)
    except NothingToLearn:
        return _refused("no example has anything in it to learn from")
    except MissingWeights as error:
        return _refused(f"{error} (`make weights` fetches them)")
    except (Mistake, BadRequest, BadRow, DamagedModel, OSError) as error:
        return _refused(" ".join(str(error).split()))
    return 0


def _refused(reason: str) -> int:
    print(f"trainer: {reason}", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line; its help is repeated in docs/commands.md."""
    made = argparse.ArgumentParser("python -m trainer", description=__doc__)
    commands = made.add_subparsers(required=True, metavar="COMMAND", dest="command")
    _serve(commands.add_parser("serve", help="answer the box on a Unix socket"))
    _fit(_learning(commands, "fit", "train a model and print its score"))
    _curve(_learning(commands, "curve", "measure how the score grows with the number of people"))
    _predict(commands.add_parser("predict", help="print a line of JSON for each example"))
    _export(commands.add_parser("export", help="write a model as a zip that runs elsewhere"))
    return made


def _learning(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, does: str
) -> argparse.ArgumentParser:
    """Return the parser of a command that learns from examples."""
    command = commands.add_parser(
        name,
        help=does,
        description=f"{does[0].upper()}{does[1:]}.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("examples", type=Path, metavar="EXAMPLES", help="see below")
    command.add_argument(
        "--type",
        choices=("text", "numbers", "images", "sounds"),
        default="",
        help="of the examples; seen from the file if not given",
    )
    command.add_argument(
        "--language",
        default="",
        metavar="CODE",
        help="of texts, such as en or pt-br: chooses the networks",
    )
    return command


def _fit(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="MODEL",
        help="file to write; MODEL.json beside it tells `export` what it was trained on",
    )
    command.set_defaults(run=_run("fitting"))


def _curve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.add_argument(
        "--seconds", type=float, default=60.0, help="time for further draws (default: 60)"
    )
    command.add_argument(
        "--seed", type=int, default=0, help="another number draws other people (default: 0)"
    )
    command.set_defaults(run=_run("curving"))


def _predict(command: argparse.ArgumentParser) -> None:
    command.add_argument("model", type=Path, metavar="MODEL")
    command.add_argument(
        "example",
        nargs="+",
        metavar="EXAMPLE",
        help="a text; values of the fields parted by commas (none for a missing one), "
        'or a JSON list such as [1.5,"red",null]; the path of a picture or sound',
    )
    command.add_argument(
        "--why",
        action=argparse.BooleanOptionalAction,
        help="say why, too (default: for text and numbers)",
    )
    command.set_defaults(run=_run("asking"))


def _export(command: argparse.ArgumentParser) -> None:
    command.add_argument("model", type=Path, metavar="MODEL")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="ZIP")
    command.add_argument("--name", default="", help="of the model, on its card")
    command.add_argument(
        "--about",
        type=Path,
        metavar="FILE",
        help="JSON of what it was trained on (default: MODEL.json, if it is there)",
    )
    command.set_defaults(run=_run("packing"))


def _serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--socket", type=Path, required=True)
    command.add_argument("--state", type=Path, required=True, help="folder for copies of models")
    command.set_defaults(run=_run("serving"))


def _run(module: str) -> Callable[[argparse.Namespace], None]:
    """Return what runs a command's module, imported only then: each needs other libraries."""

    def run(given: argparse.Namespace) -> None:
        importlib.import_module(f"trainer.command_line.{module}").run(given)

    return run


if __name__ == "__main__":
    sys.exit(main())
