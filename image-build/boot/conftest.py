"""One card, written once, and one board that it goes through a school year in."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from school import School

from imagebuild.build import Build
from imagebuild.description import load
from imagebuild.emulator import Card
from imagebuild.emulator import Machine
from imagebuild.steps import Run

MEMORY = int(os.environ.get("CROWDBOX_TEST_MEMORY", "512"))
"""MB: the smallest board that is to work."""
FOLDER = Path(os.environ.get("CROWDBOX_IMAGE_FOLDER", "/var/tmp/crowdbox-image"))
CONFIG: list[pytest.Config] = []
FIGURES: dict[str, str] = {}


@pytest.fixture(scope="session")
def build() -> Build:
    """Return the build whose image is tested; `make image` has made it."""
    found = Build(load(os.environ.get("CROWDBOX_BASE", "debian-13")), FOLDER, Run(FOLDER))
    missing = [step.name for step in found.steps() if not step.target.exists()]
    if missing:
        pytest.exit(
            f"Not built, or something has changed since: {', '.join(missing)}. make image", 1
        )
    return found


@pytest.fixture(scope="session")
def machine(school: School) -> Machine:
    """Give the board that the box is."""
    return school.machine


@pytest.fixture(scope="session")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for cards and consoles; the consoles stay in test-results."""
    return tmp_path_factory.mktemp("boot", numbered=True)


@pytest.fixture(scope="session")
def school(build: Build, tried: Path, figures: dict[str, str]) -> Iterator[School]:
    """Give the box as it comes out of its packet, switched on for the first time."""
    machine = Machine(Card.written(build.image, tried / "card.raw"), tried / "board", MEMORY)
    found = School(machine)
    try:
        figures["first boot, power to first page"] = f"{found.switch_on():.0f} s"
        yield found
    finally:
        machine.cut()
        _keep(machine)
        machine.card.file.unlink()


def _keep(machine: Machine) -> None:
    # A console may clear its screen; what is kept is for reading.
    text = re.sub(r"\x1b[\[(][0-9;?!]*[a-zA-Z]", "", machine.console)
    _results().joinpath("console.log").write_text(text, encoding="utf-8")


def _results() -> Path:
    results = Path(__file__).parents[2] / "test-results"
    results.mkdir(exist_ok=True)
    return results


@pytest.fixture(scope="session")
def figures() -> dict[str, str]:
    """Collect what was measured; it is told at the end."""
    return FIGURES


def pytest_terminal_summary() -> None:
    """Tell what was measured, here and in test-results."""
    text = "".join(f"{name}: {value}\n" for name, value in FIGURES.items())
    _say(f"\nMeasured:\n{text}")
    _results().joinpath("figures.txt").write_text(text, encoding="utf-8")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Tell a failure at once: the life of a box takes half an hour."""
    took = f"{report.duration:.0f} s" if report.when == "call" else report.when
    if report.failed or report.when == "call":
        _say(f"\n{report.nodeid.partition('::')[2]}: {report.outcome}, {took}")
    if report.failed:
        _say(report.longreprtext)


def _say(text: str) -> None:
    reporter = CONFIG[0].pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.write_line(text)


def pytest_configure(config: pytest.Config) -> None:
    """See that the emulator and its tools are there."""
    CONFIG.append(config)
    for command in ("qemu-system-aarch64", "mtype", "unsquashfs", "curl"):
        if subprocess.run(["which", command], capture_output=True).returncode:
            sys.exit(f"{command} is missing: make image installs what is needed")
