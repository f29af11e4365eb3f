"""Out of the packet: the first boot, and what the box makes of its card."""

import re
import subprocess

from school import ADDRESS
from school import found_in
from school import School

from imagebuild.emulator import Machine


def test_the_card_tells_a_person_what_to_do(school: School) -> None:
    note = school.note()
    assert found_in(r"(Crowdbox-[A-Z0-9]{4})", note)
    assert re.search(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b", note)


def test_the_card_tells_the_address_that_works(school: School, machine: Machine) -> None:
    machine.wait_for(lambda: f"http://{ADDRESS}" in school.note(), "the address on the card")


def test_the_card_is_used_to_its_end(school: School, machine: Machine) -> None:
    told = subprocess.run(
        ["sfdisk", "-d", machine.card.file], capture_output=True, text=True, check=True
    ).stdout
    sizes = [int(size) for size in re.findall(r"size=\s*(\d+)", told)]
    assert len(sizes) == 4
    assert sizes[1] == sizes[2]
    assert sum(sizes) * 512 > 0.98 * machine.card.file.stat().st_size


def test_no_unit_has_failed_and_none_waits_for_itself(machine: Machine) -> None:
    assert machine.shell("systemctl --failed --no-legend --plain").strip() == ""
    assert "ordering cycle" not in machine.shell("journalctl -b --no-pager | grep -i 'cycle'")


def test_the_root_cannot_be_written_and_what_is_written_over_it_is_small(machine: Machine) -> None:
    told = machine.shell(
        "findmnt -rno FSTYPE,OPTIONS /run/crowdbox-root/slot; df -m --output=used /"
    )
    assert "squashfs" in told
    assert int(told.split()[-1]) < 40


def test_the_keys_were_made_on_this_boot(school: School, machine: Machine) -> None:
    reply = school.get("/api/v1/health", port="https")
    assert reply.status == 200
    made = machine.shell(
        "stat -c %Y /data/box/tls/box.key; date +%s; stat -c %a /data/box/tls/box.key"
    )
    key, now, mode = made.split()[:3]
    assert 0 <= int(now) - int(key) < 3600
    assert mode == "600"
