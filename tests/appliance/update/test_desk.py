from pathlib import Path

import pytest

from appliance.classroom.problems import Problem
from appliance.update import slots
from appliance.update.desk import UpdateDesk
from tests.appliance.update.card import Card
from tests.appliance.update.card import Maker


class Restarts:
    """Counts how often the box was told to restart."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


def desk(card: Card, restarts: Restarts | None = None) -> UpdateDesk:
    restart = restarts or Restarts()
    return UpdateDesk(card.places, card.paths, restart, arch="arm64", running="0.1.0")


def test_looking_at_an_update_says_what_it_brings_and_changes_nothing(card, update) -> None:
    with update.open("rb") as file:
        assert desk(card).check(file).version == "9.0.0"
    assert card.boot() == "a"


def test_an_update_is_applied_in_the_background_and_then_the_box_restarts(card, update) -> None:
    restarts = Restarts()
    one = desk(card, restarts)
    one.apply(update.open("rb"))
    one.wait()
    status = one.status()
    assert (status.state, status.done, status.version) == ("restarting", 100, "9.0.0")
    assert restarts.count == 1
    assert card.boot() == "b"


def test_the_file_is_given_back_once_it_is_written(card: Card, update: Path) -> None:
    told: list[str] = []
    one = desk(card)
    one.apply(update.open("rb"), done=lambda: told.append(slots.next_one(card.places)))
    one.wait()
    assert told == ["b"]


def test_a_forged_update_fails_and_the_box_does_not_restart(card, tmp_path: Path) -> None:
    restarts = Restarts()
    one = desk(card, restarts)
    one.apply(Maker(tmp_path / "others").update().open("rb"))
    one.wait()
    assert (one.status().state, one.status().error) == ("failed", "forged_update")
    assert restarts.count == 0
    assert card.boot() == "a"


def test_after_one_that_failed_another_can_be_applied(card, update, tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(b"hello")
    one = desk(card)
    for file in (tmp_path / "odd", update):
        one.apply(file.open("rb"))
        one.wait()
    assert (one.status().state, one.status().error) == ("restarting", "")


def test_a_second_update_has_to_wait(card: Card, update: Path) -> None:
    one = desk(card)
    one.apply(update.open("rb"), done=lambda: refused(one, update))
    one.wait()
    assert one.status().state == "restarting"


def refused(one: UpdateDesk, update: Path) -> None:
    with update.open("rb") as file:
        with pytest.raises(Problem, match="going on"):
            one.apply(file)
        with pytest.raises(Problem, match="going on"):
            one.check(file)


def test_a_machine_without_slots_says_so_at_once(card: Card, update: Path) -> None:
    (card.places.proc / "cmdline").write_text("root=/dev/sda1\n")
    with update.open("rb") as file, pytest.raises(Problem, match="cannot update itself"):
        desk(card).apply(file)


def test_a_restarted_box_is_on_trial_and_tells_later_how_it_ended(card, update) -> None:
    one = desk(card)
    one.apply(update.open("rb"))
    one.wait()
    card.boot()
    status = desk(card).status()
    assert (status.state, status.slot, status.version) == ("trial", "b", "9.0.0")
    card.boot()
    status = desk(card).status()
    assert (status.state, status.slot, status.last) == ("idle", "a", "rolled_back")


def test_a_box_that_was_never_updated_is_idle(card: Card) -> None:
    status = desk(card).status()
    assert (status.state, status.done, status.last, status.version) == ("idle", 0, "", "")
