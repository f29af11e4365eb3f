"""The box's name on the network: mDNS and DNS-SD by python-zeroconf.

zeroconf makes sure that the name of a *service* is unique, not that the host name is: two boxes
that both register `crowdbox.local` get no error. So the host name is probed here first, as
RFC 6762 section 8.1 says, and watched ever after.
"""

import asyncio
import ipaddress
import logging
import random
from typing import Final

from zeroconf import DNSAddress  # type: ignore[attr-defined]
from zeroconf import DNSOutgoing  # type: ignore[attr-defined]
from zeroconf import DNSQuestion  # type: ignore[attr-defined]
from zeroconf import IPVersion
from zeroconf import NonUniqueNameException
from zeroconf import RecordUpdate
from zeroconf import RecordUpdateListener
from zeroconf import ServiceInfo
from zeroconf import Zeroconf
from zeroconf.asyncio import AsyncZeroconf

from appliance.addresses import Address

log = logging.getLogger(__name__)

_SERVICE: Final = "_http._tcp.local."
_QUERY: Final = 0
_A: Final = 1
_AAAA: Final = 28
_IN: Final = 1
"""Numbers of DNS: RFC 1035 sections 3.2 and 4.1.1, RFC 3596 for AAAA."""
_PROBES: Final = 3
_PROBE_SECONDS: Final = 0.25
"""Pause after each probe: RFC 6762 section 8.1."""
_ASK_AGAIN: Final = ((0.2, 1.0), (1.0, 3.0), (3.0, 6.0))
"""Ranges of random pauses after which a fresh name is probed again: two boxes that start at the
same moment hear nothing of each other while both only ask."""
_LATER_SECONDS: Final = 20.0
_DEFEND_SECONDS: Final = 5.0


class NameTaken(Exception):
    """Another host on the network has the name."""


class Watch(RecordUpdateListener):
    """Collects the addresses that other hosts give for one host name, the one looked at."""

    def __init__(self, ours: list[str]) -> None:
        self.server = ""
        self._ours = {ipaddress.ip_address(address) for address in ours}
        self.foreign: set[Address] = set()
        self.heard = asyncio.Event()

    def async_update_records(self, zc: Zeroconf, now: float, records: list[RecordUpdate]) -> None:
        """Take note of address records; called by zeroconf for every answer it hears."""
        for update in records:
            record = update.new
            if isinstance(record, DNSAddress) and record.name.lower() == self.server:
                self._note(record)

    def _note(self, record: DNSAddress) -> None:
        address = ipaddress.ip_address(record.address)
        # A lifetime of zero is a goodbye, not a claim.
        if record.ttl and address not in self._ours:
            self.foreign.add(address)
            self.heard.set()

    def we_win(self) -> bool:
        """Tell whether the name stays ours; whoever has the later address keeps it.

        Both sides of a conflict compute the same answer: the idea of RFC 6762 section 8.2.
        """
        return max(map(_order, self._ours)) > max(map(_order, self.foreign))

    def look_at(self, server: str) -> None:
        """Forget what was heard, and listen for the host name `server` from now on."""
        self.server = server.lower()
        self.foreign.clear()
        self.heard.clear()


class Announcement:
    """One name on one set of addresses, from winning it until it is withdrawn."""

    def __init__(self, addresses: list[str], port: int, path: str = "/") -> None:
        self._addresses = addresses
        self._port = port
        self._path = path
        self._zeroconf = AsyncZeroconf(interfaces=list(addresses), ip_version=_version(addresses))
        self._watch = Watch(addresses)
        self._info: ServiceInfo | None = None
        self._telling: asyncio.Future[None] | None = None

    async def win(self, wanted: str, last: str = "") -> str:
        """Register `last` if still free, else `wanted`, `wanted-2`, `wanted-3` …; return which."""
        await self._zeroconf.zeroconf.async_wait_for_start()
        self._zeroconf.zeroconf.async_add_listener(self._watch, None)
        names = [*([last] if last else []), wanted, *(f"{wanted}-{n}" for n in range(2, 100))]
        for name in names:
            try:
                await self._register(name)
            except (NameTaken, NonUniqueNameException):
                log.info("the name %s is taken", name)
                continue
            return name
        raise NameTaken(wanted)

    async def hold(self) -> None:
        """Keep the name; raises NameTaken when another box turns out to have it and keeps it."""
        pauses = [random.uniform(*span) for span in _ASK_AGAIN]  # noqa: S311  only spreads load
        while True:
            await self._heard_within(pauses.pop(0) if pauses else _LATER_SECONDS)
            if self._watch.foreign:
                await self._settle()
            else:
                self._ask()

    async def withdraw(self) -> None:
        """Say goodbye to the network; another name may be won then."""
        self._info = None
        if self._telling is not None:
            self._telling.cancel()  # or the last word could be another hello
        await self._zeroconf.async_unregister_all_services()

    async def close(self) -> None:
        """Say goodbye to the network and close the sockets."""
        await self.withdraw()
        await self._zeroconf.async_close()

    async def _register(self, name: str) -> None:
        self._watch.look_at(f"{name}.local.")
        await self._probe()
        info = ServiceInfo(
            _SERVICE,
            f"{name}.{_SERVICE}",
            port=self._port,
            server=f"{name}.local.",
            properties={"path": self._path},
            parsed_addresses=self._addresses,
        )
        self._telling = asyncio.ensure_future(await self._zeroconf.async_register_service(info))
        self._info = info

    async def _probe(self) -> None:
        """Ask three times who has the name; raises NameTaken as soon as someone answers."""
        # A random start keeps boxes on one power strip from probing in step.
        await asyncio.sleep(random.uniform(0, _PROBE_SECONDS))  # noqa: S311
        for number in range(_PROBES):
            self._ask(at_once=number == 0)
            if await self._heard_within(_PROBE_SECONDS):
                raise NameTaken

    async def _heard_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._watch.heard.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _ask(self, *, at_once: bool = False) -> None:
        """Ask who has the name; a host that just told everybody answers `at_once` to us alone."""
        message = DNSOutgoing(_QUERY)
        for kind in (_A, _AAAA):
            question = DNSQuestion(self._watch.server, kind, _IN)
            question.unicast = at_once
            message.add_question(question)
        self._zeroconf.zeroconf.async_send(message)

    async def _settle(self) -> None:
        """End a conflict: defend the name if it stays ours, otherwise raise NameTaken."""
        if not self._watch.we_win():
            raise NameTaken
        self._watch.look_at(self._watch.server)
        if self._info is not None:
            await (await self._zeroconf.async_update_service(self._info))
        # A host that never gives way must not make both shout all day.
        await asyncio.sleep(_DEFEND_SECONDS)


def _order(address: Address) -> tuple[int, int]:
    return (address.version, int(address))


def _version(addresses: list[str]) -> IPVersion:
    versions = {ipaddress.ip_address(address).version for address in addresses}
    return {4: IPVersion.V4Only, 6: IPVersion.V6Only}.get(
        versions.pop() if len(versions) == 1 else 0, IPVersion.All
    )
