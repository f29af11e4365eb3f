import re
from pathlib import Path

import pytest

from appliance import settings
from appliance.machine import size
from appliance.machine.places import Places

DOCS = Path(__file__).parents[3] / "docs" / "box.md"


@pytest.mark.parametrize(("memory", "clients"), [(430, 50), (920, 100), (1_850, 200), (7_900, 320)])
def test_a_larger_machine_serves_more(memory: int, clients: int) -> None:
    assert size.of(memory).max_clients == clients


def test_a_training_leaves_room_for_everything_else() -> None:
    assert all(found.trainer_memory_mb <= found.memory_mb * 2 // 3 for found in size.SIZES[:-1])


def test_every_size_is_one_that_the_box_understands() -> None:
    for found in size.SIZES:
        assert settings.load(environ=found.settings).max_clients == found.max_clients


def test_the_memory_is_what_the_kernel_says(places: Places) -> None:
    (places.proc / "meminfo").write_text("MemTotal:         440320 kB\nMemFree: 1 kB\n")
    assert size.memory_mb(places) == 450


def test_a_kernel_that_says_nothing_makes_a_small_box(places: Places) -> None:
    assert size.of(size.memory_mb(places)).memory_mb == 0


def test_the_docs_tell_the_same() -> None:
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    told = {tuple(re.findall(r"\b(\d+) \|", line)) for line in lines if line.startswith("| from ")}
    for found in size.SIZES:
        assert tuple(found.settings.values()) in told
