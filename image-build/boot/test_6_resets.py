"""A forgotten password, a new school, and the base beside the box."""

import re
import time

import pytest
from school import found_in
from school import School

from appliance.demo.client import Refused
from imagebuild.build import Build
from imagebuild.emulator import Machine
from imagebuild.emulator import NotSeen


def test_a_file_on_the_card_gives_a_new_password(school: School, machine: Machine) -> None:
    switch_off(school)
    machine.card.put("RESET-PASSWORD.TXT", b"")
    school.switch_on()
    with pytest.raises(Refused):
        school.sign_in()
    assert not [name for name in machine.card.names() if "reset" in name.lower()]
    words = re.findall(r"\b[a-z2-9]{4}-?[a-z2-9]{4}-?[a-z2-9]{4}\b", school.note())
    assert any(signs_in(school, word) for word in words), school.note()


def signs_in(school: School, password: str) -> bool:
    try:
        school.sign_in(password)
    except Refused:
        return False
    return True


def switch_off(school: School) -> None:
    """Shut down from the teacher's page, and wait until it is safe to unplug."""
    school.call("POST", "/box/shutdown")
    school.machine.stopped()


def test_a_file_on_the_card_makes_the_box_as_new(school: School, machine: Machine) -> None:
    old = found_in(r"(Crowdbox-[A-Z0-9]{4})", school.note())
    certificate = machine.shell("cat /run/crowdbox-box/ca.crt")
    switch_off(school)
    machine.card.put("factory-reset", b"")
    school.switch_on()
    assert school.ask("GET", "/me")["claimed"] is False
    assert "factory-reset" not in machine.card.names()
    assert machine.shell("cat /run/crowdbox-box/ca.crt") != certificate
    assert found_in(r"\b([A-Z2-9]{4}-[A-Z2-9]{4})\b", school.note())
    assert found_in(r"(Crowdbox-[A-Z0-9]{4})", school.note()) != old


def test_the_base_alone_starts_as_a_measure(
    school: School, build: Build, figures: dict[str, str]
) -> None:
    machine = school.machine
    switch_off_as_new(school)
    ours = sorted(path.name for path in (build.root / "etc/systemd/system").glob("crowdbox*.*"))
    masked = [*ours, "data.mount", "var-lib-crowdbox.mount", "nginx.service"]
    machine.extra = " ".join(f"systemd.mask={name}" for name in masked if "." in name)
    began = time.monotonic()
    machine.start()
    machine.wait_for(lambda: base_is_there(machine), "the base")
    seconds = time.monotonic() - began
    figures["base alone, power to all started"] = f"{seconds:.0f} s"
    figures["a later boot's first page, in boots of the base"] = f"{school.boot / seconds:.2f}"
    machine.cut()
    machine.extra = ""


def switch_off_as_new(school: School) -> None:
    school.machine.shell("systemctl poweroff")
    school.machine.stopped()


def base_is_there(machine: Machine) -> bool:
    try:
        return "running" in machine.shell("systemctl is-system-running --wait", 60)
    except NotSeen:
        return False
