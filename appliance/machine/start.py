"""`python -m appliance start-box`: what each boot settles before the network and the pages start.

One thing that fails does not keep the others from being done: a box without its note, or with
yesterday's clock, still serves a class. What failed is in the journal and in the exit status.
"""

import sys
from collections.abc import Callable
from typing import Final

from appliance import addresses
from appliance import claim
from appliance.classroom.problems import Problem
from appliance.machine import boot_files
from appliance.machine import environment
from appliance.machine import keys
from appliance.machine import machine_id
from appliance.machine import networks
from appliance.machine import password
from appliance.machine import report
from appliance.machine import saved_clock
from appliance.machine import secrets
from appliance.machine import tls
from appliance.machine import wishes as person
from appliance.machine.owner import Owner
from appliance.machine.places import Places
from appliance.machine.running import ToolFailed
from appliance.machine.wishes import Wishes
from appliance.network.refused import NetworkRefused
from appliance.paths import Paths

NAME: Final = "crowdbox"
_MISHAPS: Final = (OSError, ToolFailed, NetworkRefused, Problem, ValueError)


class Start:
    """One boot of the box."""

    def __init__(self, places: Places, owner: Owner) -> None:
        self._places = places
        self._owner = owner
        self._wishes = Wishes()
        self._told: list[str] = []
        self.failed = False

    def run(self) -> int:
        """Do everything, in an order in which each finds what it needs; return the exit status."""
        self._try("the folders", self._folders)
        self._try("the machine's id", lambda: machine_id.settle(self._places))
        self._try("the clock", lambda: saved_clock.restore(self._places))
        self._try("the secrets", lambda: secrets.ensure(self._places))
        self._wishes = person.read(self._places)
        self._try("the networks", lambda: networks.lay(self._places, self._wishes))
        self._try("the country", lambda: networks.set_country(self._wishes.country))
        https = self._try("the certificates", self._certificates)
        self._try("the settings", lambda: self._settings(https=https))
        self._try("the claim code", self._claim_code)
        self._try("the new password", self._new_password)
        self._try("the note", lambda: report.write(self._places, self._wishes, self._told))
        self._try("the file reset-password", lambda: password.done(self._places))
        return int(self.failed)

    def _try(self, what: str, action: Callable[[], object]) -> bool:
        try:
            action()
        except _MISHAPS as error:
            # The words of tools, never a value of crowdbox.toml.
            print(f"{what}: {error}", file=sys.stderr)
            self._told.append(f"{what}: {error}")
            self.failed = True
            return False
        return True

    def _folders(self) -> None:
        places = self._places
        places.runtime.mkdir(parents=True, exist_ok=True)
        places.runtime.chmod(
            0o755
        )  # the web process reads there; the unit's umask would not let it
        for folder in (places.box, places.networks, places.tls, places.klass):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        self._owner.own(places.klass)

    def _certificates(self) -> None:
        name = self._wishes.name or NAME
        tls.ensure(self._places, name, addresses.local_addresses())
        keys.show(self._places)

    def _settings(self, *, https: bool) -> None:
        values = environment.variables(self._places, self._wishes, https=https)
        environment.write(self._places, values)

    def _new_password(self) -> None:
        try:
            password.reset(self._places, self._owner)
        except password.NotReset as refused:
            # For whoever put the file there; nothing is wrong with the box.
            self._told.append(f"{boot_files.RESET_PASSWORD}: {refused}")

    def _claim_code(self) -> None:
        """Make the code of a box that has never run; later the web process knows better."""
        paths = Paths(self._places.klass)
        if not paths.database.exists():
            claim.claim_code(paths.data)
            self._owner.own(paths.claim_code)


def start_box(places: Places) -> int:
    """Settle everything for this boot and return the exit status."""
    return Start(places, Owner.named(NAME)).run()


def network_changed(places: Places) -> int:
    """Bring the certificate and the note up to the box's addresses; return the exit status."""
    wishes = person.read(places)
    if tls.ensure(places, wishes.name or NAME, addresses.local_addresses()):
        keys.tell_nginx()
    report.write(places, wishes)
    return 0
