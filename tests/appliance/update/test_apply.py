"""Applying an update to files as devices; the power is cut before each step and inside it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.classroom.problems import Problem
from appliance.update import apply
from appliance.update import bundle
from appliance.update import slots
from appliance.update.bundle import Bundle
from tests.appliance.update.card import Card
from tests.appliance.update.card import Maker
from tests.appliance.update.card import NEW_ROOT
from tests.appliance.update.card import SLOT_BYTES

STEPS = ["root", "read root", "boot", *("bcm2710-rpi-3-b.dtb", "cmdline.txt"), "initrd.img"]


class PowerCut(BaseException):
    """Nothing can catch it."""


def applied(
    card: Card,
    file: Path,
    before: Callable[[str], None] = lambda name: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    with file.open("rb") as stream:
        update = bundle.verify(stream, card.places.public_key, arch="arm64")
        apply.apply(stream, update, card.places, card.paths, before=before, progress=progress)


def refusal(card: Card, file: Path, before: Callable[[str], None] = lambda name: None) -> str:
    with pytest.raises(Problem) as caught:
        applied(card, file, before)
    return caught.value.code


def cut_at(step: str) -> Callable[[str], None]:
    def cut(name: str) -> None:
        if name == step:
            raise PowerCut

    return cut


def test_an_update_starts_in_the_other_slot_on_trial(card: Card, update: Path) -> None:
    applied(card, update)
    assert card.is_whole("b")
    assert card.boot() == "b"
    assert slots.trial(card.places) == slots.Trial("b", "a")


def test_the_slot_that_runs_is_left_as_it_is(card: Card, update: Path) -> None:
    applied(card, update)
    assert card.is_whole("a")


def test_the_next_update_goes_into_the_first_slot(card: Card, update: Path) -> None:
    applied(card, update)
    card.boot()
    slots.end_trial(card.places)
    applied(card, update)
    assert card.boot() == "a"
    assert card.device("a").read_bytes().startswith(NEW_ROOT)
    assert b"-02" in (card.places.firmware / "a" / "cmdline.txt").read_bytes()


@pytest.mark.parametrize("step", [*STEPS, "vmlinuz", "trial"])
def test_a_power_cut_before_any_step_leaves_the_old_release(card, update: Path, step) -> None:
    with pytest.raises(PowerCut):
        applied(card, update, cut_at(step))
    assert card.boot() == "a"
    assert card.is_whole("a")


@pytest.mark.parametrize("step", [*STEPS, "vmlinuz", "trial"])
def test_after_a_power_cut_the_update_can_be_done_again(card, update: Path, step) -> None:
    with pytest.raises(PowerCut):
        applied(card, update, cut_at(step))
    card.boot()
    applied(card, update)
    assert card.boot() == "b"
    assert card.is_whole("b")


def test_a_power_cut_between_announcing_and_choosing_starts_the_old_one(card, update) -> None:
    applied(card, update)
    card.places.slot.write_text("os_prefix=a/\n")
    assert card.boot() == "a"


def test_a_power_cut_in_the_middle_of_the_root_leaves_the_old_release(card, update) -> None:
    def cut(done: int, total: int) -> None:
        if done > total // 3:
            raise PowerCut

    with pytest.raises(PowerCut):
        applied(card, update, progress=cut)
    assert card.boot() == "a"
    assert card.is_whole("a")


def test_an_update_that_does_not_start_is_left_at_the_next_start(card, update) -> None:
    applied(card, update)
    assert [card.boot(), card.boot(), card.boot()] == ["b", "a", "a"]
    assert card.places.rolled_back.exists()
    assert card.is_whole("a")


def test_a_file_that_is_changed_after_it_was_checked_never_starts(card, maker: Maker) -> None:
    file = maker.update(name="changing.update")

    def change(name: str) -> None:
        if name == "root":
            data = bytearray(file.read_bytes())
            data[-2000] ^= 1
            file.write_bytes(data)

    assert refusal(card, file, change) == "update_failed"
    assert card.boot() == "a"


@pytest.mark.parametrize("part", [b"new kernel", b"console=tty0"])
def test_boot_files_that_are_changed_after_the_check_never_start(card, maker, part) -> None:
    file = maker.update(name="changing.update")

    def change(name: str) -> None:
        if name == "boot":
            file.write_bytes(file.read_bytes().replace(part, part.upper()))

    assert refusal(card, file, change) in ("update_failed", "damaged_update")
    assert card.boot() == "a"


def test_a_card_that_does_not_keep_what_is_written_is_found(card: Card, update: Path) -> None:
    def lose(name: str) -> None:
        if name == "read root":
            data = bytearray(card.device("b").read_bytes())
            data[5] ^= 1
            card.device("b").write_bytes(data)

    assert refusal(card, update, lose) == "update_failed"
    assert card.boot() == "a"


def test_a_root_larger_than_the_slot_changes_nothing(card: Card, maker: Maker) -> None:
    big = maker.update(root=bytes(SLOT_BYTES + 1), name="big.update")
    assert refusal(card, big) == "other_board"
    assert set(card.device("b").read_bytes()) == {0}


def test_a_full_fat_partition_leaves_the_old_release(card, update, monkeypatch) -> None:
    monkeypatch.setattr(apply, "_FAT_MARGIN", 1 << 60)
    assert refusal(card, update) == "update_failed"
    assert card.boot() == "a"


def test_a_disk_that_fills_while_it_is_written_leaves_the_old_release(card, update) -> None:
    # Every write to it fails as on a full disk.
    card.device("b").unlink()
    card.device("b").symlink_to("/dev/full")
    with update.open("rb") as stream:
        checked = bundle.verify(stream, card.places.public_key, arch="arm64")
        with pytest.raises(Problem, match="could not be written"):
            _without_size(stream, checked, card)
    assert card.boot() == "a"


def _without_size(stream, checked: Bundle, card: Card) -> None:
    from appliance.update.apply import _failures
    from appliance.update.apply import _write_root

    with _failures():
        _write_root(stream, checked, card.device("b"), lambda done, total: None)


def test_a_machine_without_slots_cannot_be_updated(card: Card, update: Path) -> None:
    (card.places.proc / "cmdline").write_text("root=/dev/sda1\n")
    assert refusal(card, update) == "cannot_update"


def test_there_is_one_trial_at_a_time(card: Card, update: Path) -> None:
    applied(card, update)
    assert refusal(card, update) == "update_runs"


def test_a_database_without_room_for_its_copy_is_refused_before_anything(
    card: Card, update: Path, monkeypatch
) -> None:
    monkeypatch.setattr("appliance.update.aside._MARGIN", 1 << 60)
    assert refusal(card, update) == "no_room"
    assert set(card.device("b").read_bytes()) == {0}


def test_what_an_earlier_update_left_is_forgotten(card: Card, update: Path) -> None:
    card.places.rolled_back.touch()
    (card.places.firmware / "b").mkdir()
    (card.places.firmware / "b" / "older.dtb").touch()
    applied(card, update)
    assert not card.places.rolled_back.exists()
    assert card.is_whole("b")
