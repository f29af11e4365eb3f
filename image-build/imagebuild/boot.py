"""What the Pi's firmware reads from the FAT: its own files, our configuration, a kernel for a slot.

The firmware prefixes all that it reads for the kernel with `os_prefix`, so that a slot's kernel,
device trees and command line are a folder, and one line of slot.txt says which:
"config.txt: os_prefix, include" in Raspberry Pi's documentation.
"""

import shutil
from pathlib import Path
from typing import Final

from imagebuild.description import Description
from imagebuild.initrd import kernel_version

CONFIG: Final = """\
# Which slot starts is in slot.txt. Settings of the box are in crowdbox.toml.
arm_64bit=1
upstream_kernel=1
enable_uart=1
# No camera, no video: its memory is the class's.
gpu_mem=16
disable_splash=1
boot_delay=0
kernel=vmlinuz
initramfs initrd.img followkernel
include slot.txt
"""
SLOT: Final = "os_prefix={slot}/\n"
# panic=10: what cannot start starts again, and an update that cannot is then taken back.
COMMAND_LINE: Final = (
    "console=ttyS1,115200 console=tty0 root=@ROOT@ rootfstype=squashfs ro rootwait panic=10 quiet "
    "loglevel=4 net.ifnames=0 systemd.show_status=auto\n"
)
_FIRMWARE: Final = (
    "bootcode.bin",
    *("start.elf", "start_cd.elf", "start4.elf", "start4cd.elf"),
    *("fixup.dat", "fixup_cd.dat", "fixup4.dat", "fixup4cd.dat"),
)
"""The loader's stages for Pis before the 5, which has them in its own memory."""
README: Final = (
    "This card is a Crowdbox. Put it into a Raspberry Pi, plug in the power, wait two minutes.\r\n"
    "Then look at a screen at the Pi, or at CROWDBOX.TXT on this card: they say which Wi-Fi\r\n"
    "to join, its password, and the code that makes you the teacher.\r\n"
)


def firmware_files(described: Description, base: Path, target: Path) -> None:
    """Fill the folder `target` with what is on the FAT beside the slots."""
    source = base / described.source["boards"]["firmware"]
    for name in _FIRMWARE:
        shutil.copyfile(source / name, target / name)
    (target / "config.txt").write_text(CONFIG)
    (target / "slot.txt").write_text(SLOT.format(slot="a"))
    (target / "README.TXT").write_text(README)


def slot_files(described: Description, base: Path, initrd: Path, target: Path) -> None:
    """Fill the folder `target` with what a slot has on the FAT; the root is still `@ROOT@`."""
    shutil.copyfile(base / "boot" / f"vmlinuz-{kernel_version(base)}", target / "vmlinuz")
    shutil.copyfile(initrd, target / "initrd.img")
    for tree in sorted(base.glob(f"{described.source['boards']['device_trees']}/bcm2*.dtb")):
        shutil.copyfile(tree, target / tree.name)
    (target / "cmdline.txt").write_text(COMMAND_LINE)
