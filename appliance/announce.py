"""`python -m appliance announce`: keeps the box's name on the network, in a process of its own."""

import asyncio
import json
import logging
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any
from typing import Final

from zeroconf import Error

from appliance.addresses import local_addresses
from appliance.discovery import Announcement
from appliance.discovery import NameTaken
from appliance.paths import Paths
from appliance.settings import Settings

log = logging.getLogger(__name__)

_LOOK_SECONDS: Final = 1.5
"""How often the addresses of the machine are looked at; a change counts when seen twice."""
_RETRY_SECONDS: Final = 5.0


def announce(settings: Settings) -> int:
    """Announce the box until SIGINT or SIGTERM, whatever the network does; return 0."""
    # Sending into a network that just went away is no news to anybody.
    logging.getLogger("zeroconf").setLevel(logging.CRITICAL)
    asyncio.run(_until_asked(settings))
    return 0


async def _until_asked(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await Announcer(settings).run(stop)


class Announcer:
    """Follows the network: a new announcement whenever the addresses change."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._file = Paths(settings.data).announcement
        self._name = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Announce until `stop` is set."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file.unlink(missing_ok=True)
        while not stop.is_set():
            addresses = local_addresses(self._settings.host)
            try:
                await self._announce(addresses, stop)
            except (OSError, Error, NameTaken) as error:
                log.info("cannot announce on %s: %s", addresses, error)
                await _first(stop.wait(), asyncio.sleep(_RETRY_SECONDS))

    async def _announce(self, addresses: list[str], stop: asyncio.Event) -> None:
        """Announce on these addresses until they change; no addresses, no announcement."""
        if not addresses:
            await _first(stop.wait(), self._changed(addresses))
            return
        announcement = Announcement(addresses, self._settings.port)
        try:
            await _first(stop.wait(), self._changed(addresses), self._keep(announcement, addresses))
        finally:
            self._file.unlink(missing_ok=True)
            await announcement.close()

    async def _keep(self, announcement: Announcement, addresses: list[str]) -> None:
        """Win a name and hold it; win another one whenever it is lost."""
        while True:
            self._name = await announcement.win(self._settings.name, self._name)
            _write(self._file, f"{self._name}.local", addresses, self._settings.port)
            try:
                await announcement.hold()
            except NameTaken:
                self._name = ""
                self._file.unlink(missing_ok=True)
                await announcement.withdraw()

    async def _changed(self, addresses: list[str]) -> None:
        """Return when the machine has other addresses, and has kept them for a moment."""
        seen = set(addresses)
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            before, seen = seen, set(local_addresses(self._settings.host))
            if seen == before != set(addresses):
                return


async def _first(*waits: Coroutine[Any, Any, Any]) -> None:
    """Wait until one of `waits` ends, end the others, and raise what the first one raised."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def _write(file: Path, name: str, addresses: list[str], port: int) -> None:
    """Write the announcement in one step: pages read it at any moment."""
    draft = file.with_suffix(".new")
    record = {"name": name, "addresses": addresses, "port": port}
    draft.write_text(json.dumps(record), encoding="utf-8")
    draft.replace(file)
