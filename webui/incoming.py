"""The update that has arrived and was looked into, but is not applied yet."""

from pathlib import Path

from msgspec import Struct

from appliance.classroom.problems import Problem
from webui.machine import Machine


class Update(Struct, frozen=True):
    """What an update says of itself; `newer` than what runs, or the same once more."""

    version: str
    created: int
    notes: str
    newer: bool


class Incoming:
    """The one file of an update, which is worth nothing before the helper has looked into it."""

    def __init__(self, run: Path) -> None:
        self.file = run / "incoming.update"
        self.found: Update | None = None

    def forget(self) -> None:
        """Let another update come."""
        self.found = None
        self.file.unlink(missing_ok=True)

    def look(self, machine: Machine) -> None:
        """Have the helper check the file; raises Problem, and then it is gone."""
        try:
            self.found = machine.record(Update, "update.check", file=str(self.file))
        except Problem:
            self.forget()
            raise

    def require(self) -> str:
        """Return the path of the file that was looked into; raises Problem `no_update`."""
        if self.found is None or not self.file.is_file():
            raise Problem("no_update")
        return str(self.file)
