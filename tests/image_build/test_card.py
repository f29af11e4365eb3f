import subprocess
from pathlib import Path

import pytest

from imagebuild import boot
from imagebuild import card
from imagebuild.description import Description
from imagebuild.emulator import Card
from imagebuild.emulator import choose
from imagebuild.steps import Run

DESCRIBED = Description(
    "tiny", {"card": {"firmware_mb": 34, "slot_mb": 8, "label": "CROWDBOX"}}, {}
)


@pytest.fixture
def made(card_tools: None, tmp_path: Path) -> Path:
    """A card with the FAT of a real one and a root of a few bytes."""
    fat = tmp_path / "fat"
    (fat / "a").mkdir(parents=True)
    for name in ("vmlinuz", "initrd.img"):
        (fat / "a" / name).write_text(name)
    (fat / "a/cmdline.txt").write_text(boot.COMMAND_LINE)
    (fat / "config.txt").write_text(boot.CONFIG)
    (fat / "slot.txt").write_text(boot.SLOT.format(slot="a"))
    root = tmp_path / "root.squashfs"
    root.write_bytes(b"hsqs" + bytes(1000))
    image = tmp_path / "card.img"
    card.make(Run(tmp_path / "run"), DESCRIBED, fat, root, image)
    return image


def test_a_card_has_the_fat_and_one_slot(made: Path) -> None:
    told = subprocess.run(["sfdisk", "-d", made], capture_output=True, text=True, check=True)
    assert told.stdout.count("type=83") == told.stdout.count("type=c") == 1
    assert made.read_bytes()[(8 + 34) << 20 :][:4] == b"hsqs"


def test_the_firmware_starts_the_first_slot_of_a_new_card(made: Path) -> None:
    start = choose(Card(made))
    assert (start.slot, start.kernel, start.initramfs) == ("a", "a/vmlinuz", "a/initrd.img")


def test_the_root_is_named_by_the_disk_that_the_card_is(made: Path) -> None:
    told = subprocess.run(["sfdisk", "-d", made], capture_output=True, text=True, check=True)
    disk = told.stdout.partition("label-id: 0x")[2][:8]
    assert f"root=PARTUUID={disk}-02" in choose(Card(made)).command_line


def test_one_line_moves_the_start_to_the_other_slot(made: Path) -> None:
    on_card = Card(made)
    subprocess.run(["mmd", "-i", f"{made}@@8M", "::/b"], check=True)
    on_card.put("b/cmdline.txt", b"root=elsewhere")
    on_card.put("slot.txt", boot.SLOT.format(slot="b").encode())
    assert choose(on_card).kernel == "b/vmlinuz"
    assert choose(on_card).command_line == "root=elsewhere"


def test_files_come_to_the_card_and_go_as_at_a_laptop(made: Path) -> None:
    on_card = Card(made)
    on_card.put("factory-reset", b"")
    assert "factory-reset" in on_card.names()
    on_card.remove("factory-reset")
    with pytest.raises(FileNotFoundError):
        on_card.read("factory-reset")
