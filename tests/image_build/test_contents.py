from pathlib import Path

import pytest

from imagebuild import contents


@pytest.fixture
def site(tmp_path: Path) -> Path:
    info = tmp_path / "site/thing-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Name: thing\nVersion: 1.0\nLicense-Expression: MIT\n")
    return info.parent


@pytest.fixture
def root(tmp_path: Path) -> Path:
    status = tmp_path / "root/var/lib/dpkg/status"
    status.parent.mkdir(parents=True)
    status.write_text(
        "Package: hello\nStatus: install ok installed\nVersion: 2.10\nArchitecture: arm64\n"
        "Maintainer: somebody\nDescription: greets\n"
    )
    page = tmp_path / "root/usr/share/doc/hello/copyright"
    page.parent.mkdir(parents=True)
    page.write_text("Files: *\nLicense: GPL-3+\n text\n\nFiles: b\nLicense: MIT\n")
    return tmp_path / "root"


def licences(bill: dict, name: str) -> list[str]:  # type: ignore[type-arg]
    [found] = [each for each in bill["components"] if each["name"] == name]
    return [each["license"]["name"] for each in found["licenses"]]


def test_the_bill_names_each_package_with_its_licences(root: Path, site: Path) -> None:
    bill = contents.bill(root, site, "1.0")
    assert licences(bill, "hello") == ["GPL-3+", "MIT"]
    assert licences(bill, "thing") == ["MIT"]


def test_the_bill_has_what_lies_in_no_package_too(root: Path, site: Path) -> None:
    bill = contents.bill(root, site, "1.0")
    assert licences(bill, "scratch-gui")[0].startswith("BSD-3-Clause")


def test_a_package_that_is_not_the_locked_one_is_told(root: Path) -> None:
    assert contents.differences("hello=2.10\n", root) == []
    assert contents.differences("hello=2.9\ngone=1\n", root) == [
        "gone: 1 → none", "hello: 2.9 → 2.10"
    ]  # fmt: skip
