"""The values that documents are made of: JSON's, and nothing else.

A stored document is never changed in place: an update stores a new one. So documents may be
shared freely inside the storage; they are copied where they enter it and where they leave it.
"""

from collections.abc import Mapping
from math import isfinite
from sys import intern
from typing import Any

import msgspec

LARGEST_DOCUMENT = 16 * 1024 * 1024
"""Characters of JSON that one document may have."""
Fields = dict[str, Any]
"""A document as it is stored: names and plain values."""

_NESTED = (dict, list)
_SAME = frozenset({int, bool, type(None)})
_SHORT = 24


def plain(document: Mapping[Any, Any]) -> Fields:
    """Return a deep copy of a document in JSON's own types, as it will be read back from disk.

    Tuples become lists, subclasses their base. Raises TypeError for what JSON cannot say,
    ValueError for numbers that are not finite.
    """
    return {_name(name): _plain(value) for name, value in document.items()}


def copied(document: Fields) -> Fields:
    """Return a copy of a stored document that its receiver may change."""
    return {
        name: _copied(value) if isinstance(value, _NESTED) else value
        for name, value in document.items()
    }


def same(one: Fields, other: Fields) -> bool:
    """Tell whether two documents read the same from disk; Python takes 1, 1.0 and True for one."""
    return one == other and msgspec.json.encode(one) == msgspec.json.encode(other)


def encode(document: Fields) -> str:
    """Return a document as JSON; ValueError where it is too large or no valid text."""
    body = msgspec.json.encode(document).decode()
    if len(body) > LARGEST_DOCUMENT:
        raise ValueError(f"a document has at most {LARGEST_DOCUMENT} characters of JSON")
    return body


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return copied(value)
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value


def _name(name: Any) -> str:
    if type(name) is str:
        return name
    if isinstance(name, str):
        return str.__str__(name)
    raise TypeError(f"names in a document are text, not {type(name).__name__}")


def _plain(value: Any) -> Any:
    if type(value) is str:
        # Ids, labels and states recur: kept once, they take a third less memory in all.
        return intern(value) if len(value) <= _SHORT else value
    if type(value) in _SAME:
        return value
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError("numbers in a document are finite")
        return float(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    raise TypeError(f"a document cannot hold {type(value).__name__}")
