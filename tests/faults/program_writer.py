"""Ten students who save their Scratch programs, printing each version once it is acknowledged.

Started by test_programs_killed.py, and killed by it: `python program_writer.py FOLDER PROJECT`.
A line is the program's id, the version's number and the SHA-256 of its file.
"""

import io
import json
import sys
import threading
import zipfile
from pathlib import Path

from appliance.classroom import programs
from appliance.classroom.records import Actor
from appliance.classroom.room import open_room
from appliance.classroom.room import Room

STUDENTS = 10
PROGRAM = json.dumps({"targets": [{"isStage": True, "name": "Stage"}]})


def sb3(text: str) -> bytes:
    """A program of some 40 kB that no other one is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.json", PROGRAM)
        archive.writestr("a.wav", text * 4000)
    return file.getvalue()


def write(room: Room, student: str, project: str) -> None:
    """Save version after version, every third by itself, a new program now and then."""
    actor, id = Actor(role="student", student=student), ""
    for number in range(1_000_000):
        body = sb3(f"{student}-{number:06}")
        name = f"Program {number}"
        kind = "auto" if number % 3 else "saved"
        saved, _ = programs.save(room, actor, project, body, name=name, id=id, kind=kind)
        last = saved.versions[-1]
        # One write call for a line: a killed process leaves no half of it.
        sys.stdout.write(f"{saved.id} {last.number} {last.sha256}\n")
        sys.stdout.flush()
        id = "" if number % 12 == 11 and number < 100 else saved.id


def main() -> None:
    room = open_room(Path(sys.argv[1]))
    for number in range(STUDENTS):
        arguments = (room, f"s{number}", sys.argv[2])
        threading.Thread(target=write, args=arguments, daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
