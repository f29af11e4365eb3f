"""What an operation costs does not grow with the documents that are there."""

import sys

import pytest


def steps(work):
    """Count the lines of Python that `work` runs: a clock that no busy machine disturbs."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
    return count


def fill(table, size):
    first = table.size()
    table.insert_multiple({"id": str(first + n), "project": "p", "label": "x"} for n in range(size))


@pytest.mark.parametrize(
    "work",
    [
        lambda table: table.insert({"id": "new", "project": "p", "label": "x"}),
        lambda table: table.update({"label": "y"}, doc_ids=[7]),
        lambda table: table.remove(doc_ids=[8]),
        lambda table: table.get(doc_id=9),
        lambda table: table.find(id="20"),
        lambda table: table.find(project="p"),
        lambda table: table.size(project="p", label="x"),
        lambda table: table.group(project="p", after=50, limit=5),
        lambda table: table.latest(project="p", limit=5),
        len,
    ],
)
def test_the_cost_is_the_same_with_twenty_times_the_documents(db, work):
    table = db.table("examples")
    fill(table, 100)
    before = steps(lambda: work(table))
    fill(table, 1900)
    assert steps(lambda: work(table)) <= before + 10


def test_an_import_in_one_operation_costs_as_much_per_document_as_it_grows(db):
    table = db.table("examples")

    def add(size):
        for n in range(size):
            if table.find(id=f"{size}-{n}") is None and table.size(project="p") < 10_000:
                table.insert({"id": f"{size}-{n}", "project": "p", "label": "x"})

    few = steps(lambda: db.run(lambda: add(200)))
    assert steps(lambda: db.run(lambda: add(2000))) < 12 * few
