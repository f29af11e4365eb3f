"""A lesson: a claim, thirty students, a model, the editor, the portal."""

import re
import time

import pytest
from school import found_in
from school import Reply
from school import School

from appliance.demo.client import Refused
from imagebuild.emulator import Machine

NAMES = [f"Student {number}" for number in range(1, 31)]
PROBES = {
    "Apple": ("captive.apple.com", "/hotspot-detect.html"),
    "Android": ("connectivitycheck.gstatic.com", "/generate_204"),
    "ChromeOS": ("clients3.google.com", "/generate_204"),
    "Windows": ("www.msftconnecttest.com", "/connecttest.txt"),
    "Firefox": ("detectportal.firefox.com", "/canonical.html"),
    "GNOME": ("nmcheck.gnome.org", "/check_network_status.txt"),
    "Ubuntu": ("connectivity-check.ubuntu.com", "/"),
}


def test_the_code_on_the_card_makes_the_teacher(school: School) -> None:
    code = found_in(r"\b([A-Z2-9]{4}-[A-Z2-9]{4})\b", school.note())
    school.claim(code)
    assert school.call("GET", "/me")["role"] == "teacher"
    with pytest.raises(Refused):
        school.claim(code)


def test_thirty_students_add_a_hundred_and_twenty_examples(
    school: School, figures: dict[str, str]
) -> None:
    school.students = school.join(NAMES)
    began = time.monotonic()
    school.add(school.students, 4)
    figures["120 examples of 30 students, in the emulator"] = f"{time.monotonic() - began:.0f} s"
    assert len(school.acknowledged) == 120
    assert school.stored() == school.acknowledged


def test_the_class_trains_and_the_model_is_right(school: School, figures: dict[str, str]) -> None:
    began = time.monotonic()
    job = school.train()
    assert job["state"] == "done", str(job)
    figures["training of 120 texts, in the emulator"] = f"{time.monotonic() - began:.0f} s"
    path = f"/projects/{school.project}/predict"
    answers = [
        school.call("POST", path, {"data": text})["name"]
        for text in ("snowman in the cold", "loud thunder", "puddles and an umbrella")
    ]
    assert answers == ["snowy", "stormy", "rainy"]


def test_the_class_fits_into_the_memory(machine: Machine, figures: dict[str, str]) -> None:
    told = machine.shell("free -m; journalctl -b --no-pager | grep -ci 'out of memory'")
    total, used, available = re.findall(r"Mem:\s+(\d+)\s+(\d+).*\s(\d+)", told)[0]
    swapped = re.findall(r"Swap:\s+\d+\s+(\d+)", told)[0]
    figures[f"memory with a class of 30 and a model, of {total} MB"] = (
        f"{used} MB used, {available} MB available, {swapped} MB compressed"
    )
    assert int(available) > 40
    assert told.split()[-1] == "0"


def test_the_editor_comes_compressed(school: School) -> None:
    page = school.get("/scratch/", port="scratch")
    assert page.status == 200
    [script] = set(re.findall(r'src="(/static/scratch/[^"]*scratch-gui[^"]*\.js)"', page.text))
    packed = school.get(script, port="scratch", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) < 4_300_000


@pytest.mark.parametrize("system", list(PROBES))
def test_the_portal_answers_each_system_that_looks_for_the_internet(
    school: School, system: str
) -> None:
    host, path = PROBES[system]
    reply = school.get(path, host=host)
    assert reply.status in {200, 302, 303, 307}, reply
    assert portal(reply)


def portal(reply: Reply) -> bool:
    return "crowdbox" in (reply.text + reply.headers.get("Location", "")).lower()
