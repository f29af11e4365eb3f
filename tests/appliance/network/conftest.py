import subprocess
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dbus_fast import Variant

from appliance.network.networks import Networks
from appliance.network.profiles import automatic
from appliance.network.profiles import cable_settings
from appliance.network.profiles import hotspot_settings
from appliance.network.profiles import Settings
from tests.appliance.network.nm_records import Station
from tests.appliance.network.stand_in import StandIn
from tests.tools import need

PATIENCE = 60.0  # seconds: a busy machine is slow, and no test is about speed
BUS = """<busconfig><type>custom</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
<allow own="*"/><allow user="*"/></policy></busconfig>"""


def until(wanted: Callable[[], Any]) -> Any:
    """Wait until something is there and return it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := wanted():
            return found
        time.sleep(0.02)
    raise AssertionError("it never came")


def plain(settings: Settings) -> dict[str, dict[str, Variant]]:
    """Return jeepney's settings as dbus-fast's."""
    return {
        section: {name: Variant(types, _inner(value)) for name, (types, value) in values.items()}
        for section, values in settings.items()
    }


def _inner(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{name: Variant(*one) for name, one in item.items()} for item in value]
    return value


@pytest.fixture(scope="session")
def bus_address() -> Iterator[str]:
    """The address of a D-Bus of our own."""
    need("dbus-daemon")
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "bus.conf"
        config.write_text(BUS.format(path=Path(folder) / "bus"), encoding="utf-8")
        command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
            assert daemon.stdout is not None
            yield daemon.stdout.readline().strip()
            daemon.terminate()


@pytest.fixture
def nm(bus_address: str) -> Iterator[StandIn]:
    """A box at its hotspot, in a school with Wi-Fis; no cable is in."""
    stand_in = StandIn(bus_address)
    model = stand_in.model
    hotspot = plain(automatic(hotspot_settings("Crowdbox-1A2B", "apple-pear-42"), True))
    cable = plain(automatic(cable_settings(), True))

    def prepare() -> None:
        model.air[b"School"] = Station("teachers-only")
        model.air[b"Cafe"] = Station(signal=30)
        model.add(hotspot, 0x1)
        model.add(cable, 0x1)
        for device in model.devices.values():
            model.autoconnect(device)

    stand_in.do(prepare)
    until(lambda: model.radio.state == 100)
    yield stand_in
    stand_in.stop()


class Iw:
    """What `iw` would print; the radio is the stand-in's."""

    def __init__(self) -> None:
        self.stations = 0
        self.scan: str | None = None
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str]) -> str | None:
        self.commands.append(command)
        if "scan" in command:
            return self.scan
        return "".join(f"Station 02:00:00:00:00:{n:02x} (on wlan0)\n" for n in range(self.stations))


@pytest.fixture
def iw() -> Iw:
    return Iw()


@pytest.fixture
def make(nm: StandIn, bus_address: str, iw: Iw, tmp_path: Path) -> Callable[..., Networks]:
    """Return what makes a box's networks on the stand-in, as each start of the helper does."""

    def made(seconds: int = 600, grace: float = 0.0) -> Networks:
        return Networks(
            bus_address, seconds=seconds, grace=grace, run=iw, sys=tmp_path, firmware=tmp_path
        )

    return made


@pytest.fixture
def networks(make: Callable[..., Networks]) -> Networks:
    return make()
