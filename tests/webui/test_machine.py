"""The helper as pages and API ask for it."""

from tests.machine import WIFI
from webui.machine import Machine


def test_without_a_path_there_is_no_machine(refused):
    with refused("no_machine"):
        Machine("").ask("board.status")


def test_nobody_there_is_said(refused, tmp_path):
    with refused("helper_away"):
        Machine(str(tmp_path / "helper.sock")).ask("board.status")


def test_what_the_helper_refuses_becomes_a_problem(machine, refused):
    machine.refused["usb.list"] = "stick_failed"
    with refused("stick_failed"):
        Machine(str(machine.path)).ask("usb.list")


def test_many_screens_ask_the_helper_once(machine):
    now = [0.0]
    asked = Machine(str(machine.path), clock=lambda: now[0])
    assert [asked.network().mode for _ in range(5)] == ["hotspot"] * 5
    assert len(machine.asked) == 1
    machine.network = dict(WIFI)
    now[0] = 6.0
    assert asked.network().mode == "wifi"


def test_a_network_that_nobody_can_tell_is_none(machine):
    machine.refused["network.status"] = "network_manager_away"
    assert Machine(str(machine.path)).network() is None
    assert Machine("").network() is None
