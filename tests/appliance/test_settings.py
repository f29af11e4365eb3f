from pathlib import Path

import pytest

from appliance.settings import BadSettings
from appliance.settings import environment
from appliance.settings import load
from appliance.settings import Settings


def test_a_variable_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "box.toml"
    file.write_text('port = 9000\nlanguage = "fr"\n')
    settings = load(file, {"CROWDBOX_PORT": "9001"})
    assert (settings.port, settings.language) == (9001, "fr")


def test_crowdbox_config_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "box.toml"
    file.write_text("max_labels = 7\n")
    assert load(environ={"CROWDBOX_CONFIG": str(file)}).max_labels == 7


def test_other_variables_are_none_of_our_business() -> None:
    assert load(environ={"CROWDBOX_COLOUR": "blue", "PORT": "1"}) == Settings()


def test_children_get_the_same_settings_from_the_environment(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, port=81, announce=False, name="room-4", max_text=9)
    assert load(environ=environment(settings)) == settings


def test_a_relative_data_folder_is_meant_from_here(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(environ={"CROWDBOX_DATA": "class"}).data == tmp_path / "class"


def test_there_are_two_threads_for_each_live_connection() -> None:
    assert Settings(max_clients=10).web_threads == 52
    assert Settings(threads=8).web_threads == 8


@pytest.mark.parametrize("truth", ["1", "true", "True"])
def test_announce_can_be_said_in_words(truth: str) -> None:
    assert load(environ={"CROWDBOX_ANNOUNCE": truth}).announce


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "http"),
        ("ANNOUNCE", "perhaps"),
        ("NAME", "our box"),
        ("NAME", "box-"),
        ("NAME", "crowdbox.local"),
        ("NAME", "n" * 61),
        ("MAX_LABELS", "-1"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name.lower()):
        load(environ={f"CROWDBOX_{name}": value})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("colour = 1", "no setting 'colour'"),
        ("port = ", "cannot be read"),
        ("port = true", "port cannot be True"),
        ("name = 3", "name cannot be 3"),
        ("announce = 1", "announce cannot be 1"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "box.toml"
    file.write_text(content)
    with pytest.raises(BadSettings, match=words):
        load(file, {})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        load(tmp_path / "none.toml", {})


def test_the_scratch_editor_is_on_the_port_after_the_pages_unless_there_is_none():
    assert load(environ={"CROWDBOX_PORT": "80"}).scratch_door == 81
    assert load(environ={"CROWDBOX_PORT": "65535"}).scratch_door == 65534
    assert load(environ={"CROWDBOX_SCRATCH_PORT": "9000"}).scratch_door == 9000


def test_the_pages_and_the_scratch_editor_cannot_share_a_port():
    with pytest.raises(BadSettings, match="scratch_port"):
        load(environ={"CROWDBOX_PORT": "8080", "CROWDBOX_SCRATCH_PORT": "8080"})


def test_the_editor_over_https_is_at_the_port_after_the_pages() -> None:
    assert Settings(https_port=443).https_scratch_door == 444
    assert Settings().https_scratch_door == 0


@pytest.mark.parametrize("port", ["8080", "8081", "8079", "8080 "])
def test_https_has_ports_of_its_own(port: str) -> None:
    with pytest.raises(BadSettings):
        load(environ={"CROWDBOX_HTTPS_PORT": port})


def test_the_sockets_lie_in_one_folder(tmp_path: Path) -> None:
    settings = load(environ={"CROWDBOX_SOCKETS": str(tmp_path)})
    assert settings.pages_socket == f"{tmp_path}/web.sock"
    assert settings.scratch_socket == f"{tmp_path}/scratch.sock"


def test_a_folder_that_is_empty_is_none() -> None:
    assert load(environ={"CROWDBOX_SOCKETS": "", "CROWDBOX_HELPER": ""}) == Settings()
