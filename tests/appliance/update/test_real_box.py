"""An update on trial with the real pages and the real trainer."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.paths import Paths
from appliance.update import confirm
from appliance.update import slots
from appliance.update.confirm import Door
from tests.appliance.update.card import Card
from tests.ports import free_port

ROOT = Path(__file__).parents[3]


@pytest.fixture
def port() -> Iterator[tuple[int, Paths]]:
    """Return the port and the folders of a box that is starting."""
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        number = free_port()
        environ = os.environ | {"CROWDBOX_DATA": folder, "CROWDBOX_HOST": "127.0.0.1"}
        options = ["--port", str(number), "--no-announce"]
        command = [sys.executable, "-m", "appliance", "serve", *options]
        with subprocess.Popen(command, cwd=ROOT, env=environ) as process:
            yield number, Paths(Path(folder))
            process.terminate()


def test_a_release_that_works_is_kept(card: Card, port: tuple[int, Paths]) -> None:
    number, paths = port
    slots.begin_trial(card.places, "b")
    card.boot()

    def well() -> bool:
        return confirm.is_well(Door(port=number), Door(paths.trainer_socket))

    assert confirm.confirm(card.places, card.paths, well, lambda: None, between=0.1) == 0
    assert card.boot() == "b"
