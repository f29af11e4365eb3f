"""What keeps the trainer's processes from harming anybody: memory, time, and their own end."""

import os
import resource
import select
import threading
from contextlib import suppress
from pathlib import Path

import numpy as np

_MB = 1024 * 1024


def end_with_parent() -> None:
    """From now on, end when nobody holds the other end of standard input any more."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    end = select.poll()
    end.register(0, 0)  # for no event but that of the other end being closed
    end.poll()
    os._exit(1)


def give_way(nice: int) -> None:
    """Let everything else on the machine go first.

    Linux's SCHED_IDLE makes way at once when something wakes up; niceness alone still takes its
    slice, which the slowest answers of a busy class then wait for (sched(7)).
    """
    os.nice(nice)
    if hasattr(os, "SCHED_IDLE"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def limit_memory(memory_mb: int, oom_score: int) -> None:
    """Bound the data of this process, and say how early the kernel may end it (0 to 1000)."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(oom_score))
    # Data and not address space: libraries map much that they never touch. Of data, too: on arm64
    # OpenBLAS has 188 MB of zeros that count as data and are no memory until somebody uses them.
    bound = memory_mb * _MB + _untouched()
    resource.setrlimit(resource.RLIMIT_DATA, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _untouched() -> int:
    """Return the bytes that count as data of this process and take no memory (proc(5))."""
    with suppress(OSError, ValueError, KeyError):
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        told = dict(line.split(":", 1) for line in lines if ":" in line)
        data, resident = (int(told[name].split()[0]) for name in ("VmData", "RssAnon"))
        return max(0, data - resident) * 1024
    return 0


def use_algebra() -> None:
    """Use numpy's linear algebra once, before memory is limited, so that it has what it needs.

    OpenBLAS takes 32 MB at its first call. When it does not get them it tries for ever (seen in
    blas_memory_alloc of OpenBLAS 0.3.30).
    """
    side = np.ones((256, 256))
    np.linalg.solve(side @ side + np.eye(256), side @ side[0])


def machine_mb() -> int:
    """Return the memory of this machine in MB, 0 where the system does not say."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MB
