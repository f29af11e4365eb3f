"""How nginx and the web process get at the box's keys; on an installed machine, the keys too."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from appliance import addresses
from appliance.machine import environment
from appliance.machine import tls
from appliance.machine.places import Places
from appliance.machine.running import run
from appliance.settings import Settings

INSTALLED: Final = Places(data=Path("/var/lib/crowdbox-machine"))
"""Where a machine that was there before the box keeps them: it has no data partition."""


def show(places: Places) -> None:
    """Let nginx use the keys, and everybody read the authority's certificate; raises OSError."""
    tls.publish(places)
    link = places.runtime / "nginx-tls.conf"
    if not link.is_symlink():
        link.symlink_to(places.nginx / "crowdbox" / "tls.conf")


def tell_nginx() -> None:
    """Have nginx read its keys again, if it runs; raises ToolFailed."""
    run("systemctl", "--no-block", "try-reload-or-restart", "nginx.service")


def make_keys(
    settings: Settings, places: Places = INSTALLED, tell: Callable[[], None] = tell_nginx
) -> int:
    """Make or renew the keys of an installed machine; return the exit status.

    Raises ToolFailed or OSError.
    """
    places.runtime.mkdir(parents=True, exist_ok=True)
    places.runtime.chmod(0o755)
    new = tls.ensure(places, settings.name, addresses.local_addresses())
    show(places)
    environment.write(places, environment.HTTPS)
    if new:
        tell()
    return 0
