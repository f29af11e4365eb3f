"""The verbs as the web process asks for them: over the socket, on a card in a folder."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

import pytest

from appliance.clock import RELEASED
from appliance.helper import serve
from appliance.helper.client import Helper
from appliance.helper.client import HelperRefused
from appliance.helper.power import Power
from appliance.helper.verbs import Verbs
from appliance.network.networks import Networks
from appliance.update.desk import UpdateDesk
from tests.appliance.network.stand_in import StandIn
from tests.appliance.update.card import Card

NO_BUS = "unix:path=/nowhere"


@dataclass
class Machine:
    """A helper that runs, and what it did to its machine."""

    card: Card
    bus: str = NO_BUS
    restarted: threading.Event = field(default_factory=threading.Event)
    off: threading.Event = field(default_factory=threading.Event)
    clock: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        folder = self.card.places.runtime
        folder.mkdir()
        power = Power(self.restarted.set, self.off.set, grace=0)
        places, paths = self.card.places, self.card.paths
        self.updates = UpdateDesk(places, paths, power.restart, arch="arm64", running="0.1.0")
        verbs = Verbs(
            places,
            paths,
            Networks(self.bus, grace=0),
            mounts=folder / "mounts",
            power=power,
            set_time=self.clock.append,
            updates=self.updates,
        )
        self.verbs = verbs.table()
        self.server = serve.opened(folder / "h.sock", verbs)
        self.helper = Helper(folder / "h.sock")

    def ask(self, verb: str, /, **arguments: Any) -> Any:
        return self.helper.ask(verb, **arguments)

    def refusal(self, verb: str, /, **arguments: Any) -> str:
        with pytest.raises(HelperRefused) as caught:
            self.ask(verb, **arguments)
        return caught.value.code

    def upload(self, update: Path) -> str:
        """Put a file where the web process puts it."""
        file = self.card.paths.run / "incoming.update"
        shutil.copyfile(update, file)
        return str(file)


@pytest.fixture
def machine(card: Card) -> Iterator[Machine]:
    made = Machine(card)
    yield made
    made.server.stop()


@pytest.mark.parametrize("verb", ["", "shell", "network", "update.apply ", "__class__"])
def test_what_is_not_in_the_table_is_refused(machine: Machine, verb: str) -> None:
    assert machine.refusal(verb) == "bad_request"


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("board.status", {"more": 1}),
        ("clock.set", {}),
        ("clock.set", {"seconds": "1"}),
        ("clock.set", {"seconds": True}),
        ("network.hotspot", {"open": 1}),
        ("network.join", {"ssid": "School", "password": None}),
        ("network.join", {"ssid": "School"}),
        ("network.confirm", {"client": ["10.0.0.1"]}),
        ("usb.save", {"stick": "sda1", "file": "x" * 5000, "name": "b.zip"}),
        ("update.apply", {"file": 3}),
    ],
)
def test_arguments_that_do_not_fit_are_refused(machine: Machine, verb, arguments) -> None:
    assert machine.refusal(verb, **arguments) == "bad_request"


def test_each_verb_says_without_its_arguments_that_they_lack_or_answers(machine: Machine) -> None:
    wanting = {verb for verb in machine.verbs if verb.split(".")[0] in ("usb", "clock")}
    for verb in wanting - {"usb.list"}:
        assert machine.refusal(verb) == "bad_request"


def test_the_board_says_how_it_is(machine: Machine) -> None:
    told = machine.ask("board.status")
    assert told["slot"] == "a"
    assert told["clock"]["set"] in (True, False)
    assert told["data_total_mb"] > 0


def test_the_clock_is_set(machine: Machine) -> None:
    assert machine.ask("clock.set", seconds=RELEASED + 5) == {"time": RELEASED + 5}
    assert machine.clock == [RELEASED + 5]
    assert machine.ask("board.status")["clock"]["set"] is True


def test_a_clock_before_the_release_is_refused(machine: Machine) -> None:
    assert machine.refusal("clock.set", seconds=5) == "too_early"


def test_the_box_restarts_and_turns_off(machine: Machine) -> None:
    assert machine.ask("power.restart") == {}
    assert machine.restarted.wait(20)
    assert machine.ask("power.off") == {}
    assert machine.off.wait(20)


def test_a_factory_reset_is_asked_for_on_the_fat_and_the_box_restarts(machine: Machine) -> None:
    assert machine.ask("factory.reset") == {}
    assert machine.restarted.wait(20)
    assert (machine.card.places.firmware / "factory-reset").is_file()


def test_without_networkmanager_the_networks_say_so(machine: Machine) -> None:
    assert machine.refusal("network.status") == "network_manager_away"


def test_a_box_without_sticks_lists_none(machine: Machine) -> None:
    (machine.card.places.sys / "block").mkdir()
    assert machine.ask("usb.list") == []
    assert machine.refusal("usb.take", stick="sda1", name="b.zip") == "no_stick"


def test_a_stick_that_cannot_be_read_is_left_out(machine: Machine) -> None:
    block = machine.card.places.sys / "block"
    block.mkdir()
    disk = machine.card.places.sys / "devices/usb1/sda"
    disk.mkdir(parents=True)
    (block / "sda").symlink_to(disk)
    assert machine.ask("usb.list") == []
    assert machine.refusal("usb.take", stick="sda", name="b.zip") == "stick_failed"


def test_only_files_that_the_web_process_handed_over_are_saved(machine: Machine) -> None:
    code = machine.refusal("usb.save", stick="sda1", file="/etc/shadow", name="b.zip")
    assert code == "not_found"


def test_an_update_is_looked_at(machine: Machine, update: Path) -> None:
    told = machine.ask("update.check", file=machine.upload(update))
    assert told == {
        "version": "9.0.0",
        "created": 1_800_000_000,
        "notes": "It is new.",
        "newer": True,
    }


def test_an_update_is_applied_and_its_file_is_gone(machine: Machine, update: Path) -> None:
    file = machine.upload(update)
    assert machine.ask("update.apply", file=file) == {}
    assert machine.restarted.wait(20)
    machine.updates.wait()
    assert machine.ask("update.status")["state"] == "restarting"
    assert not Path(file).exists()
    assert machine.card.boot() == "b"


def test_a_file_that_is_no_update_is_refused(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(b"hello")
    assert machine.refusal("update.check", file=machine.upload(tmp_path / "odd")) == "not_an_update"
    assert machine.refusal("update.check", file="/etc/passwd") == "not_found"


def test_the_hotspot_has_the_name_and_password_of_this_box(
    card, nm: StandIn, bus_address: str
) -> None:
    machine = Machine(card, bus=bus_address)
    try:
        assert machine.ask("network.status")["mode"] == "hotspot"
        told = machine.ask("network.hotspot", open=False)
        assert told["pending"]["ssid"].startswith("Crowdbox-")
        assert told["password"] in card.places.secrets.read_text()
    finally:
        machine.server.stop()


def test_what_the_networks_refuse_has_their_code(card, nm: StandIn, bus_address: str) -> None:
    machine = Machine(card, bus=bus_address)
    try:
        assert machine.refusal("network.back") == "nothing_pending"
        code = machine.refusal("network.join", ssid="School", password="short")
        assert code == "bad_network_password"
    finally:
        machine.server.stop()
