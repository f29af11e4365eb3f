"""The base's root: what a stopped step leaves behind."""

import os
from pathlib import Path

import pytest

from imagebuild import base
from imagebuild import description
from imagebuild.steps import remove
from imagebuild.steps import Run
from imagebuild.steps import StepFailed

STAND_IN = """#!/bin/sh
# Mounts into the root as mmdebstrap does, and is stopped before it unmounts.
for word; do case "$word" in */root) target=$word ;; esac; done
mkdir -p "$target/sys" "$target/etc"
mount -t tmpfs none "$target/sys"
touch "$target/sys/of-the-machine"
exit 1
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_what_a_stopped_step_mounted_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "mmdebstrap").write_text(STAND_IN)
    (commands / "mmdebstrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}:{os.environ['PATH']}")
    monkeypatch.setattr(base, "sources", lambda _source: ["deb somewhere"])
    root = tmp_path / "root"

    with pytest.raises(StepFailed):
        base.make(
            Run(tmp_path / "work", say=lambda _text: None), description.load("debian-13"), root
        )

    assert (root / "etc").is_dir(), "the stand-in did not run"
    assert not list((root / "sys").iterdir())
    remove(root)
    assert not root.exists()
