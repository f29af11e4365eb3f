"""Reads the data of a pickle without running any of it: names stay names, calls stay calls.

Two networks are published as pickles. This follows only the opcodes that such files of numbers
need, and what a pickle would import or call becomes a plain record that nobody executes.
"""

import pickletools
from collections.abc import Callable
from typing import Any
from typing import IO
from typing import NamedTuple


class Name(NamedTuple):
    """What the pickle would import, such as `collections OrderedDict`."""

    path: str


class Reference(NamedTuple):
    """What lies elsewhere in the file, in the words of who wrote it."""

    key: Any


class Call:
    """What the pickle would call, with which arguments, and what it would put into the result."""

    def __init__(self, name: Name, arguments: tuple[Any, ...]) -> None:
        self.name = name.path
        self.arguments = arguments
        self.state: Any = None
        self.items: dict[Any, Any] = {}


class UnknownPickle(ValueError):
    """The pickle does more than these files of numbers do."""


_MARK = object()
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_PUSHES = ("BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT")
_TEXTS = ("BINUNICODE", "BINSTRING", "SHORT_BINSTRING")
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}


class _Machine:
    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.steps: dict[str, Callable[[Any], None]] = {
            "PROTO": lambda _: None,
            "GLOBAL": lambda path: self.stack.append(Name(path)),
            "BINPERSID": lambda _: self.stack.append(Reference(self.stack.pop())),
            "MARK": lambda _: self.stack.append(_MARK),
            "EMPTY_DICT": lambda _: self.stack.append({}),
            "EMPTY_LIST": lambda _: self.stack.append([]),
            "EMPTY_TUPLE": lambda _: self.stack.append(()),
            "TUPLE": lambda _: self.stack.append(tuple(self._marked())),
            "REDUCE": lambda _: self._reduce(),
            "BUILD": lambda _: self._build(),
            "SETITEM": lambda _: self._set([self.stack.pop(-2), self.stack.pop()]),
            "SETITEMS": lambda _: self._set(self._marked()),
            "APPEND": lambda _: self._append([self.stack.pop()]),
            "APPENDS": lambda _: self._append(self._marked()),
        }
        self.steps |= dict.fromkeys(("BINPUT", "LONG_BINPUT"), self._remember)
        self.steps |= dict.fromkeys(("BINGET", "LONG_BINGET"), self._recall)
        self.steps |= dict.fromkeys((*_PUSHES, *_TEXTS), self.stack.append)

    def step(self, opcode: str, argument: Any) -> None:
        if opcode in _CONSTANTS:
            self.stack.append(_CONSTANTS[opcode])
        elif opcode in _TUPLES:
            taken = [self.stack.pop() for _ in range(_TUPLES[opcode])]
            self.stack.append(tuple(reversed(taken)))
        elif opcode in self.steps:
            self.steps[opcode](argument)
        else:
            raise UnknownPickle(opcode)

    def _marked(self) -> list[Any]:
        taken: list[Any] = []
        while (item := self.stack.pop()) is not _MARK:
            taken.append(item)
        return taken[::-1]

    def _remember(self, place: int) -> None:
        self.memo[place] = self.stack[-1]

    def _recall(self, place: int) -> None:
        self.stack.append(self.memo[place])

    def _reduce(self) -> None:
        arguments, name = self.stack.pop(), self.stack.pop()
        if not isinstance(name, Name) or not isinstance(arguments, tuple):
            raise UnknownPickle("a call of what is no name")
        self.stack.append(Call(name, arguments))

    def _build(self) -> None:
        state = self.stack.pop()
        if not isinstance(self.stack[-1], Call):
            raise UnknownPickle("a state of what was not made by a call")
        self.stack[-1].state = state

    def _set(self, pairs: list[Any]) -> None:
        target = self.stack[-1]
        items = target.items if isinstance(target, Call) else target
        items.update(zip(pairs[::2], pairs[1::2], strict=True))

    def _append(self, items: list[Any]) -> None:
        self.stack[-1].extend(items)


def read(file: IO[bytes]) -> Any:
    """Return the value of the next pickle in `file`, left behind its end.

    Raises UnknownPickle at any opcode but those of plain data.
    """
    machine = _Machine()
    for opcode, argument, _ in pickletools.genops(file):
        if opcode.name == "STOP":
            break
        machine.step(opcode.name, argument)
    [value] = machine.stack
    return value
