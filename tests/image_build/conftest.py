"""The tools that write cards are needed where a card is written; elsewhere a test says so."""

import shutil

import pytest


@pytest.fixture
def card_tools() -> None:
    missing = [name for name in ("sfdisk", "mkfs.vfat", "mcopy") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"this machine lacks {', '.join(missing)}: packages fdisk, dosfstools, mtools")
