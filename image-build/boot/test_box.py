"""A year of a box, in the order in which it happens; each part builds on those before it."""

import re
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from school import ADDRESS
from school import found_in
from school import Reply
from school import School

from appliance.demo.client import Client
from appliance.demo.client import Refused
from imagebuild import boot
from imagebuild.build import Build
from imagebuild.emulator import Machine
from imagebuild.emulator import NotSeen

NAMES = [f"Student {number}" for number in range(1, 31)]
STUDENTS: list[Client] = []
PROBES = {
    "Apple": ("captive.apple.com", "/hotspot-detect.html"),
    "Android": ("connectivitycheck.gstatic.com", "/generate_204"),
    "ChromeOS": ("clients3.google.com", "/generate_204"),
    "Windows": ("www.msftconnecttest.com", "/connecttest.txt"),
    "Firefox": ("detectportal.firefox.com", "/canonical.html"),
    "GNOME": ("nmcheck.gnome.org", "/check_network_status.txt"),
    "Ubuntu": ("connectivity-check.ubuntu.com", "/"),
}

LOOK = r"""
import socket, urllib.request
question = b"\0\1\1\0\0\1" + bytes(6) + b"\7captive\5apple\3com\0\0\1\0\1"
asking = socket.socket(type=socket.SOCK_DGRAM)
asking.settimeout(20)
asking.sendto(question, ("10.42.0.1", 53))
print(socket.inet_ntoa(asking.recv(512)[-4:]))
page = urllib.request.Request("http://10.42.0.1/", headers={"Host": "captive.apple.com"})
print(urllib.request.urlopen(page, timeout=60).read().decode())
"""
"""What a phone does that has just joined a Wi-Fi: it asks for a name, then for a page."""


@pytest.fixture(scope="module", autouse=True)
def first_boot(school: School, figures: dict[str, str]) -> None:
    """Switch the box on for the first time."""
    figures["first boot, power to first page"] = f"{school.switch_on():.0f} s"


@pytest.fixture
def machine(school: School) -> Machine:
    return school.machine


# --- out of the packet ---


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


# --- a lesson ---


def test_the_code_on_the_card_makes_the_teacher(school: School) -> None:
    code = found_in(r"\b([A-Z2-9]{4}-[A-Z2-9]{4})\b", school.note())
    school.claim(code)
    assert school.teacher().call("GET", "/me")["role"] == "teacher"
    with pytest.raises(Refused):
        school.claim(code)


def test_thirty_students_add_a_hundred_and_twenty_examples(
    school: School, figures: dict[str, str]
) -> None:
    STUDENTS.extend(school.join(NAMES))
    began = time.monotonic()
    school.add(STUDENTS, 4)
    figures["120 examples of 30 students, in the emulator"] = f"{time.monotonic() - began:.0f} s"
    assert len(school.acknowledged) == 120
    assert school.stored() == school.acknowledged


def test_the_class_trains_and_the_model_is_right(school: School, figures: dict[str, str]) -> None:
    began = time.monotonic()
    assert school.train()["state"] == "done"
    figures["training of 120 texts, in the emulator"] = f"{time.monotonic() - began:.0f} s"
    path = f"/projects/{school.project}/predict"
    teacher = school.teacher()
    answers = [
        teacher.call("POST", path, {"data": text})["name"]
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


# --- the network ---


def test_the_box_is_reached_by_cable_and_says_so(school: School) -> None:
    network = school.teacher().call("GET", "/box/network")
    assert network["cable"] is True
    assert "10.0.2.15" in network["addresses"]


def test_a_hotspot_comes_up_where_there_is_a_radio(school: School, machine: Machine) -> None:
    machine.shell("modprobe mac80211_hwsim radios=2")
    machine.shell("ip netns add classroom; iw phy phy1 set netns name classroom")

    def shining() -> Any:
        network = school.teacher().call("GET", "/box/network")
        return network if network["mode"] == "hotspot" else None

    network = machine.wait_for(shining, "the hotspot")
    note = school.note()
    assert network["ssid"] in note
    assert network["password"] in note


def test_a_device_joins_the_hotspot_and_finds_the_portal(school: School, machine: Machine) -> None:
    network = school.teacher().call("GET", "/box/network")
    inside = "ip netns exec classroom"
    machine.shell(
        f"wpa_passphrase '{network['ssid']}' '{network['password']}' > /tmp/w.conf; "
        f"{inside} ip link set lo up; {inside} wpa_supplicant -B -i wlan1 -c /tmp/w.conf"
    )

    def linked() -> bool:
        return "Connected to" in machine.shell(f"{inside} iw dev wlan1 link")

    machine.wait_for(linked, "the device in the Wi-Fi", 120)
    machine.shell(f"{inside} ip addr add 10.42.0.77/24 dev wlan1")
    machine.shell(f"cat > /tmp/look.py <<'END'\n{LOOK}\nEND")
    told = machine.shell(f"{inside} python3 /tmp/look.py")
    assert "10.42.0.1" in told
    assert "crowdbox" in told.lower()
    assert school.teacher().call("GET", "/box/network")["clients"] == 1


# --- the plug ---


def test_what_was_acknowledged_is_there_after_the_power_was_cut(
    school: School, machine: Machine, figures: dict[str, str]
) -> None:
    before = len(school.acknowledged)
    stop = threading.Event()
    writing = threading.Thread(target=school.write_until, args=(STUDENTS, stop))
    writing.start()
    deadline = time.monotonic() + 60
    while len(school.acknowledged) < before + 60 and time.monotonic() < deadline:
        time.sleep(0.2)
    machine.cut()
    stop.set()
    writing.join()
    assert len(school.acknowledged) > before
    figures["later boot, power to first page"] = f"{school.switch_on():.0f} s"
    school.sign_in()
    assert school.acknowledged - school.stored() == set()
    figures["acknowledged while the power was cut, all there"] = str(
        len(school.acknowledged) - before
    )


# --- updates ---


def signed(build: Build, target: Path, root: Path, key: Path) -> Path:
    files = target.with_suffix(".boot")
    files.mkdir()
    boot.slot_files(build.described, build.base, build.initrd, files)
    subprocess.run(
        [".venv/bin/python", "-m", "appliance.update.bundle", "make", "--key", key,
         "--root", root, "--boot", files, "-o", target],
        check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return target


def send(school: School, update: Path) -> dict[str, Any]:
    with update.open("rb") as stream:
        school.upload(stream, update.stat().st_size)
    return school.checked()


def test_a_forged_update_is_refused(school: School, build: Build, tried: Path) -> None:
    key = tried / "other.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ED25519", "-out", key], check=True)
    (tried / "small").write_bytes(b"hsqs" + bytes(4096))
    chore = send(school, signed(build, tried / "forged.update", tried / "small", key))
    assert (chore["state"], chore["problem"]["code"]) == ("failed", "forged_update")


def test_an_update_that_cannot_start_is_taken_back(
    school: School, build: Build, tried: Path, figures: dict[str, str]
) -> None:
    (tried / "broken").write_bytes(b"hsqs" + bytes(1 << 20))
    broken = signed(build, tried / "broken.update", tried / "broken", build.private_key)
    assert send(school, broken)["state"] == "done"
    began = time.monotonic()
    school.teacher().call("POST", "/box/update/apply")
    school.machine.wait_for(lambda: school.machine.slot == "b", "the start of the other slot", 600)
    school.machine.wait_for(lambda: school.machine.slot == "a", "the way back", 600)
    school.awake()
    figures["broken update, from Apply to the old pages"] = f"{time.monotonic() - began:.0f} s"
    assert school.teacher().call("GET", "/box/update")["last"] == "rolled_back"
    assert school.acknowledged - school.stored() == set()


def test_an_update_is_applied_and_loses_nothing(
    school: School, build: Build, figures: dict[str, str]
) -> None:
    assert send(school, build.update)["state"] == "done"
    began = time.monotonic()
    school.teacher().call("POST", "/box/update/apply")
    school.machine.wait_for(lambda: school.machine.slot == "b", "the start of the other slot", 900)
    school.awake()
    figures["update, from Apply to the new pages"] = f"{time.monotonic() - began:.0f} s"
    state = school.teacher().call("GET", "/box/update")
    assert (state["last"], state["slot"]) == ("applied", "b")
    assert "trial.txt" not in [name.lower() for name in school.machine.card.names()]
    assert school.acknowledged - school.stored() == set()


# --- a forgotten password, a new school ---


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
    school.teacher().call("POST", "/box/shutdown")
    school.machine.stopped()


def test_a_file_on_the_card_makes_the_box_as_new(school: School, machine: Machine) -> None:
    old = found_in(r"(Crowdbox-[A-Z0-9]{4})", school.note())
    certificate = machine.shell("cat /run/crowdbox-box/ca.crt")
    switch_off(school)
    machine.card.put("factory-reset", b"")
    school.switch_on()
    assert school.client().call("GET", "/me")["claimed"] is False
    assert "factory-reset" not in machine.card.names()
    assert machine.shell("cat /run/crowdbox-box/ca.crt") != certificate
    assert found_in(r"\b([A-Z2-9]{4}-[A-Z2-9]{4})\b", school.note())
    assert found_in(r"(Crowdbox-[A-Z0-9]{4})", school.note()) != old


# --- beside the base ---


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
    figures["base alone, power to all started"] = f"{time.monotonic() - began:.0f} s"
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
