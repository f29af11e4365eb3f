"""Killed at any moment, the storage keeps all that it acknowledged."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from appliance.storage import Database

pytestmark = pytest.mark.faults
WRITER = Path(__file__).with_name("writer.py")
ROOT = WRITER.parents[2]
INDEXES = {"examples": [("id",), ("project",)], "pairs": [("id",)]}


def killed_writer(path, number, seconds):
    """Return what the writers told until SIGKILL, `seconds` after the first example."""
    with subprocess.Popen(
        [sys.executable, WRITER, path, str(number)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as writer:
        first = writer.stdout.readline()
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        told = (first + writer.stdout.read()).split("\n")
    return told[:-1]  # behind the last line's end is nothing, or half of a line


def ids(table):
    return Counter(document["id"] for document in table.all())


@pytest.mark.parametrize("seed", range(3))
def test_nothing_acknowledged_is_missing_and_nothing_is_doubled(tmp_path, seed):
    rng, path, acknowledged = random.Random(seed), tmp_path / "box.sqlite", set()
    for number in range(4):
        acknowledged |= set(killed_writer(path, number, rng.uniform(0, 0.6)))
        db = Database(path, INDEXES)
        kept = ids(db.table("examples"))
        assert acknowledged <= kept.keys()
        assert set(kept.values()) == {1}
        assert ids(db.table("pairs")) == kept  # operations are whole
        assert all(db.blob(example) == example.encode() * 1000 for example in kept)
        assert db.table("examples").size(project="p") == kept.total()
        db.close()
    assert acknowledged


def commit(db, number):
    """Three documents and a picture."""
    for _ in range(3):
        db.table("examples").insert({"n": number})
    db.put_blob(f"b{number}", bytes([number + 1]) * 9000)


def written(path):
    """Write twelve commits and leave the files as a power cut would; return them with their log."""
    db = Database(path, INDEXES)
    for number in range(12):
        db.run(lambda: commit(db, number))  # noqa: B023
    copy = path.with_name("copy.sqlite")
    shutil.copy(path, copy)
    log = Path(f"{path}-wal").read_bytes()
    db.close()
    return copy, log


def survivors(copy, log, tmp_path):
    """Return the commits that are there when the box starts with this log."""
    path = tmp_path / "cut.sqlite"
    shutil.copy(copy, path)
    Path(f"{path}-wal").write_bytes(log)
    db = Database(path, INDEXES)
    found = Counter(document["n"] for document in db.table("examples").all())
    revision = db.revision
    pictures = [number for number in range(12) if db.blob(f"b{number}") is not None]
    assert all(db.blob(f"b{number}") == bytes([number + 1]) * 9000 for number in pictures)
    assert pictures == sorted(found)
    db.table("examples").insert({"n": 99})
    db.close()
    assert set(found.values()) <= {3}
    assert revision == len(found)
    return sorted(found)


def test_a_log_cut_off_anywhere_leaves_whole_commits_from_the_first_on(tmp_path):
    copy, log = written(tmp_path / "box.sqlite")
    rng = random.Random(1)
    cuts = sorted({0, 1, 31, 32, 33, len(log) - 1, *rng.sample(range(len(log)), 60)})
    counts = []
    for cut in cuts:
        found = survivors(copy, log[:cut], tmp_path)
        assert found == list(range(len(found)))
        counts.append(len(found))
    assert counts == sorted(counts)
    assert survivors(copy, log, tmp_path) == list(range(12))


def test_a_log_with_a_torn_page_leaves_whole_commits_before_it(tmp_path):
    copy, log = written(tmp_path / "box.sqlite")
    rng = random.Random(2)
    for start in rng.sample(range(32, len(log) - 512), 40):
        torn = log[:start] + rng.randbytes(512) + log[start + 512 :]
        found = survivors(copy, torn, tmp_path)
        assert found == list(range(len(found)))


def test_a_lost_log_leaves_the_file_usable(tmp_path):
    copy, _ = written(tmp_path / "box.sqlite")
    assert survivors(copy, b"", tmp_path) == []
