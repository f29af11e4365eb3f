"""Random operations on our table and on stock TinyDB must read the same."""

import random

import pytest
from tinydb import TinyDB
from tinydb import where
from tinydb.operations import delete
from tinydb.storages import MemoryStorage
from tinydb.table import Document

PROJECTS = ("p", "q", "r")
LABELS = ("x", "y")


class Failed(Exception):
    pass


def random_document(rng):
    document = {
        "id": str(rng.randrange(50)),
        "project": rng.choice(PROJECTS),
        "n": rng.randrange(9),
    }
    if rng.random() < 0.7:
        document["label"] = rng.choice(LABELS)
    return document


def random_step(rng, last_id):
    """Return a function of a table that does the same to every table."""
    some = rng.sample(range(1, last_id + 3), k=min(3, last_id + 2))
    documents = [random_document(rng) for _ in range(rng.randrange(4))]
    n, label = rng.randrange(9), rng.choice(LABELS)
    # Stock TinyDB gives ids again; with ids of our own both count alike.
    numbered = [Document(item, last_id + 1 + at) for at, item in enumerate(documents)]
    return rng.choice(
        [
            lambda table: table.insert_multiple(numbered),
            lambda table: table.insert_multiple(numbered),
            lambda table: table.update({"label": label}, doc_ids=some),
            lambda table: table.update({"n": n}, where("label") == label),
            lambda table: table.update(
                delete("label"), where("label").exists() & (where("n") == n)
            ),
            lambda table: table.upsert({"project": "r"}, where("n") >= 0) if len(table) else None,
            lambda table: table.remove(doc_ids=some),
            lambda table: table.remove(where("n") == n),
        ]
    )


def look(table):
    return sorted((document.doc_id, dict(document)) for document in table)


def agree(ours, stock):
    expected = look(stock)
    assert look(ours) == expected
    for project in PROJECTS:
        wanted = [(key, doc) for key, doc in expected if doc["project"] == project]
        assert [(doc.doc_id, doc) for doc in ours.group(project=project)] == wanted
        assert ours.size(project=project) == len(wanted)
        assert ours.find(project=project) == (wanted[0][1] if wanted else None)
        for label in LABELS:
            both = [key for key, doc in wanted if doc.get("label") == label]
            group = ours.group(project=project, label=label, after=5, limit=4)
            assert [doc.doc_id for doc in group] == [key for key in both if key > 5][:4]
            last = ours.latest(project=project, label=label, limit=3)
            assert [doc.doc_id for doc in last] == both[::-1][:3]


@pytest.mark.parametrize("seed", range(12))
def test_our_table_reads_as_stock_tinydb_after_any_operations(db, reopened, seed):
    rng, stock, last_id = random.Random(seed), TinyDB(storage=MemoryStorage), 0
    ours = db.table("examples")
    for _ in range(15):
        steps = [random_step(rng, last_id + 5 * k) for k in range(rng.randrange(1, 4))]
        last_id += 5 * len(steps)
        fails = rng.random() < 0.3

        def operation(steps=steps, fails=fails):
            for step in steps:
                step(ours)
                assert look(ours) == sorted((doc.doc_id, dict(doc)) for doc in ours.group())
            if fails:
                raise Failed

        if fails:
            with pytest.raises(Failed):
                db.run(operation)
        else:
            db.run(operation)
            for step in steps:
                step(stock.table("examples"))
        agree(ours, stock.table("examples"))
    agree(reopened().table("examples"), stock.table("examples"))


@pytest.mark.parametrize("seed", range(6))
def test_an_operation_sees_its_indexes_as_they_will_be(db, seed):
    rng, stock, ours = random.Random(seed), TinyDB(storage=MemoryStorage), db.table("examples")
    first = random_step(rng, 0)
    for table in (ours, stock.table("examples")):
        table.insert_multiple(Document(random_document(random.Random(k)), k) for k in range(1, 30))
        first(table)

    def operation():
        for at in range(8):
            step = random_step(rng, 30 + 5 * at)
            step(ours)
            step(stock.table("examples"))
            agree(ours, stock.table("examples"))

    db.run(operation)
    agree(ours, stock.table("examples"))
