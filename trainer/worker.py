"""The eyes and ears: the process that decodes media, embeds, explains and packs models.

Media come from anybody and decoders have bugs, so they are opened here and nowhere else. The
process lives as long as it has work: weights that nobody uses are released after a while, and
then the process goes. On standard input comes one frame for each errand; on standard output go
an empty one when the networks that it needs are in memory, and one with the reply.
"""

import os
import select
import sys
import time
from collections.abc import Sequence

from trainer import frames
from trainer.limits import end_with_parent
from trainer.limits import limit_memory
from trainer.limits import machine_mb
from trainer.limits import use_algebra
from trainer.networks import Networks
from trainer.networks import ROOMY_MB

NICE = 5
OOM_SCORE = 700
"""After a training (1000), and before anything of the lesson."""
IDLE_SECONDS = 600.0
RELEASE_SECONDS = 300.0
MOST_MB = 1_200
SHARE = 0.7
"""Of the machine's memory, where that is little."""


def main(arguments: Sequence[str]) -> None:
    """Work until nothing has come for so many seconds: `worker [idle [release]]`."""
    idle, release = (*map(float, arguments), IDLE_SECONDS, RELEASE_SECONDS)[:2]
    os.nice(NICE)
    end_with_parent()
    out = _only_frames()
    use_algebra()
    limit_memory(memory_mb(machine_mb()), OOM_SCORE)
    serve(0, out, idle, release)


def memory_mb(machine: int) -> int:
    """Return how much data this process may have on a machine of so many MB (0: unknown)."""
    return int(min(MOST_MB, machine * SHARE)) if machine else MOST_MB


def serve(into: int, out: int, idle: float, release: float) -> None:
    """Do one errand after the other; return after `idle` seconds without one."""
    from trainer.skills import perform

    networks = Networks(roomy=machine_mb() >= ROOMY_MB)
    frames.write(out, b"")  # from now on it can be blamed on an errand when this process dies
    last = time.monotonic()
    while time.monotonic() - last < idle:
        networks.release(release)
        if not select.select([into], [], [], min(idle, release) / 10)[0]:
            continue
        try:
            body = frames.read(into)
        except frames.Closed:
            return
        frames.write(out, perform(body, networks, lambda: frames.write(out, b"")))
        last = time.monotonic()


def _only_frames() -> int:
    """Return what was standard output, after which anything printed goes to standard error."""
    out = os.dup(1)
    os.dup2(2, 1)
    return out


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except MemoryError:
        os._exit(1)  # at once, and without asking for memory
