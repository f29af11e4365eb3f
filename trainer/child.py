"""The process that trains: one training, then the end; limited so that it harms nobody.

It starts before it is needed, since scikit-learn takes seconds to import on a Pi, and waits for
an order on its standard input: a line of JSON, then the request. It answers on its standard
output with a line of JSON for each event. When its standard input ends, whoever started it is
gone, and it ends too.
"""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any
from typing import BinaryIO

import msgspec

from trainer.limits import end_with_parent
from trainer.limits import give_way
from trainer.limits import limit_memory
from trainer.orders import Order
from trainer.places import Places

NICE = 10
OOM_SCORE = 1_000
TELL_SECONDS = 0.1
_OUT_OF_MEMORY = (
    b'{"event":"failed","code":"out_of_memory",'
    b'"message":"the training needed more memory than it may use"}\n'
)
"""Made beforehand: when it is needed there is no memory to make it."""


def main() -> None:
    """Wait for an order, train, and tell what came of it."""
    give_way(NICE)
    end_with_parent()
    from trainer.training import prepare  # only now: importing it is work that has to give way
    from trainer.training import train

    events = _only_events()
    prepare()
    order = _order()
    if order is None:
        return
    _limit(order)
    try:
        data = sys.stdin.buffer.read(order.bytes)
        if len(data) == order.bytes:
            tell = _Progress(events)
            _tell(events, **train(data, Places(Path(order.state)), tell, tell.point))
    except MemoryError:
        events.write(_OUT_OF_MEMORY)


def _order() -> Order | None:
    line = sys.stdin.buffer.readline()
    return msgspec.json.decode(line, type=Order) if line else None


def _only_events() -> BinaryIO:
    """Return standard output, after which anything printed goes to standard error."""
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return events


def _limit(order: Order) -> None:
    """Be ended when too much memory or time is used, and first when the box itself runs short."""
    limit_memory(order.memory_mb, OOM_SCORE)
    # The alarm ends even what is deep in compiled code and would never look at a clock.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, order.seconds)


class _Progress:
    """Tells progress, of one stage at most ten times a second."""

    def __init__(self, events: BinaryIO) -> None:
        self._events = events
        self._stage = ""
        self._next = 0.0

    def __call__(self, stage: str, done: int, of: int) -> None:
        now = time.monotonic()
        if stage == self._stage and done < of and now < self._next:
            return
        self._stage, self._next = stage, now + TELL_SECONDS
        _tell(self._events, event="progress", stage=stage, done=done, of=of)

    def point(self, result: dict[str, Any]) -> None:
        """Tell what a study has found so far."""
        _tell(self._events, event="point", result=result)


def _tell(events: BinaryIO, **event: Any) -> None:
    events.write(msgspec.json.encode(event) + b"\n")


if __name__ == "__main__":
    main()
