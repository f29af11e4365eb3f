"""The machine's id, machine-id(5): one for all boots, though the root forgets everything."""

import re
import uuid
from pathlib import Path
from typing import Final

from appliance.durable import whole
from appliance.machine.places import Places

_ID: Final = re.compile(r"[0-9a-f]{32}")


def settle(places: Places) -> str:
    """Return this box's id, after giving it to the running system; raises OSError."""
    now = _read(places.machine_id)
    kept = _read(places.box / "machine-id") or now or uuid.uuid4().hex
    if kept != _read(places.box / "machine-id"):
        with whole(places.box / "machine-id") as stream:
            stream.write(f"{kept}\n".encode())
    if kept != now:
        places.machine_id.write_text(f"{kept}\n", encoding="ascii")
        _move_journal(places, now, kept)
    return kept


def _move_journal(places: Places, before: str, after: str) -> None:
    """Let `journalctl` find what this boot has told so far, under the id that it began with.

    The journal goes on writing there: the files are open, and new ones go through the link.
    """
    journal = places.journal
    if before and (journal / before).is_dir() and not (journal / after).exists():
        (journal / before).rename(journal / after)
        (journal / before).symlink_to(after)


def _read(file: Path) -> str:
    try:
        words = file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
    return words if _ID.fullmatch(words) else ""
