from appliance.settings import Settings
from appliance.update import aside
from appliance.update import slots
from appliance.update import start
from tests.appliance.update.card import Card


def test_a_machine_without_slots_is_left_alone(card: Card) -> None:
    (card.places.proc / "cmdline").write_text("root=/dev/sda1\n")
    settings = Settings(data=card.paths.data)
    assert start.before_web(settings, card.places) == 0
    assert start.confirm_update(settings, card.places) == 0


def test_the_web_does_not_start_where_the_database_cannot_be_kept(
    card, capsys, monkeypatch
) -> None:
    card.paths.database.write_bytes(b"x")
    slots.begin_trial(card.places, "b")
    card.boot()
    monkeypatch.setattr(aside, "_MARGIN", 1 << 60)
    assert start.before_web(Settings(data=card.paths.data), card.places) == 1
    assert "the pages do not start" in capsys.readouterr().err


def test_a_box_whose_data_is_not_there_yet_has_nothing_to_keep(card: Card, tmp_path) -> None:
    assert start.before_web(Settings(data=tmp_path / "none"), card.places) == 0
