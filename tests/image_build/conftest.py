"""The tools that write cards are needed where a card is written; elsewhere a test says so."""

import pytest

from tests.tools import need


@pytest.fixture
def card_tools() -> None:
    need("sfdisk", "mkfs.vfat", "mcopy")
