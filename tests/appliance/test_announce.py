"""Two boxes on one network: real announcers in network namespaces joined by a cable."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

import pytest

from appliance.paths import Paths

RESOLVE = """
import sys
from zeroconf import AddressResolverIPv4, Zeroconf
network = Zeroconf(interfaces=[sys.argv[1]])
wanted = AddressResolverIPv4(sys.argv[2] + ".")
wanted.request(network, 3000)
print(",".join(wanted.parsed_addresses()))
network.close()
"""


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@dataclass
class Host:
    """A machine of its own, as far as the network goes."""

    namespace: str
    address: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def announce(self) -> subprocess.Popen[bytes]:
        command = ["ip", "netns", "exec", self.namespace]
        command += [sys.executable, "-m", "appliance", "announce"]
        environ = os.environ | {"CROWDBOX_DATA": str(self.folder), "CROWDBOX_PORT": "8080"}
        self.processes.append(subprocess.Popen(command, env=environ))
        return self.processes[-1]

    def announced(self) -> dict[str, Any]:
        try:
            record: dict[str, Any] = json.loads(Paths(self.folder).announcement.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return record

    def name(self) -> str:
        """Return the name that this host has won, or ""."""
        return str(self.announced().get("name", ""))

    def resolve(self, name: str) -> str:
        """Return the address that this host finds for a name."""
        command = ["ip", "netns", "exec", self.namespace, sys.executable, "-c", RESOLVE]
        found = subprocess.run(
            [*command, self.address, name], check=True, capture_output=True, text=True
        )
        return found.stdout.strip()

    def move(self, address: str) -> None:
        ip("-n", self.namespace, "addr", "flush", "dev", "eth0", "scope", "global")
        ip("-n", self.namespace, "addr", "add", f"{address}/24", "dev", "eth0")
        self.address = address


def until(true: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.1)


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[list[Host]]:
    """Two hosts on one switch; the second one's cable can be pulled (`cable` below)."""
    names = [f"cb{os.getpid()}{letter}" for letter in "abs"]
    made: list[str] = []
    try:
        for name in names:
            ip("netns", "add", name)
            made.append(name)
        hosts = [_plugged_in(names, number, tmp_path) for number in (0, 1)]
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        _remove(made)
        pytest.skip(f"network namespaces are not permitted here: {error}")
    try:
        yield hosts
    finally:
        for process in [process for host in hosts for process in host.processes]:
            process.kill()
            process.wait()
        _remove(made)


def _remove(namespaces: list[str]) -> None:
    for name in namespaces:
        ip("netns", "del", name)


def _plugged_in(names: list[str], number: int, folder: Path) -> Host:
    switch, name, address = names[2], names[number], f"10.99.0.{number + 1}"
    if number == 0:
        ip("-n", switch, "link", "add", "hub", "type", "bridge")
        ip("-n", switch, "link", "set", "hub", "up")
    ip("-n", name, "link", "add", "eth0", "type", "veth", "peer", f"port{number}", "netns", switch)
    ip("-n", switch, "link", "set", f"port{number}", "master", "hub", "up")
    for link in ("lo", "eth0"):
        ip("-n", name, "link", "set", link, "up")
    ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
    return Host(name, address, folder / name)


def cable(host: Host, *, plugged: bool) -> None:
    """Put the second host's port into the switch, or take it out; the host itself sees nothing."""
    master = ["master", "hub"] if plugged else ["nomaster"]
    ip("-n", host.namespace[:-1] + "s", "link", "set", "port1", *master)


def different(hosts: list[Host]) -> bool:
    return sorted(host.name() for host in hosts) == ["crowdbox-2.local", "crowdbox.local"]


def test_two_boxes_with_one_name_get_two_and_each_leads_to_its_box(hosts: list[Host]) -> None:
    for host in hosts:
        host.announce()
    until(lambda: different(hosts))
    for host in hosts:
        assert [each.resolve(host.name()) for each in hosts] == [host.address] * 2


def test_a_new_address_is_followed_and_the_name_stays(hosts: list[Host]) -> None:
    hosts[1].announce()
    until(lambda: hosts[1].name() == "crowdbox.local")
    hosts[1].move("10.99.0.77")
    until(lambda: hosts[1].announced().get("addresses") == ["10.99.0.77"])
    assert hosts[0].resolve("crowdbox.local") == "10.99.0.77"


def test_networks_that_are_joined_later_end_with_two_names(hosts: list[Host]) -> None:
    cable(hosts[1], plugged=False)
    for host in hosts:
        host.announce()
    until(lambda: [host.name() for host in hosts] == ["crowdbox.local"] * 2)
    cable(hosts[1], plugged=True)
    until(lambda: different(hosts))
    assert hosts[1].name() == "crowdbox.local"


def test_a_box_without_network_waits_for_one(hosts: list[Host]) -> None:
    ip("-n", hosts[0].namespace, "addr", "flush", "dev", "eth0", "scope", "global")
    process = hosts[0].announce()
    time.sleep(2)
    assert process.poll() is None
    hosts[0].move("10.99.0.5")
    until(lambda: hosts[0].announced().get("addresses") == ["10.99.0.5"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_box_that_stops_says_goodbye(hosts: list[Host], number: int) -> None:
    process = hosts[0].announce()
    until(lambda: hosts[0].name() != "")
    process.send_signal(number)
    assert process.wait(10) == 0
    assert hosts[0].name() == ""
    assert hosts[1].resolve("crowdbox.local") == ""
