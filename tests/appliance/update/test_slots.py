import pytest

from appliance.machine.partitions import NoCard
from appliance.update import slots
from appliance.update.slots import Trial
from tests.appliance.update.card import Card
from tests.appliance.update.card import DISK_ID


@pytest.mark.parametrize("slot", ["a", "b"])
def test_the_slot_that_runs_is_known_from_its_root(card: Card, slot: str) -> None:
    card.start(slot)
    assert slots.running(card.places) == slot


def test_a_machine_without_slots_has_none(card: Card) -> None:
    (card.places.proc / "cmdline").write_text("root=/dev/sda1 ro\n")
    assert slots.running(card.places) == ""


def test_each_slot_has_its_device(card: Card) -> None:
    assert slots.device(card.places, "a").name == "mmcblk0p2"
    assert slots.device(card.places, "b").name == "mmcblk0p3"


def test_without_a_card_there_is_no_device(card: Card) -> None:
    (card.places.proc / "mounts").write_text("")
    with pytest.raises(NoCard):
        slots.device(card.places, "a")


def test_the_kernel_is_told_its_root_by_the_cards_id(card: Card) -> None:
    assert slots.root_argument(card.places, "b") == f"PARTUUID={DISK_ID}-03".encode()


def test_choosing_a_slot_changes_one_letter_in_place(card: Card) -> None:
    before = card.places.slot.stat().st_ino
    slots.choose(card.places, "b")
    assert card.places.slot.read_bytes() == b"os_prefix=b/\n"
    assert card.places.slot.stat().st_ino == before


@pytest.mark.parametrize("odd", ["", "nonsense of any length\n"])
def test_a_damaged_choice_is_written_anew(card: Card, odd: str) -> None:
    card.places.slot.write_text(odd)
    slots.choose(card.places, "b")
    assert slots.next_one(card.places) == "b"


def test_a_trial_says_its_slot_and_the_way_back(card: Card) -> None:
    slots.begin_trial(card.places, "b")
    assert slots.trial(card.places) == Trial("b", "a")
    assert card.places.trial.read_text() == "slot=b\nback=a\ntries=1\n"
    assert slots.next_one(card.places) == "b"


def test_a_trial_that_ends_well_leaves_no_way_back(card: Card) -> None:
    slots.begin_trial(card.places, "b")
    slots.end_trial(card.places)
    assert slots.trial(card.places) is None
    assert slots.next_one(card.places) == "b"


def test_a_trial_that_is_put_back_leaves_a_note(card: Card) -> None:
    slots.begin_trial(card.places, "b")
    slots.put_back(card.places, "a")
    assert slots.next_one(card.places) == "a"
    assert card.places.rolled_back.exists()
    assert not card.places.trial.exists()


def test_the_note_can_be_forgotten(card: Card) -> None:
    card.places.rolled_back.touch()
    slots.forget_rollback(card.places)
    assert not card.places.rolled_back.exists()


def test_a_trial_that_says_nothing_is_none(card: Card) -> None:
    card.places.trial.write_text("???")
    assert slots.trial(card.places) is None
