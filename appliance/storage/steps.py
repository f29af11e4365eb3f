"""The journal of a draft: each step can be taken back."""

from typing import Protocol


class Step(Protocol):
    """One change of a draft."""

    def undo(self) -> None:
        """Take it back; steps are taken back last first."""
