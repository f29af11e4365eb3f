"""What a process may have, tried in processes of its own."""

import subprocess
import sys

import pytest

ROOM = """
import mmap
from trainer.limits import limit_memory, _MB
untouched = mmap.mmap(-1, 400 * _MB, flags=mmap.MAP_PRIVATE)
limit_memory(150, 0)
try:
    taken = bytearray({taken} * _MB)
    print("taken")
except MemoryError:
    print("refused")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds data")
@pytest.mark.parametrize(("taken", "told"), [(80, "taken"), (200, "refused")])
def test_only_memory_that_is_used_counts(taken: int, told: str) -> None:
    script = ROOM.format(taken=taken)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == told, done.stderr
