"""Documents are JSON's values, copied on their way in and out."""

from collections import OrderedDict
from enum import IntEnum
from enum import StrEnum

import pytest

from appliance.storage.values import copied
from appliance.storage.values import plain
from appliance.storage.values import same


class Colour(StrEnum):
    RED = "red"


class Size(IntEnum):
    SMALL = 1


def kinds(value):
    if isinstance(value, dict):
        return {name: kinds(item) for name, item in value.items()}
    return [kinds(item) for item in value] if isinstance(value, list) else type(value)


def test_subclasses_become_their_base():
    document = plain(OrderedDict({Colour.RED: Size.SMALL, "c": (Colour.RED,)}))
    assert document == {"red": 1, "c": ["red"]}
    assert kinds(document) == {"red": int, "c": [str]}
    assert {type(name) for name in document} == {str}


@pytest.mark.parametrize("document", [{"a": {"b": [1]}}, {"a": [{"b": 1}]}])
def test_copies_share_nothing_that_can_change(document):
    before = repr(document)
    for copy in (plain(document), copied(document)):
        assert copy == document
        copy["a"].clear()
    assert repr(document) == before


def test_numbers_that_python_takes_for_equal_are_not_the_same():
    assert same({"a": 1}, {"a": 1})
    assert not same({"a": 1}, {"a": True})
    assert not same({"a": 1}, {"a": 1.0})
