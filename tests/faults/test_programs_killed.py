"""Killed between versions, the box keeps each program that it acknowledged, whole."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from appliance.classroom import programs
from appliance.classroom import projects
from appliance.classroom.records import Actor
from appliance.classroom.records import Program
from appliance.classroom.room import open_room

pytestmark = pytest.mark.faults
WRITER = Path(__file__).with_name("program_writer.py")
ROOT = WRITER.parents[2]
TEACHER = Actor(role="teacher")


@pytest.fixture
def pets(tmp_path):
    """The id of a class project in a box that is not running."""
    room = open_room(tmp_path / "box")
    made = projects.create(room, TEACHER, name="Pets", type="text", crowd_sourced=True)
    room.close()
    return made.id


def killed_writer(folder, project, seconds):
    """Return program → (number, hash) of its last version that was told until SIGKILL."""
    with subprocess.Popen(
        [sys.executable, WRITER, folder, project],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as writer:
        first = writer.stdout.readline()
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        told = (first + writer.stdout.read()).split("\n")[:-1]
    return {id: (int(number), sha256) for id, number, sha256 in map(str.split, told)}


def files(room, program):
    """Return number → hash of what is on disk of a program, read version by version."""
    found = {
        one.number: programs.file(room, TEACHER, program.project, program.id, one.number).body
        for one in program.versions
    }
    return {number: hashlib.sha256(body).hexdigest() for number, body in found.items()}


def blobs(room):
    found = room.db.storage._file._connection.execute("SELECT name FROM blobs").fetchall()
    return {name for (name,) in found}


@pytest.mark.parametrize("seed", range(3))
def test_what_was_acknowledged_opens_and_nothing_else_is_left(tmp_path, pets, seed):
    rng = random.Random(seed)
    for _ in range(3):
        told = killed_writer(tmp_path / "box", pets, rng.uniform(0.1, 0.8))
        room = open_room(tmp_path / "box")
        kept = {program.id: program for program in room.everything(Program)}
        assert told
        for id, (number, sha256) in told.items():
            assert kept[id].versions[-1].number >= number  # one more may not have been told
            assert files(room, kept[id]).get(number, sha256) == sha256
        assert blobs(room) == {name for program in kept.values() for name in program.blobs}
        room.close()
