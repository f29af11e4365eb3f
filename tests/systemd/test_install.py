import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNITS = "etc/systemd/system"
IMAGE_ONLY = {"crowdbox-card.service", "crowdbox-start.service", "data.mount"}

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("systemd-sysusers") is None, reason="needs root and systemd"
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout in which everything was made."""
    found = tmp_path / "checkout"
    shutil.copytree(SYSTEMD, found / "systemd")
    for name in ("appliance/__main__.py", "webui/static/x.js", "webui/client/x.js", ".git/x"):
        (found / name).parent.mkdir(parents=True, exist_ok=True)
        (found / name).write_text("")
    (found / ".venv" / "bin").mkdir(parents=True)
    (found / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a machine's root, with nginx as Debian installs it."""
    found = tmp_path / "root"
    (found / "etc/nginx/sites-enabled").mkdir(parents=True)
    (found / "etc/nginx/sites-available").mkdir()
    (found / "etc/nginx/nginx.conf").write_text("Debian's")
    (found / "etc/nginx/sites-enabled/default").symlink_to("../sites-available/default")
    (found / "usr/lib/systemd/system").mkdir(parents=True)
    (found / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/:/bin/sh\n")
    (found / "etc/group").write_text("root:x:0:\nwww-data:x:33:\n")
    return found


def run(checkout: Path, root: Path, *options: str) -> None:
    command = [checkout / "systemd" / "install", "--root", root, *options]
    subprocess.run(command, check=True, capture_output=True)


def files(root: Path) -> set[str]:
    return {
        str(path.relative_to(root))
        for path in root.rglob("*")
        if not path.is_dir() or path.is_symlink()
    }


def users(root: Path) -> set[str]:
    names = {line.split(":")[0] for line in (root / "etc/passwd").read_text().splitlines()}
    return names - {"root", "www-data", "nobody"}


def test_a_machine_gets_the_class_and_nothing_of_the_card(checkout: Path, root: Path) -> None:
    run(checkout, root)
    there = {path.name for path in (root / UNITS).iterdir()}
    assert {"crowdbox-web.service", "crowdbox.target"} <= there
    assert not there & (IMAGE_ONLY | {"crowdbox-helper.service"})
    assert not (root / "etc/NetworkManager").exists()


def test_its_program_is_a_copy_without_what_only_developers_need(
    checkout: Path, root: Path
) -> None:
    run(checkout, root)
    app = root / "opt/crowdbox"
    assert (app / "webui/static/x.js").is_file()
    assert (app / ".venv/bin/python").is_symlink()
    assert not (app / "webui/client").exists()
    assert not (app / ".git").exists()


def test_everything_starts_with_the_machine(checkout: Path, root: Path) -> None:
    run(checkout, root)
    assert (root / UNITS / "multi-user.target.wants/crowdbox.target").is_symlink()
    wanted = {path.name for path in (root / UNITS / "crowdbox.target.wants").iterdir()}
    assert {"crowdbox-web.service", "crowdbox-trainer.socket", "crowdbox-nightly.timer"} <= wanted


def test_the_helper_comes_for_those_who_ask_for_it(checkout: Path, root: Path) -> None:
    run(checkout, root, "--network")
    assert (root / UNITS / "crowdbox.target.wants/crowdbox-helper.service").is_symlink()


def test_an_image_gets_every_file_there_is(checkout: Path, root: Path) -> None:
    run(checkout, root, "--image")
    not_here = {"crowdbox-keys.service", "crowdbox-keys.timer"}  # the start unit makes keys
    laid = {path.read_bytes() for path in (root / "etc").rglob("*") if path.is_file()}
    given = [path for path in SYSTEMD.rglob("*.*") if path.is_file() and path.name not in not_here]
    assert [path.name for path in given if path.read_bytes() not in laid] == []
    assert not (root / "opt/crowdbox").exists()


def test_an_image_has_no_login_on_its_screen(checkout: Path, root: Path) -> None:
    run(checkout, root, "--image")
    assert str((root / UNITS / "getty@tty1.service").readlink()) == "/dev/null"


def test_users_have_neither_password_nor_shell_and_nginx_is_in_the_group(
    checkout: Path, root: Path
) -> None:
    run(checkout, root)
    assert users(root) == {"crowdbox", "crowdbox-trainer"}
    shells = re.findall(r"^crowdbox.*:(.*)$", (root / "etc/passwd").read_text(), re.MULTILINE)
    assert set(shells) == {"/usr/sbin/nologin"}
    assert re.search(r"^crowdbox:x:900:www-data$", (root / "etc/group").read_text(), re.MULTILINE)


def test_nobody_else_may_change_what_runs_as_root(checkout: Path, root: Path) -> None:
    run(checkout, root, "--image")
    laid = [root / name for name in files(root) if not (root / name).is_symlink()]
    assert [path for path in laid if path.stat().st_mode & 0o022] == []


def test_installing_twice_is_installing_once(checkout: Path, root: Path) -> None:
    run(checkout, root)
    before = files(root)
    run(checkout, root)
    assert files(root) == before


@pytest.mark.parametrize("kind", [(), ("--network",)])
def test_uninstalling_leaves_the_class_and_the_machine_as_it_was(
    checkout: Path, root: Path, kind: tuple[str, ...]
) -> None:
    before = files(root)
    run(checkout, root, *kind)
    (root / "var/lib/crowdbox").mkdir(parents=True)
    (root / "var/lib/crowdbox/crowdbox.sqlite").write_text("a class")
    run(checkout, root, "--uninstall")
    leavings = {path for path in files(root) - before if not path.startswith("etc/.pwd")}
    accounts = {name for name in leavings if re.fullmatch(r"etc/(g?shadow|passwd|group)-?", name)}
    assert leavings - accounts == {"var/lib/crowdbox/crowdbox.sqlite"}
    assert before <= files(root)
    assert users(root) == set()
    assert (root / "etc/nginx/nginx.conf").read_text() == "Debian's"
