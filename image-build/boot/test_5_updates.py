"""Updates: forged, broken, and good."""

import subprocess
import time
from pathlib import Path
from typing import Any

from school import School

from imagebuild import boot
from imagebuild.build import Build


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
    school.call("POST", "/box/update/apply")
    school.machine.wait_for(lambda: school.machine.slot == "b", "the start of the other slot", 600)
    school.machine.wait_for(lambda: school.machine.slot == "a", "the way back", 600)
    school.awake()
    figures["broken update, from Apply to the old pages"] = f"{time.monotonic() - began:.0f} s"
    assert school.call("GET", "/box/update")["last"] == "rolled_back"
    assert school.acknowledged - school.stored() == set()


def test_an_update_is_applied_and_loses_nothing(
    school: School, build: Build, figures: dict[str, str]
) -> None:
    assert send(school, build.update)["state"] == "done"
    began = time.monotonic()
    school.call("POST", "/box/update/apply")
    school.machine.wait_for(lambda: school.machine.slot == "b", "the start of the other slot", 900)
    school.awake()
    figures["update, from Apply to the new pages"] = f"{time.monotonic() - began:.0f} s"
    state = school.call("GET", "/box/update")
    assert (state["last"], state["slot"]) == ("applied", "b")
    assert "trial.txt" not in [name.lower() for name in school.machine.card.names()]
    assert school.acknowledged - school.stored() == set()
