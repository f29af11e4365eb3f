"""A new school, and the base beside the box."""

import time

from school import found_in
from school import School

from imagebuild.build import Build
from imagebuild.emulator import Machine
from imagebuild.emulator import NotSeen


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


def switch_off(school: School) -> None:
    """Shut down from the teacher's page, and wait until it is safe to unplug."""
    school.call("POST", "/box/shutdown")
    school.machine.stopped()


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
