"""The image as files: nothing secret in it, nothing that anybody may write, always the same."""

import re
import stat
import subprocess
from pathlib import Path

import pytest

from imagebuild import root as roots
from imagebuild.build import Build
from imagebuild.steps import remove

MAY_BECOME_ROOT = {
    "usr/bin/chfn", "usr/bin/chsh", "usr/bin/gpasswd", "usr/bin/mount", "usr/bin/newgrp",
    "usr/bin/passwd", "usr/bin/su", "usr/bin/umount",
    "usr/lib/dbus-1.0/dbus-daemon-launch-helper",
}  # fmt: skip
"""Debian's own, none of which anybody can start: nobody can log in."""
ENABLED = {
    "crowdbox.target", "crowdbox-web.service", "crowdbox-helper.service", "crowdbox-start.service",
    "crowdbox-trainer.socket", "crowdbox-confirm.service", "crowdbox-console.service",
    "crowdbox-nightly.timer", "NetworkManager.service", "nginx.service",
}  # fmt: skip


def everything(root: Path) -> list[Path]:
    return sorted(root.rglob("*"))


def test_no_private_key_is_in_the_image(build: Build) -> None:
    key = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{20}")
    texts = [
        path for path in everything(build.root)
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 20
        and "site-packages" not in path.parts
    ]  # fmt: skip
    assert [path for path in texts if key.search(path.read_bytes())] == []


def test_nobody_has_a_password(build: Build) -> None:
    lines = (build.root / "etc/shadow").read_text().splitlines()
    assert [line for line in lines if line.split(":")[1] not in {"*", "!", "!*"}] == []


def test_there_is_no_way_in_from_the_network_but_the_pages(build: Build) -> None:
    names = ("sshd", "telnetd", "dropbear", "avahi-daemon", "smbd")
    found = [path.name for path in (build.root / "usr/sbin").iterdir() if path.name in names]
    assert found == []


def test_what_makes_one_box_different_from_another_is_not_there(build: Build) -> None:
    assert (build.root / "etc/machine-id").read_text() == ""
    assert not list((build.root / "etc/NetworkManager/system-connections").glob("*"))
    assert not list((build.root / "data").iterdir())
    assert not list((build.root / "var/lib/crowdbox").iterdir())


def test_only_debians_own_programs_may_become_root(build: Build) -> None:
    found = {
        str(path.relative_to(build.root))
        for path in everything(build.root)
        if not path.is_symlink() and path.is_file() and path.stat().st_mode & stat.S_ISUID
    }
    assert found <= MAY_BECOME_ROOT


def test_nothing_can_be_written_by_anybody(build: Build) -> None:
    open_to_all = [
        path for path in everything(build.root)
        if not path.is_symlink() and path.stat().st_mode & stat.S_IWOTH
        and not path.stat().st_mode & stat.S_ISVTX
    ]  # fmt: skip
    assert open_to_all == []


def test_what_the_box_consists_of_is_enabled(build: Build) -> None:
    told = subprocess.run(
        ["systemctl", f"--root={build.root}", "list-unit-files", "--state=enabled", "--no-legend"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert {line.split()[0] for line in told.splitlines()} >= ENABLED


def test_the_registries_that_the_build_used_are_not_named(build: Build) -> None:
    assert not list((build.root / "etc/apt").glob("sources.list*"))


def test_the_pages_the_networks_and_the_editor_are_all_inside(build: Build) -> None:
    app = build.root / "opt/crowdbox"
    for name in (
        "weights/lite0.onnx",
        "webui/static/scratch/manifest.json",
        "docs/teachers-guide.md",
    ):
        assert (app / name).is_file()
    assert len(list((app / "webui/translations").rglob("*.mo"))) >= 1


def test_the_checksums_are_those_of_the_files(build: Build) -> None:
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=build.release)
    assert done.returncode == 0


def test_the_bill_names_the_licence_of_what_it_lists(build: Build) -> None:
    [bill] = build.release.glob("*.contents.json")
    text = bill.read_text(encoding="utf-8")
    without = re.findall(r'"purl": "([^"]+)",\s+"licenses": \[\]', text)
    assert '"CycloneDX"' in text
    assert without == []


@pytest.fixture
def another(build: Build, tmp_path: Path) -> Path:
    """The root, made once more."""
    target = tmp_path / "root"
    roots.make(build.run, build.described, build.base, build.site, build.public_key, target)
    return target


def test_two_builds_give_the_same_files(build: Build, another: Path) -> None:
    told = subprocess.run(
        ["diff", "-rq", "--no-dereference", build.root, another], capture_output=True, text=True
    )
    remove(another)
    assert told.stdout == ""
