"""What one durable insert costs, by how much is there already, and what group commit saves."""

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tinydb import TinyDB

from appliance.storage import Database

SIZES = (100, 10_000, 100_000)
INDEXES = {
    "examples": [
        ("id",),
        ("project", "state"),
        ("project", "label", "state"),
        ("project", "contributor", "state"),
    ]
}
ROUNDS, REPEATS = 12, 25
WRITERS, SECONDS = 30, 2.0
PICTURES = 1_000


def example(number: int) -> dict[str, str]:
    return {
        "id": f"00000000-0000-7000-8000-{number:012d}",
        "project": "p",
        "label": f"label-{number % 4}",
        "data": f"Sentence number {number} that a child of ten might write about a dragon.",
        "contributor": f"student-{number % 30}",
        "state": "shown",
    }


def run() -> None:
    """Print the medians and their ratios; all are of this run on this machine."""
    with tempfile.TemporaryDirectory(prefix="bench-storage-") as name:
        folder = Path(name)
        medians = _durable_inserts(folder)
        _print_inserts(medians, _stock_insert(folder))
        _print_writers(folder)
        _print_pictures(folder)
        _print_syncs(folder)


def _durable_inserts(folder: Path) -> dict[int, float]:
    """Return size → median microseconds of one insert, the sizes taking turns."""
    opened = {}
    for size in SIZES:
        opened[size] = Database(folder / f"{size}.sqlite", INDEXES)
        opened[size].table("examples").insert_multiple(example(n) for n in range(size))
    taken: dict[int, list[float]] = {size: [] for size in SIZES}
    number = max(SIZES)
    for _ in range(ROUNDS):  # in turns, so that a busy moment of the machine meets all
        for size, db in opened.items():
            table = db.table("examples")
            for _ in range(REPEATS):
                number += 1
                taken[size].append(_microseconds(table.insert, example(number)))
    for db in opened.values():
        db.close()
    return {size: statistics.median(times) for size, times in taken.items()}


def _stock_insert(folder: Path) -> float:
    db = TinyDB(folder / "stock.json")
    table = db.table("examples")
    table.insert_multiple(example(n) for n in range(10_000))
    taken = [_microseconds(table.insert, example(10_000 + n)) for n in range(7)]
    db.close()
    return statistics.median(taken)


def _microseconds(work: Callable[[dict[str, str]], int], document: dict[str, str]) -> float:
    start = time.perf_counter()
    work(document)
    return (time.perf_counter() - start) * 1e6


def _print_inserts(medians: dict[int, float], stock: float) -> None:
    for size, median in medians.items():
        print(f"durable insert at {size:>7,} documents: {median:>8.0f} µs")
    print(f"stock TinyDB   at  10,000 documents: {stock:>8.0f} µs")
    print(f"100,000 against 100 documents: {medians[100_000] / medians[100]:.2f}x (aim: ≤ 1.3)")
    print(f"stock against ours at 10,000:  {stock / medians[10_000]:.0f}x (aim: ≥ 100)")


def _print_writers(folder: Path) -> None:
    one, _ = _throughput(folder / "one.sqlite", 1)
    many, commits = _throughput(folder / "many.sqlite", WRITERS)
    print(f"1 writer:   {one:>7.0f} inserts/s")
    print(f"{WRITERS} writers: {many:>7.0f} inserts/s, {many / commits:.1f} to a commit")
    print(f"{WRITERS} writers against 1: {many / one:.1f}x")


def _throughput(path: Path, writers: int) -> tuple[float, float]:
    """Return inserts and commits per second of so many threads."""
    db = Database(path, INDEXES)
    end = time.perf_counter() + SECONDS

    def write(first: int) -> None:
        number = first
        while time.perf_counter() < end:
            number += 1
            db.table("examples").insert(example(number))

    threads = [threading.Thread(target=write, args=(n * 1_000_000,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    inserts, commits = len(db.table("examples")), db.revision
    db.close()
    return inserts / SECONDS, commits / SECONDS


def _print_pictures(folder: Path) -> None:
    """Print what pictures of 15 kB cost, each with its document in a commit of its own."""
    db = Database(folder / "pictures.sqlite", INDEXES)
    put = [_microseconds(partial(_put_picture, db), example(n)) for n in range(PICTURES)]
    got = [_microseconds(partial(_get_picture, db), example(n)) for n in range(PICTURES)]
    start = time.perf_counter()
    db.run(lambda: db.remove_blobs([example(n)["id"] for n in range(PICTURES // 2)]))
    removed = (time.perf_counter() - start) * 1e3
    db.close()
    size = (folder / "pictures.sqlite").stat().st_size / 1e6
    for what, taken in (("stored", put), ("read", got)):
        p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
        print(f"a picture of 15 kB {what}: p50 {p50:,.0f} µs, p99 {p99:,.0f} µs")
    print(f"{PICTURES:,} of them: {size:.1f} MB; removing half at once: {removed:.0f} ms")


def _put_picture(db: Database, document: dict[str, str]) -> int:
    picture = os.urandom(15_000)

    def both() -> int:
        db.put_blob(document["id"], picture)
        return db.table("examples").insert(document)

    return db.run(both)


def _get_picture(db: Database, document: dict[str, str]) -> int:
    return len(db.blob(document["id"]) or b"")


def _print_syncs(folder: Path) -> None:
    """Print what the machine's disk alone takes, to read the other figures by."""
    with (folder / "sync").open("wb") as file:
        start = time.perf_counter()
        for _ in range(100):
            file.write(bytes(8192))
            file.flush()
            os.fdatasync(file.fileno())
        print(f"8 KiB appended and synced, bare: {(time.perf_counter() - start) * 1e4:.0f} µs")
