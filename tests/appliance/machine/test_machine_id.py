from appliance.machine import machine_id
from appliance.machine.places import Places

FIRST = "0" * 31 + "1"
SECOND = "0" * 31 + "2"


def test_the_id_of_the_first_boot_is_kept(places: Places) -> None:
    places.machine_id.write_text(f"{FIRST}\n")
    assert machine_id.settle(places) == FIRST
    assert (places.box / "machine-id").read_text() == f"{FIRST}\n"


def test_a_later_boot_gets_the_kept_one(places: Places) -> None:
    (places.box / "machine-id").write_text(FIRST)
    places.machine_id.write_text(SECOND)
    assert machine_id.settle(places) == FIRST
    assert places.machine_id.read_text() == f"{FIRST}\n"


def test_a_box_without_any_makes_one(places: Places) -> None:
    places.machine_id.write_text("uninitialized\n")
    assert len(machine_id.settle(places)) == 32


def test_the_journal_of_this_boot_is_found_under_the_kept_id(places: Places) -> None:
    (places.box / "machine-id").write_text(FIRST)
    places.machine_id.write_text(SECOND)
    (places.journal / SECOND).mkdir(parents=True)
    (places.journal / SECOND / "system.journal").touch()
    machine_id.settle(places)
    assert (places.journal / FIRST / "system.journal").exists()
    assert (places.journal / SECOND / "system.journal").exists()
