"""Older documents are brought to the present schema, newer ones refused."""

import sqlite3

import pytest

from appliance.storage import Database
from appliance.storage import NewerSchema
from appliance.storage import StorageFailed
from appliance.storage.migrations import migrate


def add_state(tables):
    for document in tables.get("examples", {}).values():
        document["state"] = "shown"


def split_labels(tables):
    tables["labels"] = {1: {"id": "x"}}
    del tables["examples"][2]


def fail(tables):
    add_state(tables)
    raise KeyError("label")


@pytest.fixture
def old(db):
    """A file of schema 1."""
    db.table("examples").insert_multiple([{"id": "a"}, {"id": "b"}])
    db.close()


def test_a_new_file_has_the_present_schema(reopened):
    assert reopened(migrations=[fail]).schema == 2
    assert reopened(migrations=[fail]).tables() == set()


def test_migrations_run_in_order_and_once(old, reopened):
    migrations = [add_state, split_labels]
    for _ in range(2):
        db = reopened(migrations=migrations)
        assert db.table("examples").all() == [{"id": "a", "state": "shown"}]
        assert db.table("labels").all() == [{"id": "x"}]
    assert db.table("examples").insert({}) == 3


def test_a_second_migration_starts_where_the_first_ended(old, reopened):
    reopened(migrations=[add_state])
    db = reopened(migrations=[fail, split_labels])
    assert db.table("examples").get(doc_id=1) == {"id": "a", "state": "shown"}


def test_migrated_documents_are_found_by_their_fields(old, reopened):
    assert reopened(migrations=[add_state]).table("examples").find(id="b")["state"] == "shown"


def test_a_migration_is_a_commit(old, reopened):
    assert reopened(migrations=[add_state]).revision == 2


def test_a_failing_migration_leaves_the_file_as_it_was(old, path, reopened):
    with pytest.raises(KeyError):
        Database(path, {}, migrations=[fail])
    assert reopened().table("examples").all() == [{"id": "a"}, {"id": "b"}]


def test_a_newer_schema_is_refused_and_left_alone(old, path, reopened):
    reopened(migrations=[add_state]).close()
    with pytest.raises(NewerSchema, match="schema 2"):
        Database(path, {})
    assert len(reopened(migrations=[add_state]).table("examples")) == 2


def test_a_newer_layout_is_refused(old, path):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(NewerSchema, match="layout 99"):
        Database(path, {})


def test_documents_of_a_backup_take_the_same_way():
    tables = {"examples": {1: {"id": "a"}}}
    migrate(tables, 1, [add_state])
    assert tables == {"examples": {1: {"id": "a", "state": "shown"}}}


def test_a_file_of_something_else_is_refused(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photos (id)")
    connection.close()
    with pytest.raises(StorageFailed, match="not a file of Crowdbox"):
        Database(path, {})


def test_a_file_that_is_no_database_is_refused(path):
    path.write_bytes(b"holiday " * 1000)
    with pytest.raises(StorageFailed):
        Database(path, {})


def test_a_damaged_document_is_named(old, path):
    connection = sqlite3.connect(path)
    connection.execute("UPDATE documents SET body = '{' WHERE id = 2")
    connection.commit()
    connection.close()
    with pytest.raises(StorageFailed, match="document 2 of examples is damaged"):
        Database(path, {})
