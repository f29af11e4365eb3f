"""Blobs: in the same operations as the documents, on disk and not in memory."""

import random
import sqlite3
import threading
import time

import pytest

from appliance.storage import StorageFull
from appliance.storage import Stream
from appliance.storage.blob_table import AT_ONCE

PICTURE = b"\x00picture\xff" * 4000


def put(db, **blobs):
    def operation():
        for name, body in blobs.items():
            db.put_blob(name, body)

    db.run(operation)


def content(path):
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def settled(db):
    """Wait until nothing is left to overwrite."""
    end = time.monotonic() + 20
    while db.storage._file.has_traces():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_blob_is_there_after_reopening(db, reopened):
    put(db, a=PICTURE)
    assert db.blob("a") == PICTURE
    assert reopened().blob("a") == PICTURE


def test_a_name_without_a_blob_has_none(db):
    assert db.blob("a") is None


def test_an_empty_blob_is_not_none(db, reopened):
    put(db, a=b"")
    assert reopened().blob("a") == b""


def test_documents_and_blobs_come_together_or_not_at_all(db, reopened):
    def operation():
        db.table("examples").insert({"id": "a"})
        db.put_blob("a", PICTURE)
        raise ValueError

    with pytest.raises(ValueError):
        db.run(operation)
    assert db.blob("a") is None
    assert reopened().blob("a") is None


def test_an_operation_sees_its_own_blobs(db):
    put(db, a=b"old", b=b"kept")

    def operation():
        db.put_blob("a", b"new")
        db.put_blob("c", b"third")
        db.remove_blobs(["c"])
        return db.blob("a"), db.blob("b"), db.blob("c")

    assert db.run(operation) == (b"new", b"kept", None)


def test_nobody_else_sees_a_blob_before_the_commit(db):
    seen = []

    def operation():
        db.put_blob("a", PICTURE)
        looker = threading.Thread(target=lambda: seen.append(db.blob("a")))
        looker.start()
        looker.join()

    db.run(operation)
    assert seen == [None]


def test_an_inner_operation_that_raises_takes_its_blobs_back(db, reopened):
    put(db, a=b"old", b=b"kept")

    def inner():
        db.put_blob("a", b"bad")
        db.put_blob("new", b"bad")
        db.remove_blobs(["b"])
        raise ValueError

    def outer():
        db.put_blob("good", b"good")
        with pytest.raises(ValueError):
            db.run(inner)

    db.run(outer)
    again = reopened()
    assert [again.blob(name) for name in ("a", "b", "new", "good")] == [
        b"old",
        b"kept",
        None,
        b"good",
    ]


def test_removed_blobs_are_gone(db, reopened):
    put(db, a=PICTURE, b=PICTURE)
    db.run(lambda: db.remove_blobs(["a", "never"]))
    assert db.blob("a") is None
    assert reopened().blob("b") == PICTURE


def test_blobs_change_in_operations_only(db):
    with pytest.raises(RuntimeError):
        db.put_blob("a", b"")


def test_a_blob_alone_is_a_commit(db):
    put(db, a=b"")
    assert db.revision == 1


def test_many_blobs_are_taken_one_by_one_at_the_commit(db, reopened):
    alive = []

    def many():
        for number in range(300):
            alive.append(number)
            yield f"b{number}", bytes([number % 256]) * 1000

    db.run(lambda: (db.put_blobs(many(), 300_000), alive.append("operation ends")))
    assert alive[0] == "operation ends"
    assert reopened().blob("b299") == bytes([299 - 256]) * 1000


def test_a_stream_of_an_operation_that_raises_is_not_taken(db):
    def operation():
        db.put_blobs(iter([("a", b"a")]), 1)
        raise ValueError

    with pytest.raises(ValueError):
        db.run(operation)
    assert db.blob("a") is None


def test_replacing_everything_replaces_the_blobs(db, reopened):
    put(db, old=PICTURE, both=b"old")
    db.replace({}, {}, blobs=Stream([("both", b"new"), ("new", b"new")], 6))
    again = reopened()
    assert [again.blob(name) for name in ("old", "both", "new")] == [None, b"new", b"new"]


def test_a_file_of_the_first_layout_gets_the_table(db, path, reopened):
    db.table("examples").insert({"id": "a"})
    db.close()
    connection = sqlite3.connect(path)
    connection.executescript("DROP TABLE blobs; PRAGMA user_version=1;")
    connection.execute("DELETE FROM numbers WHERE name = 'traces'")
    connection.commit()
    connection.close()
    db = reopened()
    put(db, a=PICTURE)
    assert (db.blob("a"), len(db.table("examples"))) == (PICTURE, 1)


def test_a_removed_blob_leaves_no_trace_in_the_files(db, path):
    put(db, a=b"my secret face " * 3000)
    db.run(lambda: db.remove_blobs(["a"]))
    db.close()
    assert b"secret" not in content(path)


def test_many_removed_blobs_leave_no_trace_after_a_while(db, path):
    count = AT_ONCE // 30_000 + 30
    put(db, **{f"b{number}": b"my secret face " * 2000 for number in range(count)})
    db.run(lambda: db.remove_blobs([f"b{number}" for number in range(count)]))
    put(db, kept=PICTURE)
    settled(db)
    assert db.blob("kept") == PICTURE
    db.close()
    assert b"secret" not in content(path)


def test_overwriting_goes_on_after_the_next_start(db, path, reopened):
    put(db, a=b"my secret face " * (AT_ONCE // 10))
    db.storage._scrubber._stopped.set()
    db.run(lambda: db.remove_blobs(["a"]))
    db.close()
    assert b"secret" in content(path)
    db = reopened()
    settled(db)
    db.close()
    assert b"secret" not in content(path)


def test_compacting_leaves_nothing_of_removed_blobs(db, path):
    put(db, a=b"my secret face " * (AT_ONCE // 10))
    db.run(lambda: (db.remove_blobs(["a"]), db.compact()))
    db.close()
    assert b"secret" not in content(path)
    assert path.stat().st_size < 100_000


def test_reading_goes_on_while_others_write(db):
    put(db, a=PICTURE)
    stop, failed = threading.Event(), []

    def read():
        while not stop.is_set():
            if db.blob("a") != PICTURE:
                failed.append(1)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(60):
        put(db, **{f"b{number}": random.Random(number).randbytes(30_000)})
    db.compact()
    stop.set()
    for reader in readers:
        reader.join()
    assert not failed


def test_a_blob_that_does_not_fit_is_refused_and_its_document_too(db, monkeypatch):
    monkeypatch.setattr("appliance.storage.file._space", lambda path: (1_000_000, 900_000))

    def operation():
        db.table("examples").insert({"id": "a"})
        db.put_blob("a", PICTURE)

    with pytest.raises(StorageFull):
        db.run(operation)
    assert len(db.table("examples")) == 0
