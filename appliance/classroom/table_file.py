"""A table of examples as CSV that spreadsheets cannot mistake for formulas."""

import csv
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Final
from typing import NamedTuple
from typing import TextIO


class Row(NamedTuple):
    """One example in words: names instead of the ids of this box, except its own."""

    id: str
    label: str
    data: str
    contributor: str
    state: str


_QUOTE: Final = "'"
# A cell that begins with one of these can run as a formula when a spreadsheet opens it (OWASP,
# "CSV Injection"); the quote itself is among them so that taking it off again is exact.
_RISKY: Final = frozenset("=+-@\t\r\n＝＋－＠" + _QUOTE)


def write(stream: TextIO, rows: Iterable[Row]) -> None:
    """Write a header and the rows."""
    writer = csv.writer(stream)
    writer.writerow(Row._fields)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)


def read(stream: TextIO) -> Iterator[Row]:
    """Give the rows that `write` wrote; columns may stand in any order and others between them.

    Raises ValueError or csv.Error where it is no such table.
    """
    reader = csv.reader(stream, strict=True)
    header = next(reader, [])
    places = [header.index(name) for name in Row._fields]
    for cells in reader:
        if len(cells) == len(header):
            yield Row(*(_bare(cells[place]) for place in places))
        elif cells:
            raise ValueError(f"line {reader.line_num} has {len(cells)} cells")


def _guarded(cell: str) -> str:
    return _QUOTE + cell if cell[:1] in _RISKY and cell else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell[:1] == _QUOTE and cell[1:2] in _RISKY and cell[1:] else cell
