"""Operations: atomic, durable, in turn."""

import os
import threading
from contextvars import ContextVar

import pytest
from tinydb import where

from appliance.storage import AlreadyOpen
from appliance.storage import Change
from appliance.storage import Database
from appliance.storage import StorageFailed


def insert(db, **fields):
    return db.table("examples").insert(fields)


def test_what_an_operation_returns_comes_back(db):
    assert db.run(lambda: 42) == 42


def test_documents_are_there_after_reopening(db, reopened):
    insert(db, id="a", words=["one", "two"])
    assert reopened().table("examples").all() == [{"id": "a", "words": ["one", "two"]}]


def test_a_raising_operation_leaves_nothing(db, reopened):
    insert(db, id="a", project="p")

    def operation():
        insert(db, id="b", project="p")
        db.table("examples").update({"project": "q"}, doc_ids=[1])
        db.table("other").insert({})
        raise KeyError("no")

    with pytest.raises(KeyError, match="no"):
        db.run(operation)
    assert db.table("examples").group(project="p") == [{"id": "a", "project": "p"}]
    assert db.tables() == {"examples"}
    assert len(reopened().table("examples")) == 1


def test_an_operation_sees_its_own_writes(db):
    def operation():
        insert(db, id="a", project="p")
        table = db.table("examples")
        return table.find(id="a"), table.size(project="p"), table.count(where("id") == "a")

    assert db.run(operation) == ({"id": "a", "project": "p"}, 1, 1)


def test_nobody_else_sees_them_before_the_commit(db):
    seen = []

    def operation():
        insert(db, id="a", project="p")
        looker = threading.Thread(target=lambda: seen.append(db.table("examples").all()))
        looker.start()
        looker.join()

    db.run(operation)
    assert seen == [[]]


def test_an_inner_operation_is_part_of_the_outer(db):
    def outer():
        db.run(lambda: insert(db, id="a"))
        raise ValueError

    with pytest.raises(ValueError):
        db.run(outer)
    assert db.table("examples").all() == []


def test_an_inner_operation_that_raises_is_taken_back_alone(db):
    def inner():
        insert(db, id="bad", project="p")
        raise ValueError

    def outer():
        insert(db, id="good", project="p")
        with pytest.raises(ValueError):
            db.run(inner)

    db.run(outer)
    assert db.table("examples").group(project="p") == [{"id": "good", "project": "p"}]


def test_the_revision_grows_with_each_commit_and_is_kept(db, reopened):
    assert db.revision == 0
    insert(db, id="a")
    insert(db, id="b")
    assert db.revision == 2
    assert reopened().revision == 2


def test_looking_does_not_change_the_revision(db):
    db.run(lambda: db.table("examples").all())
    assert db.revision == 0


def test_a_failed_operation_does_not_change_the_revision(db):
    def operation():
        insert(db, id="a")
        raise ValueError

    with pytest.raises(ValueError):
        db.run(operation)
    assert db.revision == 0


def test_listeners_get_the_changes_of_a_commit(db):
    told = []
    insert(db, id="a")
    db.on_commit(told.append)
    db.run(lambda: (db.table("examples").update({"id": "b"}, doc_ids=[1]), insert(db, id="c")))
    db.table("examples").remove(doc_ids=[2])
    assert told == [
        [
            Change("examples", 1, {"id": "a"}, {"id": "b"}),
            Change("examples", 2, None, {"id": "c"}),
        ],
        [Change("examples", 2, {"id": "c"}, None)],
    ]


def test_listeners_see_the_committed_documents(db):
    seen = []
    db.on_commit(lambda changes: seen.append((db.revision, db.table("examples").all())))
    insert(db, id="a")
    assert seen == [(1, [{"id": "a"}])]


def test_listeners_cannot_change_documents_through_what_they_get(db):
    db.on_commit(lambda changes: changes[0].new["words"].append("two"))
    insert(db, words=["one"])
    assert db.table("examples").all() == [{"words": ["one"]}]


def test_listeners_cannot_write_and_harm_nobody(db, caplog):
    words = "my secret " * 2
    db.on_commit(lambda changes: db.table(changes[0].new["data"]).insert({}))
    db.on_commit(lambda changes: changes[0].new[words])
    insert(db, data=words)
    assert len(db.table("examples")) == 1
    assert "RuntimeError" in caplog.text
    assert "KeyError" in caplog.text
    assert words not in caplog.text


def test_an_operation_sees_the_context_of_its_caller(db):
    language = ContextVar("language", default="en")
    language.set("fr")
    inside = threading.Event()
    waiting = threading.Thread(target=lambda: db.run(lambda: inside.wait(5)))
    waiting.start()
    threading.Timer(0.05, inside.set).start()
    assert db.run(language.get) == "fr"
    waiting.join()


def test_a_second_owner_is_refused_with_a_clear_message(db, path):
    with pytest.raises(AlreadyOpen, match=f"is open in process {os.getpid()}"):
        Database(path, {})


def test_it_can_be_opened_again_after_closing(db, path):
    db.close()
    db.close()
    Database(path, {}).close()


def test_a_closed_database_refuses_to_write(db):
    db.close()
    with pytest.raises(StorageFailed, match="closed"):
        insert(db, id="a")


def test_a_folder_that_is_not_there_is_storage_failed(tmp_path):
    with pytest.raises(StorageFailed):
        Database(tmp_path / "none" / "box.sqlite", {})


def test_only_the_owner_may_read_the_files(db, path):
    insert(db, id="a")
    files = list(path.parent.iterdir())
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_removed_words_are_gone_from_the_files_after_compacting(db, path):
    db.table("examples").insert_multiple({"data": f"secret words {n}"} for n in range(500))
    db.table("kept").insert({"data": "kept words"})
    db.table("examples").truncate()
    db.compact()
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"secret" not in content
    assert b"kept words" in content


def test_compacting_in_an_operation_follows_its_commit(db, path):
    insert(db, data="secret words")
    db.run(lambda: (db.table("examples").truncate(), db.compact()))
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"secret" not in content


def test_a_snapshot_stays_as_it_was(db):
    insert(db, id="a")
    snapshot = db.snapshot()
    insert(db, id="b")
    db.table("examples").update({"id": "c"}, doc_ids=[1])
    state, documents = snapshot.tables["examples"]
    assert (snapshot.revision, state.last_id, documents) == (1, 1, {1: {"id": "a"}})


def test_replacing_everything_keeps_ids_from_being_used_again(db):
    insert(db, id="a")
    db.table("old").insert({})
    db.replace({"examples": {7: {"id": "b", "project": "p"}}}, {"examples": 9})
    assert db.tables() == {"examples"}
    assert db.table("examples").group(project="p")[0].doc_id == 7
    assert insert(db, id="c") == 10
    assert db.table("old").insert({}) == 2


def test_a_text_that_no_file_can_hold_fails_alone(db):
    with pytest.raises(ValueError):
        insert(db, id="\ud800")
    assert db.table("examples").all() == []


def test_a_document_that_is_too_large_is_refused(db):
    with pytest.raises(ValueError, match="at most"):
        insert(db, data="x" * (17 << 20))
