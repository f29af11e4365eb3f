"""A card that is full, or that fails, refuses; it loses nothing and goes on afterwards."""

import os
import resource
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest

from appliance import backup
from appliance.storage import Database
from appliance.storage import StorageFailed
from appliance.storage import StorageFull

pytestmark = pytest.mark.faults
INDEXES = {"examples": [("project",)]}
EXAMPLE = {"project": "p", "data": "words " * 200}


@pytest.fixture
def card(tmp_path):
    """A folder with room for six megabytes."""
    folder = tmp_path / "card"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small file system can be mounted by root only")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def opened():
    """Open databases, which are closed in the end."""
    databases = []

    def open_one(path, **options):
        for db in databases:
            db.close()
        databases.append(Database(path, INDEXES, **options))
        return databases[-1]

    yield open_one
    for db in databases:
        db.close()


def fill(table, count=100_000):
    """Insert until it is refused; return how many were acknowledged."""
    for number in range(count):
        try:
            table.insert(EXAMPLE)
        except StorageFailed as error:
            return number, type(error)
    raise AssertionError("the card never filled")


def test_a_full_card_keeps_what_was_acknowledged(card, opened):
    db = opened(card / "box.sqlite")
    count, error = fill(db.table("examples"))
    assert error is StorageFull
    assert count > 500
    assert db.table("examples").size(project="p") == count
    db = opened(card / "box.sqlite")
    assert db.table("examples").size(project="p") == count


def test_on_a_full_card_removing_makes_room_again(card, opened):
    db = opened(card / "box.sqlite")
    table = db.table("examples")
    count, _ = fill(table)
    for doc_id in range(1, 201):
        assert table.remove(doc_ids=[doc_id]) == [doc_id]
    with pytest.raises(StorageFull):  # too much for the reserve, so nothing of it
        table.remove(doc_ids=list(range(201, count)))
    assert len(table) == count - 200
    while len(table) > 100:
        table.remove(doc_ids=[document.doc_id for document in table.group(limit=50)])
    more, _ = fill(table)
    assert more > count / 2


def test_on_a_full_card_compacting_fails_and_harms_nothing(card, opened):
    db = opened(card / "box.sqlite")
    count, _ = fill(db.table("examples"))
    free = os.statvfs(card).f_bavail
    with pytest.raises(StorageFull):
        db.compact()
    assert os.statvfs(card).f_bavail >= free
    db.table("examples").remove(doc_ids=[1])
    assert len(opened(card / "box.sqlite").table("examples")) == count - 1


def test_on_a_full_card_the_teacher_still_gets_in(card, opened):
    db = opened(card / "box.sqlite", vital=["sessions"])
    fill(db.table("examples"))
    assert db.table("sessions").insert({"token": "x"}) == 1


def test_it_goes_on_when_others_have_made_room(card, opened):
    db = opened(card / "box.sqlite")
    hog = card / "hog"
    hog.write_bytes(bytes(5 << 20))
    fill(db.table("examples"))
    with pytest.raises(StorageFull):
        db.table("examples").insert(EXAMPLE)
    revision = db.revision
    hog.unlink()
    db.table("examples").insert(EXAMPLE)
    assert db.revision == revision + 1


def test_a_large_import_that_does_not_fit_leaves_nothing(card, opened):
    db = opened(card / "box.sqlite")
    table = db.table("examples")
    table.insert(EXAMPLE)
    with pytest.raises(StorageFull):
        table.insert_multiple(EXAMPLE for _ in range(10_000))
    assert (len(table), db.revision) == (1, 1)
    table.insert(EXAMPLE)
    db = opened(card / "box.sqlite")
    assert len(db.table("examples")) == 2


def test_a_backup_that_does_not_fit_leaves_no_half_file(card, opened, tmp_path):
    db = opened(tmp_path / "box.sqlite")
    target = card / "backup.zip"
    (card / "hog").write_bytes(bytes((6 << 20) - 8192))
    db.table("examples").insert_multiple(
        {"data": "".join(chr(97 + (n * k) % 26) for k in range(200))} for n in range(2000)
    )
    with pytest.raises(StorageFull):
        backup.write(db, tmp_path, target)
    assert [path.name for path in card.iterdir()] == ["hog"]


@contextmanager
def largest_file(size):
    """Have every write behind `size` bytes of a file fail, as on a card with bad blocks."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_failing_card_is_told_and_forgotten_when_it_works_again(opened, tmp_path):
    db = opened(tmp_path / "box.sqlite")
    table = db.table("examples")
    with largest_file(100_000):
        count, error = fill(table)
        assert error is StorageFailed
        assert (len(table), db.revision) == (count, count)
    table.insert(EXAMPLE)
    db = opened(tmp_path / "box.sqlite")
    assert len(db.table("examples")) == count + 1


def limited(db, pages):
    """Let the file have so many pages: SQLite then says it is full, on every machine."""
    connection: sqlite3.Connection = db.storage._file._connection
    connection.execute(f"PRAGMA max_page_count={pages}").fetchall()


def test_a_full_file_refuses_and_goes_on(opened, tmp_path):
    db = opened(tmp_path / "box.sqlite")
    table = db.table("examples")
    told = []
    db.on_commit(told.append)
    limited(db, 20)
    count, error = fill(table)
    assert error is StorageFull
    assert len(table) == table.size(project="p") == db.revision == len(told) == count
    limited(db, 2**30)
    table.insert(EXAMPLE)
    db = opened(tmp_path / "box.sqlite")
    assert len(db.table("examples")) == count + 1


def together(db, size, work):
    """Have `size` threads do `work` in one group; return what each got, result or error."""
    outcomes = []

    def caller():
        try:
            outcomes.append(db.run(work))
        except StorageFailed as error:
            outcomes.append(error)

    threads = [threading.Thread(target=caller) for _ in range(size)]
    with db.storage._disk:  # the first group waits here, so the others become the second
        for thread in threads:
            thread.start()
        while len(db.storage._turns._waiting) < size - 1:
            time.sleep(0.001)
    for thread in threads:
        thread.join(10)
    return outcomes


def test_everybody_of_a_group_is_told_when_their_commit_fails(opened, tmp_path):
    db = opened(tmp_path / "box.sqlite")
    limited(db, 3)
    outcomes = together(db, 8, lambda: db.table("examples").insert({"data": "x" * 9000}))
    assert [type(outcome) for outcome in outcomes] == [StorageFull] * 8
    assert len(set(map(id, outcomes))) == 8
    assert len(db.table("examples")) == db.revision == 0


def test_an_operation_that_raises_does_not_harm_the_others_of_its_group(opened, tmp_path):
    db = opened(tmp_path / "box.sqlite")
    calls = iter(range(8))

    def work():
        doc_id = db.table("examples").insert(EXAMPLE)
        if next(calls) % 2:
            raise StorageFailed("mine alone")
        return doc_id

    outcomes = together(db, 8, work)
    assert (
        sorted(type(outcome).__name__ for outcome in outcomes)
        == ["StorageFailed"] * 4 + ["int"] * 4
    )
    assert db.table("examples").size(project="p") == 4


PICTURE = os.urandom(20_000)


def fill_with_pictures(db):
    """Add pictures until one is refused; return the names of those that were acknowledged."""
    for number in range(1000):

        def both(number=number):
            db.table("examples").insert({"id": f"p{number}"})
            db.put_blob(f"p{number}", PICTURE)

        try:
            db.run(both)
        except StorageFull:
            return [f"p{name}" for name in range(number)]
    raise AssertionError("the card never filled")


def test_a_card_full_of_pictures_keeps_them_all(card, opened):
    db = opened(card / "box.sqlite")
    names = fill_with_pictures(db)
    assert len(names) > 50
    db = opened(card / "box.sqlite")
    assert all(db.blob(name) == PICTURE for name in names)
    assert (len(db.table("examples")), db.blob(f"p{len(names)}")) == (len(names), None)


def test_on_a_card_full_of_pictures_all_can_be_removed_at_once(card, opened):
    db = opened(card / "box.sqlite")
    names = fill_with_pictures(db)
    db.run(lambda: (db.table("examples").truncate(), db.remove_blobs(names)))
    assert db.blob(names[0]) is None
    end = time.monotonic() + 20
    while db.storage._file.has_traces():
        assert time.monotonic() < end
        time.sleep(0.01)
    assert len(fill_with_pictures(db)) > len(names) / 2


def test_an_import_of_pictures_that_does_not_fit_leaves_nothing(card, opened):
    db = opened(card / "box.sqlite")
    many = [(f"m{number}", PICTURE) for number in range(1000)]
    with pytest.raises(StorageFull):
        db.run(lambda: db.put_blobs(many, 1))  # a stream that lies about its size
    assert (db.revision, db.blob("m0")) == (0, None)
    assert len(fill_with_pictures(db)) > 50
