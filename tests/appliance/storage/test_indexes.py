"""Groups of ids by values, and changes to them."""

import pytest

from appliance.storage.indexes import Delta
from appliance.storage.indexes import Index
from appliance.storage.indexes import NOWHERE


def index(*ids):
    made = Index(("project",))
    for doc_id in ids:
        made.add("p", doc_id)
    return made


def delta(added=(), removed=()):
    made = Delta()
    for doc_id in removed:
        made.remove(doc_id)
    for doc_id in added:
        made.add(doc_id)
    return made


def test_the_key_is_the_values_of_the_fields():
    assert Index(("a",)).key({"a": 1, "b": 2}) == 1
    assert Index(("a", "b")).key({"a": 1, "b": 2}) == (1, 2)
    assert Index(()).key({"a": 1}) == ()
    assert Index(("a", "b")).key({"a": 1}) is NOWHERE


def test_ids_are_in_order_whatever_order_they_came_in():
    assert index(5, 1, 3).ids("p") == [1, 3, 5]
    assert index(5, 1, 3).ids("p", after=1, limit=1) == [3]
    assert index(5, 1, 3).latest("p", 5, 2) == [3, 1]


@pytest.mark.parametrize("many", [2, 50])
def test_a_delta_adds_and_removes_few_and_many(many):
    ids = range(1, 2 * many + 1)
    made = index(*ids[::2])
    made.apply("p", delta(added=ids[1::2], removed=[1]))
    assert made.ids("p") == list(ids[1:])
    made.apply("p", delta(removed=ids[1:many]))
    assert made.ids("p") == list(ids[many:])


def test_what_is_added_and_removed_again_is_no_change():
    change = delta(added=[3], removed=[1])
    change.remove(3)
    change.add(1)
    assert (change.added, change.removed) == ([], set())


def test_empty_groups_take_no_memory():
    made = index(1)
    made.apply("p", delta(removed=[1]))
    made.apply("q", delta())
    assert made._groups == {}
