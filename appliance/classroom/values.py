"""Numbers projects: what their fields may be, and rows of values checked against these."""

import math
import re
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Final
from typing import get_args

import msgspec

from appliance.classroom import names
from appliance.classroom.problems import Problem
from appliance.classroom.records import Field
from appliance.classroom.records import FieldKind

MAX_FIELDS: Final = 10
MAX_FIELD_NAME: Final = 12
MAX_CHOICE: Final = 30
CHOICES: Final = (2, 9)
"""How few and how many values a choice may have."""

Value = float | str | None
_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)
_LONGEST: Final = 1_000
"""Characters of a value that is worth reading."""
_EXACT: Final = 2**53
"""Up to here a float without a fraction is the whole number that it looks like."""


def clean_fields(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Return the fields of a project, names cleaned; raises Problem `bad_fields`."""
    if not 1 <= len(fields) <= MAX_FIELDS:
        raise _bad_fields()
    clean = tuple(_clean_field(field) for field in fields)
    _require_different(field.name for field in clean)
    return clean


def clean_row(fields: Sequence[Field], row: Sequence[object]) -> str:
    """Return a row of values as it is stored: a JSON list in the order of the fields.

    A value is a number, a text or None; texts that are numbers count as such, an empty one as
    None. Raises Problem `bad_value`, which names the field, or `bad_row`.
    """
    if len(row) != len(fields):
        raise Problem("bad_row", field="data", count=len(fields))
    values = [_clean(*pair, place) for place, pair in enumerate(zip(fields, row, strict=True))]
    if all(value is None for value in values):
        raise Problem("bad_row", field="data", count=len(fields))
    return msgspec.json.encode(values).decode()


def read_row(data: str) -> list[Value]:
    """Return the values of a stored row, or of one in a file; raises Problem `bad_request`."""
    try:
        return msgspec.json.decode(data, type=list[Value])
    except (msgspec.MsgspecError, UnicodeError):
        raise Problem("bad_request", field="data", detail="a list of values is needed") from None


def _clean_field(field: Field) -> Field:
    least, most = CHOICES
    if field.kind not in get_args(FieldKind):
        raise _bad_fields()
    if not (least <= len(field.choices) <= most if field.kind == "choice" else not field.choices):
        raise _bad_fields()
    try:
        name = names.clean(field.name, MAX_FIELD_NAME, field="fields")
        choices = tuple(names.clean(item, MAX_CHOICE, field="fields") for item in field.choices)
    except Problem:
        raise _bad_fields() from None
    _require_different(choices)
    return Field(name, field.kind, choices)


def _require_different(words: Iterable[str]) -> None:
    folded = [names.folded(word) for word in words]
    if len(set(folded)) < len(folded):
        raise _bad_fields()


def _clean(field: Field, value: object, place: int) -> Value:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    clean = _number(value) if field.kind == "number" else _choice(field, value)
    if clean is None:
        raise Problem("bad_value", field=f"data[{place}]", name=field.name, reason=field.kind)
    return clean


def _number(value: object) -> float | None:
    if isinstance(value, str):
        text = value.strip()
        if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
            return None
        value = float(text.replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return _short(value)


def _short(value: float) -> float | None:
    """Return the number as it is written shortest, so that the same one is the same text."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if abs(value) > _EXACT:
        return float(value) if abs(value) < 1e300 else None
    return int(value) if value == int(value) else float(value)


def _choice(field: Field, value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    meant = names.typed(str(value))
    return next((choice for choice in field.choices if names.folded(choice) == meant), None)


def _bad_fields() -> Problem:
    return Problem("bad_fields", field="fields")
