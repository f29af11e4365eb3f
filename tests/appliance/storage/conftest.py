"""A database in a temporary folder, and ways to look at what is on disk."""

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.storage import Database

INDEXES = {"examples": [("id",), ("project",), ("project", "label")]}
Open = Callable[..., Database]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "box.sqlite"


@pytest.fixture
def reopened(path: Path) -> Iterator[Open]:
    """Open the database; one that was open before is closed first."""
    opened: list[Database] = []

    def again(**options: Any) -> Database:
        while opened:
            opened.pop().close()
        opened.append(Database(path, INDEXES, **options))
        return opened[-1]

    yield again
    for db in opened:
        db.close()


@pytest.fixture
def db(reopened: Open) -> Database:
    return reopened()
