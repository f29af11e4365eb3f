"""How the starters' texts come from the translation catalogue."""

from collections.abc import Callable

from appliance.classroom.problems import N_

Say = Callable[[str], str]
"""Gives a text of the catalogue in the student's language."""

__all__ = ["N_", "Say"]
