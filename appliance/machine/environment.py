"""The settings that each boot of a box gives its processes, as CROWDBOX_* lines for systemd."""

from typing import Final

from appliance.durable import whole
from appliance.machine import size
from appliance.machine.places import Places
from appliance.machine.wishes import Wishes

_ALWAYS: Final = {
    "CROWDBOX_DATA": "/var/lib/crowdbox",
    "CROWDBOX_SOCKETS": "/run/crowdbox",
    "CROWDBOX_HELPER": "/run/crowdbox-helper/helper.sock",
    "CROWDBOX_PORT": "80",
    "CROWDBOX_SCRATCH_PORT": "81",
    "CROWDBOX_PORTAL": "1",
}
HTTPS: Final = {"CROWDBOX_HTTPS_PORT": "443"}
"""For a box that has its keys; the Scratch editor's port is the next one."""


def variables(places: Places, wishes: Wishes, *, https: bool) -> dict[str, str]:
    """Return the settings of this boot: the box's, the machine's size, what the person wants."""
    wanted = {"CROWDBOX_LANGUAGE": wishes.language, "CROWDBOX_NAME": wishes.name}
    return {
        **_ALWAYS,
        **(HTTPS if https else {}),
        **size.of(size.memory_mb(places)).settings,
        **{name: value for name, value in wanted.items() if value},
        **wishes.settings,
    }


def write(places: Places, values: dict[str, str]) -> None:
    """Write the lines for systemd's EnvironmentFile=; raises OSError."""
    with whole(places.environment) as stream:
        stream.write("".join(f"{name}={value}\n" for name, value in values.items()).encode())
    places.environment.chmod(0o644)
