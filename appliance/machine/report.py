"""What the note on the card and the screen tell: how the box is reached right now."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from appliance import addresses
from appliance.addresses import Reachable
from appliance.machine import networks
from appliance.machine import note
from appliance.machine import password
from appliance.machine import secrets
from appliance.machine.note import Note
from appliance.machine.places import Places
from appliance.machine.wishes import Wishes
from appliance.network.profiles import HOTSPOT_ADDRESS
from appliance.paths import Paths

_HTTP: Final = 80


def write(places: Places, wishes: Wishes, told: Sequence[str] = ()) -> None:
    """Write the note as things are now; raises OSError or ToolFailed."""
    note.write(places, gather(places, wishes, told, addresses.local_addresses()))


def gather(places: Places, wishes: Wishes, told: Sequence[str], found: Sequence[str]) -> Note:
    """Return what there is to tell, given the addresses `found` on the machine."""
    plan = networks.kept(places)
    own = plan is None or plan.network == "hotspot" or HOTSPOT_ADDRESS in found
    secret = secrets.ensure(places)
    shown = (*dict.fromkeys((*((HOTSPOT_ADDRESS,) if own else ()), *found)),)
    reachable = Reachable(f"{wishes.name or 'crowdbox'}.local", shown, _HTTP)
    return Note(
        claim_code=code(Paths(places.klass).claim_code),
        hotspot=secret.ssid if own else "",
        hotspot_password="" if plan and plan.open else secret.password,
        wifi=plan.ssid if plan and plan.network == "wifi" and not own else "",
        urls=tuple(reachable.urls),
        new_password=password.shown(places),
        mistakes=(*wishes.mistakes, *told),
    )


def code(file: Path) -> str:
    """Return the claim code, "" where the box has its teacher."""
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return ""
