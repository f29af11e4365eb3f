from typing import Any

import msgspec
import pytest

from trainer.fit import fit
from trainer.fit import Outcome
from trainer.fit import Request
from trainer.model import Model


@pytest.fixture
def request_(small_request: dict[str, Any]) -> Request:
    return msgspec.convert(small_request, Request)


@pytest.fixture
def outcome(request_: Request) -> Outcome:
    return fit(request_, lambda *_: None)


@pytest.fixture
def model(outcome: Outcome) -> Model:
    return outcome.model
