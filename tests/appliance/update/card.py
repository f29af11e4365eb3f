"""A box's card in a folder: plain files as devices, with an older release in slot a."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from appliance.machine.places import Places
from appliance.paths import Paths
from appliance.update import making

DISK_ID = "1f2e3d4c"
SLOT_BYTES = 3 << 20
OLD_ROOT = b"old root" * 1000
NEW_ROOT = b"new root" * 150_000
COMMAND_LINE = b"console=tty0 root=@ROOT@ ro\n"
NEW_BOOT = {
    "vmlinuz": b"new kernel" * 1000,
    "initrd.img": b"new initramfs" * 1000,
    "cmdline.txt": COMMAND_LINE,
    "bcm2710-rpi-3-b.dtb": b"a tree",
}
OLD_BOOT = {
    "vmlinuz": b"old kernel",
    "initrd.img": b"old initramfs",
    "cmdline.txt": COMMAND_LINE.replace(b"@ROOT@", f"PARTUUID={DISK_ID}-02".encode()),
}


@dataclass
class Card:
    """Where everything of one card is, and what its next start would do."""

    places: Places
    paths: Paths

    def start(self, slot: str) -> None:
        """Run a slot from now on."""
        line = f"console=tty0 root=PARTUUID={DISK_ID}-0{ {'a': 2, 'b': 3}[slot] } ro\n"
        (self.places.proc / "cmdline").write_text(line)

    def boot(self) -> str:
        """Do what boot loader and initramfs do, and return the slot that runs then."""
        slot = self._chosen()
        trial = self.places.trial
        if trial.exists():
            told = dict(line.split("=") for line in trial.read_text().split())
            if told["tries"] == "0":
                self.places.slot.write_text(f"os_prefix={told['back']}/\n")
                trial.rename(self.places.rolled_back)
                return self.boot()
            trial.write_text(trial.read_text().replace("tries=1", "tries=0"))
        self.start(slot)
        return slot

    def _chosen(self) -> str:
        text = self.places.slot.read_text()
        assert text in ("os_prefix=a/\n", "os_prefix=b/\n")
        return text[10]

    def is_whole(self, slot: str) -> bool:
        """Tell whether a slot has a root and boot files that belong together."""
        files = OLD_BOOT if slot == "a" else NEW_BOOT
        root = OLD_ROOT if slot == "a" else NEW_ROOT
        mark = f"PARTUUID={DISK_ID}-0{2 if slot == 'a' else 3}".encode()
        there = {file.name: file.read_bytes() for file in (self.places.firmware / slot).iterdir()}
        wanted = {name: data.replace(b"@ROOT@", mark) for name, data in files.items()}
        return there == wanted and self.device(slot).read_bytes().startswith(root)

    def device(self, slot: str) -> Path:
        return self.places.devices / f"mmcblk0p{2 if slot == 'a' else 3}"


def make_card(folder: Path) -> Card:
    """Make a card on which slot a runs."""
    places = Places(
        firmware=folder / "firmware",
        data=folder / "data",
        runtime=folder / "runtime",
        devices=folder / "dev",
        sys=folder / "sys",
        proc=folder / "proc",
        public_key=folder / "update.pub",
    )
    disk = places.sys / "devices" / "mmcblk0"
    (disk / "mmcblk0p1").mkdir(parents=True)
    (disk / "mmcblk0p1" / "partition").write_text("1\n")
    known = places.sys / "class" / "block"
    known.mkdir(parents=True)
    (known / "mmcblk0p1").symlink_to(disk / "mmcblk0p1")
    for made in (places.firmware / "a", places.devices, places.proc, places.box, places.klass):
        made.mkdir(parents=True)
    (places.proc / "mounts").write_text(f"/dev/mmcblk0p1 {places.firmware} vfat rw,noatime 0 0\n")
    table = bytearray(512)
    table[440:444] = int(DISK_ID, 16).to_bytes(4, "little")
    (places.devices / "mmcblk0").write_bytes(table)
    for name, data in OLD_BOOT.items():
        (places.firmware / "a" / name).write_bytes(data)
    places.slot.write_text("os_prefix=a/\n")
    paths = Paths(places.klass)
    paths.make()
    card = Card(places, paths)
    card.device("a").write_bytes(OLD_ROOT.ljust(SLOT_BYTES, b"\0"))
    card.device("b").write_bytes(bytes(SLOT_BYTES))
    card.start("a")
    return card


@dataclass
class Maker:
    """Somebody who signs updates."""

    folder: Path

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.private = self.folder / "private.pem"
        self.public = self.folder / "public.pem"
        generate = ["openssl", "genpkey", "-algorithm", "ED25519", "-out", self.private]
        subprocess.run(generate, check=True, capture_output=True)
        export = ["openssl", "pkey", "-in", self.private, "-pubout", "-out", self.public]
        subprocess.run(export, check=True, capture_output=True)

    def update(
        self,
        version: str = "9.0.0",
        arch: str = "arm64",
        root: bytes = NEW_ROOT,
        boot: dict[str, bytes] = NEW_BOOT,
        name: str = "new.update",
        notes: str = "It is new.",
    ) -> Path:
        """Make an update and return its file."""
        files = self.folder / f"{name}-boot"
        files.mkdir(exist_ok=True)
        for file, data in boot.items():
            (files / file).write_bytes(data)
        (self.folder / "root").write_bytes(root)
        making.make(
            self.folder / name,
            root=self.folder / "root",
            boot=files,
            private_key=self.private,
            version=version,
            arch=arch,
            created=1_800_000_000,
            notes=notes,
        )
        return self.folder / name
