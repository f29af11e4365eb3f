from pathlib import Path

import pytest

from imagebuild.steps import Run
from imagebuild.steps import Step
from imagebuild.steps import StepFailed


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def run(tmp_path: Path, said: list[str]) -> Run:
    return Run(tmp_path, said.append)


def test_a_step_is_done_once(run: Run, tmp_path: Path) -> None:
    made: list[Path] = []

    def make(target: Path) -> None:
        made.append(target)
        target.write_text("there")

    step = Step("one", tmp_path / "one", make, 1)
    run.do([step])
    run.do([step])
    assert len(made) == 1
    assert (tmp_path / "one").read_text() == "there"


def test_a_step_that_fails_leaves_nothing_and_is_done_again(run: Run, tmp_path: Path) -> None:
    def fail(target: Path) -> None:
        target.mkdir()
        run.command("false")

    with pytest.raises(StepFailed, match="false failed"):
        run.do([Step("one", tmp_path / "one", fail, 1)])
    assert not (tmp_path / "one").exists()
    run.do([Step("one", tmp_path / "one", lambda target: target.mkdir(), 1)])
    assert (tmp_path / "one").is_dir()


def test_what_is_left_is_told_from_the_last_times(
    run: Run, tmp_path: Path, said: list[str]
) -> None:
    run.do([Step("one", tmp_path / "one", Path.touch, 600)])
    assert "10 min left" in said[0]
    Run(tmp_path, said.append).do([Step("one", tmp_path / "again", Path.touch, 600)])
    assert "0 s left" in said[-2]


def test_a_command_that_fails_shows_what_it_said(run: Run) -> None:
    with pytest.raises(StepFailed, match="no such luck"):
        run.command("sh", "-c", "echo no such luck; exit 3")
