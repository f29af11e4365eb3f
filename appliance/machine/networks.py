"""NetworkManager's connections of the first boot, and of a changed `crowdbox.toml`."""

import hashlib
import json

import msgspec

from appliance.durable import whole
from appliance.machine import secrets
from appliance.machine.places import Places
from appliance.machine.running import run
from appliance.machine.running import ToolFailed
from appliance.machine.secrets import Secrets
from appliance.machine.wishes import Wishes
from appliance.network import profiles


class Plan(msgspec.Struct, frozen=True):
    """How the box was told to be reached: the last time that connections were laid down."""

    network: str
    ssid: str = ""
    open: bool = False
    wishes: str = ""
    """Fingerprint of what crowdbox.toml said."""


def lay(places: Places, wishes: Wishes) -> Plan:
    """Lay down the connections if there are none yet or the file changed; return the plan.

    Otherwise what the teacher chose on the page stays. Raises OSError or NetworkRefused.
    """
    before, fingerprint = kept(places), _fingerprint(wishes)
    there = any(places.networks.glob("*.nmconnection"))
    if there and before is not None and fingerprint in {"", before.wishes}:
        return before
    secret = _secrets(places, wishes)
    network = wishes.network or ("wifi" if wishes.ssid else "hotspot")
    plan = Plan(network, wishes.ssid, wishes.hotspot_open, fingerprint)
    for name, text in _files(plan, wishes, secret).items():
        with whole(places.networks / f"{name}.nmconnection") as stream:
            stream.write(text.encode("utf-8"))
    with whole(places.box / "plan.json") as stream:
        stream.write(msgspec.json.encode(plan))
    return plan


def set_country(country: str) -> None:
    """Tell the radio which channels are allowed here; a radio that will not know is left alone."""
    if country:
        try:
            run("iw", "reg", "set", country)
        except ToolFailed as error:
            print(f"The country of the radio was not set: {error}.")


def _files(plan: Plan, wishes: Wishes, secret: Secrets) -> dict[str, str]:
    hotspot = profiles.hotspot_keyfile(
        secret.ssid, secret.password, open_=plan.open, autoconnect=plan.network == "hotspot"
    )
    found = {
        profiles.IDS["cable"]: profiles.cable_keyfile(),
        profiles.IDS["hotspot"]: hotspot,
    }
    if wishes.ssid:
        found[profiles.IDS["wifi"]] = profiles.wifi_keyfile(
            wishes.ssid,
            wishes.password,
            hidden=wishes.hidden,
            autoconnect=plan.network == "wifi",
        )
    return found


def _secrets(places: Places, wishes: Wishes) -> Secrets:
    """Return the hotspot's name and password, after those that the file gives are kept."""
    made = secrets.ensure(places)
    wanted = Secrets(wishes.hotspot_ssid or made.ssid, wishes.hotspot_password or made.password)
    if wanted != made:
        secrets.keep(places, wanted)
    return wanted


def _fingerprint(wishes: Wishes) -> str:
    """Return a hash of what the file says about networks, "" where it says nothing."""
    said = [wishes.network, wishes.ssid, wishes.password, wishes.hidden]
    said += [wishes.hotspot_ssid, wishes.hotspot_password, wishes.hotspot_open]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest() if any(said) else ""


def kept(places: Places) -> Plan | None:
    """Return the plan of the connections that were laid down last, or None."""
    try:
        return msgspec.json.decode((places.box / "plan.json").read_bytes(), type=Plan)
    except (OSError, msgspec.MsgspecError):
        return None
