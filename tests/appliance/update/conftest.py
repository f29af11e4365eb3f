from pathlib import Path

import pytest

from tests.appliance.update.card import Card
from tests.appliance.update.card import make_card
from tests.appliance.update.card import Maker


@pytest.fixture(scope="session")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Return those who make this box."""
    return Maker(tmp_path_factory.mktemp("maker"))


@pytest.fixture(scope="session")
def update(maker: Maker) -> Path:
    """Return the file of a good update."""
    return maker.update()


@pytest.fixture
def card(tmp_path: Path, maker: Maker) -> Card:
    """Return a card that trusts `maker`."""
    card = make_card(tmp_path)
    card.places.public_key.write_bytes(maker.public.read_bytes())
    return card
