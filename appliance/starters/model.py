"""The blocks that a project's model has in Scratch, by the names of the editor's extension.

Labels are known by their ids there: a program goes on working when a label is called otherwise.
"""

from typing import Final

from appliance.classroom.records import BACKGROUND
from appliance.classroom.records import Label
from appliance.classroom.records import Project
from appliance.starters.script import Block
from appliance.starters.script import Input
from appliance.starters.script import Menu
from appliance.starters.stock import more
from appliance.starters.stock import rounded

_WHOLE: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


def extension_id(project: str) -> str:
    """Return the id of the extension that has a project's blocks: one for each project."""
    return "crowdbox" + "".join(char for char in project.lower() if char in _WHOLE)


class Model:
    """The blocks of one project."""

    def __init__(self, project: Project) -> None:
        self.extension = extension_id(project.id)
        self.labels = tuple(label for label in project.labels if label != BACKGROUND)
        """What the model can say, without the noise that is there when nothing is."""
        self.fields = project.fields

    def label(self, **inputs: Input) -> Block:
        """Return the reporter of the label that the model gives to what the inputs hold."""
        return self._block("label", **inputs)

    def percent(self, **inputs: Input) -> Block:
        """Return how sure the model is of it, as a whole number from 0 to 100."""
        return rounded(self._block("confidence", **inputs))

    def knows(self, **inputs: Input) -> Block:
        """Return whether there is a model that answers: without one it is sure of nothing."""
        return more(self._block("confidence", **inputs), 0)

    def why(self, **inputs: Input) -> Block:
        """Return the reporter of the word that spoke most for the answer."""
        return self._block("why", **inputs)

    def name(self, label: Label) -> Block:
        """Return the reporter of a label's name."""
        return self._block(f"name_{label.id}")

    def costume(self) -> Block:
        """Return the reporter of the sprite's costume as a picture."""
        return self._block("costumeImage")

    def sound(self, name: str) -> Menu:
        """Return the menu of the sprite's sounds with one chosen."""
        return Menu(f"{self.extension}_menu_sounds", "sounds", name)

    def heard(self, label: Label) -> Block:
        """Return the hat that begins when a label is heard."""
        return Block(f"{self.extension}_whenHear", fields={"LABEL": (label.id, None)})

    def listen(self) -> Block:
        """Return the block that begins to listen."""
        return self._block("startListening")

    def stop(self) -> Block:
        """Return the block that listens no more."""
        return self._block("stopListening")

    def _block(self, opcode: str, **inputs: Input) -> Block:
        return Block(f"{self.extension}_{opcode}", inputs)
