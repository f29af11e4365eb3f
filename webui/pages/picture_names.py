"""What the pictures of a secret are called, for those who hear the page."""

from collections.abc import Iterable
from typing import Final
from typing import NamedTuple

from flask_babel import gettext

from appliance.classroom.problems import N_

NAMES: Final = {
    "apple": N_("apple"),
    "ball": N_("ball"),
    "banana": N_("banana"),
    "bell": N_("bell"),
    "bike": N_("bike"),
    "boat": N_("boat"),
    "book": N_("book"),
    "bus": N_("bus"),
    "cake": N_("cake"),
    "car": N_("car"),
    "cat": N_("cat"),
    "cloud": N_("cloud"),
    "crown": N_("crown"),
    "cup": N_("cup"),
    "dog": N_("dog"),
    "drum": N_("drum"),
    "duck": N_("duck"),
    "fish": N_("fish"),
    "flower": N_("flower"),
    "frog": N_("frog"),
    "hat": N_("hat"),
    "house": N_("house"),
    "kite": N_("kite"),
    "key": N_("key"),
    "leaf": N_("leaf"),
    "moon": N_("moon"),
    "mouse": N_("mouse"),
    "owl": N_("owl"),
    "pear": N_("pear"),
    "rocket": N_("rocket"),
    "shoe": N_("shoe"),
    "snail": N_("snail"),
    "star": N_("star"),
    "sun": N_("sun"),
    "tree": N_("tree"),
    "umbrella": N_("umbrella"),
}
"""picture id → its English name, in the order of appliance.classroom.pictures."""


class Picture(NamedTuple):
    """One picture: its id in the sheet of drawings, and its name in the request's language."""

    id: str
    name: str


def named(pictures: Iterable[str]) -> list[Picture]:
    """Return the pictures with their names."""
    return [Picture(picture, gettext(NAMES[picture])) for picture in pictures]
