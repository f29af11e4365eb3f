"""TinyDB's Table API, and finding by index."""

import pytest
from tinydb import Query
from tinydb import where
from tinydb.operations import delete
from tinydb.operations import increment
from tinydb.table import Document


@pytest.fixture
def table(db):
    table = db.table("examples")
    table.insert_multiple({"id": str(n), "project": "p", "n": n} for n in range(1, 4))
    return table


def numbers(documents):
    return [document["n"] for document in documents]


def test_get_by_id_by_ids_and_by_condition(table):
    assert table.get(doc_id=2)["n"] == 2
    assert numbers(table.get(doc_ids=[3, 1, 9])) == [1, 3]
    assert table.get(where("n") > 1).doc_id == 2
    assert table.get(doc_id=9) is None
    assert table.get(where("n") > 9) is None


def test_get_needs_to_be_told_what(table):
    with pytest.raises(RuntimeError):
        table.get()


def test_search_count_and_contains(table):
    row = Query()
    assert numbers(table.search((row.n >= 2) & row.project.one_of(["p"]))) == [2, 3]
    assert table.count(row.n.test(lambda n: n % 2)) == 2
    assert table.contains(row.n == 3)
    assert not table.contains(doc_id=9)


def test_a_search_repeated_after_a_change_is_not_stale(table):
    assert numbers(table.search(where("n") < 3)) == [1, 2]
    table.update({"n": 9}, doc_ids=[1])
    assert numbers(table.search(where("n") < 3)) == [2]


def test_len_and_iteration(table):
    assert len(table) == 3
    assert [document.doc_id for document in table] == [1, 2, 3]


def test_repr_tells_the_size(table):
    assert "total=3" in repr(table)


def test_update_by_ids_by_condition_and_of_all(table):
    assert table.update({"x": 1}, doc_ids=[1, 9]) == [1]
    assert table.update({"x": 2}, where("n") > 1) == [2, 3]
    assert table.update(increment("x")) == [1, 2, 3]
    assert [document["x"] for document in table] == [2, 3, 3]


def test_update_with_a_function_that_removes_a_field(table):
    table.update(delete("project"), doc_ids=[2])
    assert table.get(doc_id=2) == {"id": "2", "n": 2}
    assert table.size(project="p") == 2


def test_update_multiple(table):
    assert table.update_multiple([({"n": 10}, where("n") == 1), ({"n": 30}, where("n") == 3)])
    assert numbers(table) == [10, 2, 30]


def test_an_update_that_fails_midway_changes_nothing(table):
    with pytest.raises(KeyError):
        table.update(delete("x"))
    assert numbers(table) == [1, 2, 3]


def test_upsert_updates_or_inserts(table):
    assert table.upsert({"n": 20}, where("n") == 2) == [2]
    assert table.upsert({"n": 4}, where("n") == 4) == [4]
    assert table.upsert(Document({"n": 7}, doc_id=7)) == [7]
    assert numbers(table) == [1, 20, 3, 4, 7]


def test_remove_by_ids_and_by_condition(table):
    assert table.remove(doc_ids=[1, 9]) == [1]
    assert table.remove(where("n") == 3) == [3]
    assert numbers(table) == [2]


def test_remove_needs_to_be_told_what(table):
    with pytest.raises(RuntimeError):
        table.remove()


def test_ids_are_not_used_again(table, reopened):
    table.remove(doc_ids=[3])
    assert table.insert({}) == 4
    table.truncate()
    assert reopened().table("examples").insert({}) == 5


def test_documents_may_bring_their_ids(table):
    table.insert(Document({"n": 10}, doc_id=10))
    table.insert_multiple([Document({"n": 8}, doc_id=8), {"n": 11}])
    assert [document.doc_id for document in table] == [1, 2, 3, 8, 10, 11]


@pytest.mark.parametrize("doc_id", [0, -1, 2**53])
def test_impossible_ids_are_refused(table, doc_id):
    with pytest.raises(ValueError, match="id"):
        table.insert(Document({}, doc_id=doc_id))


def test_an_id_that_is_there_is_refused_and_nothing_kept(table):
    with pytest.raises(ValueError, match="already exists"):
        table.insert_multiple([{"n": 4}, Document({}, doc_id=2)])
    assert numbers(table) == [1, 2, 3]


def test_what_is_no_mapping_is_refused(table):
    with pytest.raises(ValueError):
        table.insert([1])


@pytest.mark.parametrize("value", [{1}, b"bytes", object(), {1: "one"}])
def test_what_json_cannot_say_is_refused(table, value):
    with pytest.raises(TypeError):
        table.insert({"value": value})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_without_end_are_refused(table, value):
    with pytest.raises(ValueError):
        table.insert({"value": value})


def test_documents_read_the_same_before_and_after_reopening(table, reopened):
    table.insert({"a": (1, 2.0, None), "b": {"c": [True, "ü"]}, "d": ""})
    before = table.get(doc_id=4)
    after = reopened().table("examples").get(doc_id=4)
    assert (
        repr(before) == repr(after) == repr({"a": [1, 2.0, None], "b": {"c": [True, "ü"]}, "d": ""})
    )


def test_a_change_of_type_alone_is_kept(table, reopened):
    table.update({"n": True}, doc_ids=[1])
    assert reopened().table("examples").get(doc_id=1)["n"] is True


def test_the_store_cannot_be_changed_through_what_it_hands_out(table):
    table.insert({"words": ["one"], "deep": {"er": [[]]}})
    for found in (table.get(doc_id=4), table.all()[3], table.search(where("words").exists())[0]):
        found["words"].append("two")
        found["deep"]["er"][0].append(1)
    assert table.get(doc_id=4) == {"words": ["one"], "deep": {"er": [[]]}}


def test_the_store_cannot_be_changed_through_what_it_was_given(table):
    document = {"words": ["one"]}
    doc_id = table.insert(document)
    document["words"].append("two")
    assert table.get(doc_id=doc_id) == {"words": ["one"]}


def test_find_gives_the_first_with_these_values(table):
    assert table.find(id="2").doc_id == 2
    assert table.find(project="p").doc_id == 1
    assert table.find(id="9") is None


def test_find_needs_an_index(table):
    with pytest.raises(LookupError, match="no index of n"):
        table.find(n=1)


def test_group_pages_through_in_the_order_of_ids(table):
    assert numbers(table.group(project="p", limit=2)) == [1, 2]
    assert numbers(table.group(project="p", after=2)) == [3]
    assert numbers(table.group(after=1, limit=1)) == [2]
    assert table.group(project="none") == []


def test_latest_pages_back_from_the_last(table):
    assert numbers(table.latest(project="p", limit=2)) == [3, 2]
    assert numbers(table.latest(project="p", before=2, limit=2)) == [1]
    assert table.latest(project="none", limit=2) == []


def test_latest_in_an_operation_sees_its_own_writes(db, table):
    def operation():
        table.insert({"project": "p", "n": 4})
        table.remove(doc_ids=[3])
        return numbers(table.latest(project="p", limit=2))

    assert db.run(operation) == [4, 2]


def test_group_in_an_operation_sees_its_own_writes(db, table):
    def operation():
        table.insert_multiple({"project": "p", "n": n} for n in (4, 5))
        table.remove(doc_ids=[1, 4])
        table.update({"project": "q"}, doc_ids=[3])
        return numbers(table.group(project="p")), table.group(project="p", after=2, limit=1)[0]["n"]

    assert db.run(operation) == ([2, 5], 5)


def test_size_follows_every_change(table):
    assert table.size(project="p") == 3
    table.update({"project": "q"}, doc_ids=[1])
    table.remove(doc_ids=[2])
    assert (table.size(project="p"), table.size(project="q"), table.size()) == (1, 1, 2)


def test_documents_without_the_fields_are_in_no_group(table):
    table.insert({"label": "x"})
    assert table.size(project="p", label="x") == 0
    table.update({"project": "p"}, doc_ids=[4])
    assert table.size(project="p", label="x") == 1


def test_a_list_cannot_be_a_value_of_an_index_and_nothing_is_kept(table):
    with pytest.raises(TypeError):
        table.insert_multiple([{"id": "4"}, {"id": [5]}])
    assert (len(table), table.find(id="4")) == (3, None)


def test_tables_and_dropping_them(db, table, reopened):
    db.table("empty", persist_empty=True)
    db.insert({"default": True})
    assert db.tables() == {"examples", "empty", "_default"}
    db.drop_table("empty")
    db.drop_table("never")
    db.drop_table("examples")
    assert reopened().tables() == {"_default"}


def test_dropping_all_tables(db, table, reopened):
    db.drop_tables()
    assert db.tables() == set()
    assert table.all() == []
    assert reopened().tables() == set()


def test_a_truncated_table_is_still_there(db, table):
    table.truncate()
    assert (len(table), db.tables()) == (0, {"examples"})


def test_the_storage_reads_and_writes_all_as_tinydb_expects(db, table):
    everything = db.storage.read()
    assert everything["examples"]["1"] == {"id": "1", "project": "p", "n": 1}
    everything["examples"] = {"2": {"n": 20}}
    db.storage.write(everything)
    assert table.all() == [{"n": 20}]
    db.storage.write({})
    assert db.storage.read() is None
