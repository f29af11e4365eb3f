"""A table of examples as CSV that spreadsheets cannot mistake for formulas."""

import csv
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Final
from typing import NamedTuple
from typing import TextIO


class Row(NamedTuple):
    """One example in words: names instead of the ids of this box, except its own."""

    id: str
    label: str
    data: str
    """A text, a row of values as JSON, or the name of the picture's or sound's file."""
    contributor: str
    state: str
    sha256: str = ""
    """Of a picture's or sound's file."""
    preview: str = ""


ALWAYS: Final = ("id", "label", "data", "contributor", "state")
_QUOTE: Final = "'"
# A cell that begins with one of these can run as a formula when a spreadsheet opens it (OWASP,
# "CSV Injection"); the quote itself is among them so that taking it off again is exact.
_RISKY: Final = frozenset("=+-@\t\r\n＝＋－＠" + _QUOTE)


def write(
    stream: TextIO,
    rows: Iterable[Row],
    columns: Sequence[str] = ALWAYS,
    more: Iterable[tuple[str, Sequence[str]]] = (),
) -> None:
    """Write a header and the rows: these columns, then others to read (name, a cell each)."""
    others = list(more)
    writer = csv.writer(stream)
    writer.writerow([_guarded(cell) for cell in (*columns, *(name for name, _ in others))])
    for place, row in enumerate(rows):
        cells = [getattr(row, name) for name in columns] + [cells[place] for _, cells in others]
        writer.writerow([_guarded(cell) for cell in cells])


def read(stream: TextIO) -> Iterator[Row]:
    """Give the rows that `write` wrote; columns may stand in any order and others between them.

    Raises ValueError or csv.Error where it is no such table.
    """
    reader = csv.reader(stream, strict=True)
    header = next(reader, [])
    known = [name for name in Row._fields if name in ALWAYS or name in header]
    places = [(name, header.index(name)) for name in known]
    for cells in reader:
        if len(cells) == len(header):
            yield Row(**{name: _bare(cells[place]) for name, place in places})
        elif cells:
            raise ValueError(f"line {reader.line_num} has {len(cells)} cells")


def _guarded(cell: str) -> str:
    return _QUOTE + cell if cell[:1] in _RISKY and cell else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell[:1] == _QUOTE and cell[1:2] in _RISKY and cell[1:] else cell
