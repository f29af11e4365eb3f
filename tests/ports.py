"""Ports for the boxes that tests start: each takes two."""

import os
import random
import socket
from contextlib import closing
from itertools import count

_FIRST, _EACH = 20_000, 2_000
"""Below those that the system gives out by itself; so many for each process that tests."""
_turn = count(random.SystemRandom().randrange(_EACH // 2))


def free_port() -> int:
    """Return a port that nobody listens on, nor on the one after it; each time another."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for _ in range(100):
        port = _FIRST + process * _EACH + next(_turn) * 2 % _EACH
        with closing(socket.socket()) as probe, closing(socket.socket()) as following:
            try:
                probe.bind(("127.0.0.1", port))
                following.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no two free ports")
