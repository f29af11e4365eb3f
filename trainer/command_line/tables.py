"""Tables of examples: CSV files as spreadsheets and downloaded projects write them."""

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import msgspec

from trainer.command_line import Mistake
from trainer.learning import Field

MOST_FIELDS = 10
MOST_CHOICES = 9
ABOUT = frozenset({"label", "data", "file", "contributor", "state", "id", "batch", "created"})
"""Columns that are about an example and no field of it."""
# What a downloaded project puts a ' before, so that no spreadsheet takes it for a formula.
_GUARDED = frozenset("=+-@\t\r\n＝＋－＠'")

Record = dict[str, str]
Cell = float | str | None


def records(path: Path) -> list[Record]:
    """Return the rows of a CSV file by column, without hidden and empty ones; raises Mistake.

    Columns may be parted by commas, semicolons or tabs.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            file.seek(0)
            parted = max(",;\t", key=header.count)
            rows = [dict(row) for row in csv.DictReader(file, delimiter=parted, restkey="")]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Mistake(f"{path} is not a CSV file in UTF-8: {error}") from None
    if not rows or "label" not in rows[0]:
        raise Mistake(f"{path} needs a header with the column label, and rows below it")
    if any("" in row for row in rows):
        raise Mistake(f"{path} has a row with more cells than its header")
    bare = [{name: _bare(cell or "") for name, cell in row.items()} for row in rows]
    return [row for row in bare if row.get("state") != "hidden" and _says_something(row)]


def _says_something(row: Record) -> bool:
    return bool(row["label"].strip() and row.get("data", "something").strip())


def _bare(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _GUARDED and cell[1:] else cell


def rows_of_numbers(found: Sequence[Record]) -> tuple[tuple[Field, ...], list[str]]:
    """Return the fields of a table and its rows as JSON lists.

    Each column that is about nothing else is a field; raises Mistake where that cannot be.
    """
    names = [name for name in found[0] if name not in ABOUT]
    if "data" in found[0]:  # a downloaded project has both
        lists = [_list(row["data"]) for row in found]
        if len(names) != len(lists[0]):
            names = [f"field {number}" for number in range(1, len(lists[0]) + 1)]
    else:
        lists = [[row[name].strip() for name in names] for row in found]
    if not 0 < len(names) <= MOST_FIELDS or any(len(cells) != len(names) for cells in lists):
        raise Mistake(f"each row needs the same 1 to {MOST_FIELDS} columns of values")
    columns = zip(*lists, strict=True)
    fields = tuple(_field(name, cells) for name, cells in zip(names, columns, strict=True))
    return fields, [row_of(fields, cells) for cells in lists]


def row_of(fields: Sequence[Field], cells: Sequence[str]) -> str:
    """Return cells in the order of the fields as a JSON list; empty ones are missing.

    Raises Mistake.
    """
    if len(cells) != len(fields):
        raise Mistake(f"{len(fields)} values are needed: {', '.join(one.name for one in fields)}")
    values = [_value(field, cell.strip()) for field, cell in zip(fields, cells, strict=True)]
    return msgspec.json.encode(values).decode()


def looks_like_lists(found: Sequence[Record]) -> bool:
    """Tell whether the column `data` has JSON lists."""
    return all(row["data"].startswith("[") and row["data"].endswith("]") for row in found)


def _list(text: str) -> list[str]:
    try:
        cells = msgspec.json.decode(text, type=list[Cell])
    except msgspec.MsgspecError:
        raise Mistake("a cell of the column data is no list of numbers and texts") from None
    return ["" if cell is None else str(cell) for cell in cells]


def _field(name: str, cells: Sequence[str]) -> Field:
    given = [cell for cell in cells if cell]
    if all(_number(cell) is not None for cell in given):
        return Field(name)
    choices = tuple(sorted(set(given)))
    if len(choices) > MOST_CHOICES:
        raise Mistake(
            f"the column {name} has {len(choices)} different texts: a field is numbers, "
            f"or a choice of at most {MOST_CHOICES} values"
        )
    return Field(name, "choice", choices)


def _value(field: Field, cell: str) -> Cell:
    if not cell:
        return None
    if field.kind == "choice":
        if cell not in field.choices:
            raise Mistake(f"{field.name} is one of: {', '.join(field.choices)}")
        return cell
    number = _number(cell)
    if number is None:
        raise Mistake(f"{field.name} is a number")
    return number


def _number(cell: str) -> float | None:
    """Return a number, in which a comma may stand for the decimal point."""
    try:
        number = float(cell.replace(",", ".") if "." not in cell else cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
