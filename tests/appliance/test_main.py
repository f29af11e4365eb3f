from pathlib import Path

import pytest

from appliance import __version__
from appliance.__main__ import main
from appliance.__main__ import parser
from appliance.__main__ import RUN


def test_every_command_that_is_understood_is_carried_out() -> None:
    commands = parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    assert list(commands) == list(RUN)


def test_without_a_command_it_says_what_there_is(capsys) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert "COMMAND" in capsys.readouterr().err


def test_the_version_is_said(capsys) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert __version__ in capsys.readouterr().out


def test_an_unknown_option_is_refused(capsys) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["backup", "x.zip", "--fast"])
    assert "--fast" in capsys.readouterr().err


def test_a_wrong_setting_is_named(capsys) -> None:
    assert main(["serve", "--port", "eighty"]) == 2
    assert "port cannot be 'eighty'" in capsys.readouterr().err


def test_a_box_that_cannot_run_says_why(tmp_path: Path, capsys) -> None:
    (tmp_path / "data").touch()
    assert main(["serve", "--data", str(tmp_path / "data")]) == 1
    assert "CROWDBOX_DATA" in capsys.readouterr().err


def test_an_option_wins_over_the_file(tmp_path: Path, capsys) -> None:
    config = tmp_path / "box.toml"
    config.write_text("port = 99999\n")
    assert main(["backup", "x.zip", "--config", str(config)]) == 2
    config.write_text(f'data = "{tmp_path}/other"\n')
    assert main(["backup", "x.zip", "--config", str(config), "--data", f"{tmp_path}/d"]) == 1
    assert f"There is no Crowdbox in {tmp_path}/d." in capsys.readouterr().err
