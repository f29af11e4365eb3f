"""Scripts of Scratch blocks in plain Python, and how a project.json says them.

The form is that of Scratch 3's own files (scratch-vm, src/serialization/sb3.js): every block has
an id and knows its neighbours; what fills a block's inputs is a number that tells how, and what.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import Final
from typing import NamedTuple

_SHADOW: Final = 1
"""The input holds what was typed into it."""
_BLOCK: Final = 2
"""The input holds a block, and has nothing beneath."""
_COVERED: Final = 3
"""The input holds a block that lies on what was typed there before."""
_NUMBER: Final = 4
_TEXT: Final = 10
_BROADCAST: Final = 11
_VARIABLE: Final = 12


class Variable(NamedTuple):
    """A variable of all sprites; as an input its value."""

    id: str
    name: str


class Message(NamedTuple):
    """A message that sprites send each other."""

    id: str
    name: str


class Menu(NamedTuple):
    """A menu of one input: its block, the name of the block's only field, and what is chosen."""

    opcode: str
    field: str
    value: str


@dataclass(frozen=True)
class Block:
    """One block; a reporter is the input of another one."""

    opcode: str
    inputs: Mapping[str, "Input"] = field(default_factory=dict)
    fields: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    """The block's own menus: what is shown, and the id of it where it has one."""


@dataclass(frozen=True)
class Over:
    """A block that lies on a menu."""

    block: Block
    menu: Menu


class Condition(NamedTuple):
    """A block that is true or false; its input has nothing beneath."""

    block: Block


Input = str | int | Variable | Message | Menu | Block | Over | Condition | tuple[Block, ...]
"""What fills an input; a tuple is the blocks inside a loop or a condition, which may be none."""


class Script(NamedTuple):
    """Blocks one below the other, and where they lie on the sprite's desk."""

    x: int
    y: int
    blocks: tuple[Block, ...]


def blocks_json(scripts: Iterable[Script]) -> dict[str, Any]:
    """Return `blocks` of a target: id → block."""
    writer = _Writer()
    for script in scripts:
        first = writer.stack(script.blocks, None)
        if first:
            writer.blocks[first] |= {"topLevel": True, "x": script.x, "y": script.y}
    return writer.blocks


class _Writer:
    def __init__(self) -> None:
        self.blocks: dict[str, Any] = {}

    def stack(self, blocks: Iterable[Block], parent: str | None) -> str:
        """Write blocks that follow each other and return the id of the first, "" for none."""
        first = before = ""
        for block in blocks:
            id = self.block(block, before or parent)
            if before:
                self.blocks[before]["next"] = id
            first, before = first or id, id
        return first

    def block(self, block: Block, parent: str | None) -> str:
        id = self._add(block.opcode, parent, shadow=False)
        self.blocks[id]["fields"] = {key: list(value) for key, value in block.fields.items()}
        inputs = {name: self._input(value, id) for name, value in block.inputs.items()}
        self.blocks[id]["inputs"] = {name: value for name, value in inputs.items() if value}
        return id

    def _add(self, opcode: str, parent: str | None, *, shadow: bool) -> str:
        id = f"b{len(self.blocks) + 1}"
        self.blocks[id] = {
            "opcode": opcode, "next": None, "parent": parent, "inputs": {}, "fields": {},
            "shadow": shadow, "topLevel": False,
        }  # fmt: skip
        return id

    def _input(self, value: Input, id: str) -> list[Any]:
        if isinstance(value, int):
            return [_SHADOW, [_NUMBER, str(value)]]
        if isinstance(value, str):
            return [_SHADOW, [_TEXT, value]]
        if isinstance(value, Variable):
            return [_COVERED, [_VARIABLE, value.name, value.id], [_TEXT, ""]]
        if isinstance(value, Message):
            return [_SHADOW, [_BROADCAST, value.name, value.id]]
        if isinstance(value, (Menu, Over, Block, Condition)):
            return self._blocks(value, id)
        return [_BLOCK, self.stack(value, id)] if value else []

    def _blocks(self, value: Menu | Over | Block | Condition, id: str) -> list[Any]:
        match value:
            case Menu():
                return [_SHADOW, self._menu(value, id)]
            case Over(block, menu):
                return [_COVERED, self.block(block, id), self._menu(menu, id)]
            case Condition(block):
                return [_BLOCK, self.block(block, id)]
            case Block():
                return [_COVERED, self.block(value, id), [_TEXT, ""]]

    def _menu(self, menu: Menu, parent: str) -> str:
        id = self._add(menu.opcode, parent, shadow=True)
        self.blocks[id]["fields"] = {menu.field: [menu.value, None]}
        return id
