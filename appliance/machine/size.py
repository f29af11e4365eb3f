"""Settings by the machine's memory: a box of 512 MB serves a class, and trains smaller models."""

from dataclasses import dataclass
from typing import Final

from appliance.machine.places import Places


@dataclass(frozen=True, kw_only=True)
class Size:
    """What a machine with at least `memory_mb` can take; docs/box.md has the table."""

    memory_mb: int
    max_clients: int
    trainer_memory_mb: int
    max_upload_mb: int
    max_images: int
    max_sounds: int

    @property
    def settings(self) -> dict[str, str]:
        """The CROWDBOX_* variables."""
        return {
            "CROWDBOX_MAX_CLIENTS": str(self.max_clients),
            "CROWDBOX_TRAINER_MEMORY_MB": str(self.trainer_memory_mb),
            "CROWDBOX_MAX_UPLOAD_MB": str(self.max_upload_mb),
            "CROWDBOX_MAX_IMAGES": str(self.max_images),
            "CROWDBOX_MAX_SOUNDS": str(self.max_sounds),
        }


SIZES: Final = (
    Size(
        memory_mb=3_000,
        max_clients=320,
        trainer_memory_mb=1_500,
        max_upload_mb=2_000,
        max_images=20_000,
        max_sounds=10_000,
    ),
    Size(
        memory_mb=1_500,
        max_clients=200,
        trainer_memory_mb=900,
        max_upload_mb=2_000,
        max_images=20_000,
        max_sounds=10_000,
    ),
    Size(
        memory_mb=700,
        max_clients=100,
        trainer_memory_mb=450,
        max_upload_mb=1_000,
        max_images=10_000,
        max_sounds=5_000,
    ),
    Size(
        memory_mb=0,
        max_clients=50,
        trainer_memory_mb=250,
        max_upload_mb=1_000,
        max_images=4_000,
        max_sounds=2_000,
    ),
)
"""From large to small. The kernel and the graphics keep a part: 1 GB shows as some 900 MB."""


def of(memory_mb: int) -> Size:
    """Return what fits a machine with so many MB."""
    return next(size for size in SIZES if memory_mb >= size.memory_mb)


def memory_mb(places: Places) -> int:
    """Return the system's memory in MB of 1,000,000 bytes, from /proc/meminfo (proc(5)).

    It is 0 where that is not told.
    """
    try:
        lines = (places.proc / "meminfo").read_text(encoding="ascii").splitlines()
        told = next(line for line in lines if line.startswith("MemTotal:"))
        return int(told.split()[1]) * 1024 // 1_000_000
    except (OSError, ValueError, IndexError, StopIteration):
        return 0
