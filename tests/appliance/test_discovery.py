"""Names on the loopback interface, where multicast stays on this machine."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from collections.abc import Callable
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import pytest
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from appliance.discovery import Announcement
from appliance.discovery import NameTaken

LOW, HIGH = "127.0.0.2", "127.0.0.9"


@pytest.fixture
def name() -> str:
    """Return a host name that nobody else on this machine uses."""
    return f"box{uuid.uuid4().hex[:12]}"


@asynccontextmanager
async def box(address: str) -> AsyncIterator[Announcement]:
    announcement = Announcement([address], 8080)
    try:
        yield announcement
    finally:
        await announcement.close()


@asynccontextmanager
async def rude_host(name: str, address: str) -> AsyncIterator[None]:
    """A host that takes a host name without asking, as zeroconf alone does."""
    zeroconf = AsyncZeroconf(interfaces=[address])
    service = f"{uuid.uuid4().hex}._http._tcp.local."
    info = ServiceInfo(
        "_http._tcp.local.",
        service,
        port=9,
        server=f"{name}.local.",
        parsed_addresses=[address],
    )
    try:
        await zeroconf.async_register_service(info)
        yield
    finally:
        await zeroconf.async_close()


def in_a_loop(test: Callable[[str], Coroutine[Any, Any, None]]) -> Callable[[str], None]:
    def run(name: str) -> None:
        with ThreadPoolExecutor(1) as apart:  # in this thread a browser's loop may run
            apart.submit(asyncio.run, test(name)).result()

    run.__name__ = test.__name__
    return run


@in_a_loop
async def test_a_free_name_is_won(name: str) -> None:
    async with box(LOW) as first:
        assert await first.win(name) == name


@in_a_loop
async def test_a_taken_name_becomes_2_and_then_3(name: str) -> None:
    async with box(LOW) as first, box("127.0.0.3") as second, box(HIGH) as third:
        names = [await announcement.win(name) for announcement in (first, second, third)]
    assert names == [name, f"{name}-2", f"{name}-3"]


@in_a_loop
async def test_a_name_that_was_given_up_can_be_won_again(name: str) -> None:
    async with box(LOW) as first:
        await first.win(name)
        await first.withdraw()
        async with box(HIGH) as second:
            assert await second.win(name) == name


@in_a_loop
async def test_the_name_won_before_is_tried_first(name: str) -> None:
    async with box(LOW) as first:
        assert await first.win(name, last=f"{name}-4") == f"{name}-4"


@in_a_loop
async def test_the_name_of_a_host_that_is_no_crowdbox_is_taken_too(name: str) -> None:
    async with rude_host(name, HIGH), box(LOW) as first:
        assert await first.win(name) == f"{name}-2"


@in_a_loop
async def test_of_two_that_start_together_each_gets_its_own_name(name: str) -> None:
    async def keep(announcement: Announcement, names: dict[Announcement, str]) -> None:
        while True:
            names[announcement] = await announcement.win(name)
            try:
                await announcement.hold()
            except NameTaken:
                names.pop(announcement)
                await announcement.withdraw()

    names: dict[Announcement, str] = {}
    async with box(LOW) as first, box(HIGH) as second, asyncio.timeout(30):
        tasks = [asyncio.create_task(keep(each, names)) for each in (first, second)]
        while len(names) < 2 or len(set(names.values())) < 2:
            await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert set(names.values()) == {name, f"{name}-2"}


@in_a_loop
async def test_a_conflict_that_comes_later_is_lost_to_the_later_address(name: str) -> None:
    async with box(LOW) as first:
        await first.win(name)
        async with rude_host(name, HIGH):
            with pytest.raises(NameTaken):
                await asyncio.wait_for(first.hold(), 15)


@in_a_loop
async def test_a_conflict_that_comes_later_is_won_by_the_later_address(name: str) -> None:
    async with box(HIGH) as first:
        await first.win(name)
        async with rude_host(name, LOW):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(first.hold(), 3)
