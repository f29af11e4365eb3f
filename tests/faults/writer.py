"""Thirty writers on one database, printing the id of each example once it is acknowledged.

Started by test_power_cut.py, and killed by it: `python writer.py DATABASE ROUND`.
"""

import sys
import threading
from pathlib import Path

from appliance.storage import Database

WRITERS = 30
INDEXES = {"examples": [("id",), ("project",)], "pairs": [("id",)]}


def picture(example: str) -> bytes:
    """The blob of an example."""
    return example.encode() * 1000


def write(db: Database, name: str) -> None:
    """Add example after example, each with its partner in another table, until killed."""
    for number in range(1_000_000):
        example = f"{name}-{number}"

        def both(example: str = example) -> None:
            db.table("examples").insert({"id": example, "project": "p", "data": "words " * 10})
            db.table("pairs").insert({"id": example})
            db.put_blob(example, picture(example))

        db.run(both)
        # One write call for a line: a killed process leaves no half of it.
        sys.stdout.write(f"{example}\n")
        sys.stdout.flush()


def main() -> None:
    db = Database(Path(sys.argv[1]), INDEXES)
    for writer in range(WRITERS):
        name = f"{sys.argv[2]}-{writer}"
        threading.Thread(target=write, args=(db, name), daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
