import os
from pathlib import Path

import pytest

from appliance.machine.owner import Owner
from appliance.machine.places import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Return a box in a folder: a FAT that is a folder, and nothing else yet."""
    found = Places(
        firmware=tmp_path / "firmware",
        root_slot=tmp_path / "slot",
        data=tmp_path / "data",
        runtime=tmp_path / "run",
        devices=tmp_path / "dev",
        machine_id=tmp_path / "machine-id",
        journal=tmp_path / "journal",
        nginx=tmp_path / "nginx",
        sys=tmp_path / "sys",
        proc=tmp_path / "proc",
    )
    for folder in (found.firmware, found.networks, found.klass, found.proc, found.runtime):
        folder.mkdir(parents=True)
    return found


@pytest.fixture
def owner() -> Owner:
    return Owner(os.geteuid(), os.getegid())
