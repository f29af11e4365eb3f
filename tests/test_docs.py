"""What there is, is in the docs; and what the docs say, is there."""

import argparse
import configparser
import json
import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from appliance.__main__ import parser
from appliance.settings import Settings
from trainer.weights import NETWORKS
from webui.scratch.build.packages import PACKAGES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def rows(page: str) -> list[list[str]]:
    """Return the cells of all table rows of a page, without heads and rules."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    tables = [line for line in lines if line.startswith("|") and not line.startswith("|---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in tables]


def first_cells(page: str) -> set[str]:
    return {row[0].strip("`") for row in rows(page)}


def commands() -> dict[str, argparse.ArgumentParser]:
    group = parser()._subparsers._group_actions[0]  # type: ignore[union-attr]
    return dict(group.choices)  # type: ignore[arg-type]


def requirements() -> set[str]:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    lines = setup["options"]["install_requires"] + setup["options.extras_require"]["dev"]
    return {re.split(r"\s*[<>=~]", line)[0] for line in lines.splitlines() if line}


def browser_packages() -> set[str]:
    package = json.loads((ROOT / "webui/client/package.json").read_text(encoding="utf-8"))
    return {*package["dependencies"], *package["devDependencies"]}


def locked() -> dict[str, str]:
    """Return the versions of all that a box carries, from both lock files."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line):
            found.setdefault(match[1], []).append(match[2])
    packages = json.loads((ROOT / "webui/client/package-lock.json").read_text(encoding="utf-8"))
    for path, package in packages["packages"].items():
        if path and not package.get("dev"):
            found[path.removeprefix("node_modules/")] = [package["version"]]
    return {name: ", ".join(versions) for name, versions in found.items()}


@pytest.mark.parametrize("name", [item.name for item in fields(Settings)])
def test_every_setting_is_in_the_docs(name: str) -> None:
    [row] = [row for row in rows("settings.md") if row[0] == f"`{name}`"]
    assert row[1] == f"`CROWDBOX_{name.upper()}`"
    default = getattr(Settings(), name)
    shown = str(default).lower() if isinstance(default, bool) else str(default) or '""'
    assert name == "data" or row[2] == f"`{shown}`"


def test_no_setting_is_in_the_docs_that_is_not_there() -> None:
    assert first_cells("settings.md") == {item.name for item in fields(Settings)} | {"Setting"}


@pytest.mark.parametrize("name", list(commands()))
def test_every_command_is_in_the_docs_with_its_options(name: str) -> None:
    named = [row for row in rows("commands.md") if row[0].split()[0].strip("`") == name]
    text = " ".join(named[0])  # a later row of the same name is the trainer's
    options = {text for action in commands()[name]._actions for text in action.option_strings}
    everywhere = {"-h", "--help", "--data", "--config"}
    assert [option for option in options - everywhere if option not in text] == []


def test_every_make_target_is_in_the_docs_and_in_the_list_that_make_prints() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    printed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^  make ([\w-]+)", printed.stdout, re.MULTILINE)) == targets
    told = {cell.removeprefix("make ") for cell in first_cells("commands.md") if "make " in cell}
    assert told == targets


def test_every_unit_is_in_the_docs() -> None:
    files = {path.relative_to(ROOT / "systemd") for path in (ROOT / "systemd").rglob("*.*")}
    units = {str(path) for path in files if (ROOT / "systemd" / path).is_file()}
    assert first_cells("units.md") == units | {"File"}


def test_every_dependency_has_its_reason_and_no_other_is_there() -> None:
    wanted = requirements() | browser_packages() | {"uv", "Package"}
    assert first_cells("dependencies.md") == wanted


def packages_told() -> list[list[str]]:
    """Return the rows of packages; files of weights are tested in tests/trainer/weights."""
    files = {f"`{file.name}`" for network in NETWORKS.values() for file in network.files}
    return [row for row in rows("third-party.md") if row[0] not in files | {"File"}]


def test_every_package_that_a_box_carries_is_in_the_docs_with_its_version() -> None:
    told = {row[0]: row[1] for row in packages_told() if row[0] != "Package"}
    built_in = {package.name: package.version for package in PACKAGES}
    assert told == locked() | built_in


def test_every_package_that_a_box_carries_has_a_licence_and_a_place() -> None:
    assert [row for row in packages_told() if len(row) != 4 or not all(row)] == []


def pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("image-build/*.md")]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_in_the_docs_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [link for link in links if ":" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []
