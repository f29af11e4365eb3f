"""The picture secret: four pictures out of 36, in an order, for people who cannot write yet."""

import secrets
from collections.abc import Sequence
from typing import Final

PICTURES: Final = (
    "apple",
    "ball",
    "banana",
    "bell",
    "bike",
    "boat",
    "book",
    "bus",
    "cake",
    "car",
    "cat",
    "cloud",
    "crown",
    "cup",
    "dog",
    "drum",
    "duck",
    "fish",
    "flower",
    "frog",
    "hat",
    "house",
    "kite",
    "key",
    "leaf",
    "moon",
    "mouse",
    "owl",
    "pear",
    "rocket",
    "shoe",
    "snail",
    "star",
    "sun",
    "tree",
    "umbrella",
)
"""Ids of the pictures; 36 of them, so that four make 1.7 million secrets."""
SECRET_LENGTH: Final = 4


def new_secret() -> tuple[str, ...]:
    """Return four random picture ids; a picture may come twice."""
    return tuple(secrets.choice(PICTURES) for _ in range(SECRET_LENGTH))


def as_text(pictures: Sequence[str]) -> str | None:
    """Return the pictures as one string to hash, or None where they cannot be a secret."""
    if len(pictures) != SECRET_LENGTH or not set(pictures) <= set(PICTURES):
        return None
    return " ".join(pictures)
