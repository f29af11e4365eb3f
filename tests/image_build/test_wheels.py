import sys
from pathlib import Path

import pytest

from imagebuild import wheels
from imagebuild.steps import Run

LOCK = """\
av==18.1.0 ; python_full_version < '3.12' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via crowdbox (setup.cfg)
av==19.0.2 ; python_full_version >= '3.12' \\
    --hash=sha256:cc
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:dd
flask==3.1.3 \\
    --hash=sha256:ee
"""


def test_the_lock_is_read_for_the_card_not_for_this_machine() -> None:
    kept = wheels.for_target(LOCK, "3.13")
    assert "av==19.0.2 \\\n    --hash=sha256:cc" in kept
    assert "18.1.0" not in kept
    assert "colorama" not in kept
    assert "flask==3.1.3 \\\n    --hash=sha256:ee" in kept


def test_the_real_lock_keeps_each_package_once() -> None:
    lines = wheels.for_target(wheels.LOCK.read_text(encoding="utf-8"), "3.13").splitlines()
    names = [line.split("==")[0] for line in lines if "==" in line and "hash" not in line]
    assert len(names) == len(set(names)) > 30


def test_python_is_compiled_where_it_is_and_twice_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheels, "_native", lambda _python: sys.executable)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    site = f".venv/lib/python{version}/site-packages"
    roots = [tmp_path / "one", tmp_path / "two"]
    for root in roots:
        for name in ("webui/__init__.py", "webui/a.py", f"{site}/six.py", f"{site}/flask/app.py"):
            place = root / "opt/box" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("def f(x):\n    return x in {'a', 'b', 'c'}, 'a', __name__\n")
        (root / "opt/box/docs").mkdir()
        folders = ["opt/box", f"opt/box/{site}"]
        assert [path.name for path in wheels.pieces(root, folders)] == [
            "docs", "webui", "flask", "six.py",
        ]  # fmt: skip
        wheels.compile_all(Run(tmp_path / "work"), root, folders, version)
    made = [{path.name: path.read_bytes() for path in root.rglob("*.pyc")} for root in roots]
    assert len(made[0]) == 4
    assert made[0] == made[1]
    assert all(str(tmp_path).encode() not in body for body in made[0].values())
