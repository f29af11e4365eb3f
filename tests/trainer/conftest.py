import random
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from trainer import trees
from trainer.fit import fit
from trainer.fit import Outcome
from trainer.learning import Field
from trainer.learning import Request
from trainer.model import Model
from trainer.trees import ForestModel


@pytest.fixture
def request_(small_request: dict[str, Any]) -> Request:
    return msgspec.convert(small_request, Request)


@pytest.fixture
def outcome(request_: Request) -> Outcome:
    """What a training without any network gives: words alone."""
    return fit(request_, np.zeros((len(request_.examples), 0), np.float32), lambda *_: None)


@pytest.fixture
def model(outcome: Outcome) -> Model:
    return outcome.model


ANIMALS = {
    "cat": ["purrs", "meows", "naps", "scratches", "licks milk", "chases mice", "climbs"],
    "dog": ["barks", "wags", "fetches", "growls", "digs bones", "guards", "runs along"],
    "cow": ["moos", "chews grass", "gives milk", "stands", "wears a bell", "grazes", "kicks"],
}
NAMES = ["Tom", "Rex", "Momo", "Bella", "Max", "Luna", "Kim", "Zoe", "Fips", "Lotte"]


@pytest.fixture(scope="session")
def crowd() -> Callable[..., Request]:
    """Return a function: what so many people wrote about three animals, each so many sentences."""

    def written(people: int, each: int = 6) -> Request:
        chance = random.Random(1)
        examples = []
        for person in range(people):
            for number in range(each):
                label = list(ANIMALS)[(person + number) % 3]
                text = f"{chance.choice(NAMES)} {chance.choice(ANIMALS[label])} {number}"
                examples.append((label, text, f"p{person:03}"))
        return Request("text", tuple(ANIMALS), tuple(examples), options={"seconds": 600.0})

    return written


@pytest.fixture(scope="session")
def flowers() -> Request:
    """What six people measured of flowers: two numbers and a colour, some of them missing."""
    chance = random.Random(1)
    rows = []
    for number in range(90):
        petal, leaf = round(chance.random() * 5, 2), round(chance.random() * 3, 1)
        colour = chance.choice(["blue", "red"])
        label = "rose" if (petal > 2) == (colour == "red") else "lily"
        row = [petal, leaf if chance.random() > 0.1 else None, colour]
        rows.append((label, msgspec.json.encode(row).decode(), f"p{number % 6}"))
    fields = (Field("petal"), Field("leaf"), Field("colour", "choice", ("blue", "red")))
    return Request("numbers", ("lily", "rose"), tuple(rows), fields=fields)


@pytest.fixture(scope="session")
def forest_model(flowers: Request) -> ForestModel:
    """What a training on the flowers gives."""
    count = len(flowers.examples)
    learner = trees.learner(flowers, np.zeros((count, 0), np.float32), lambda *_: None)
    return learner.learn(np.arange(count)).model()
