"""The first file system of a boot, made by the root's own tools, with our scripts in it."""

import shutil
from pathlib import Path
from typing import Final

from imagebuild.description import EPOCH
from imagebuild.description import HERE
from imagebuild.steps import remove
from imagebuild.steps import Run
from imagebuild.steps import StepFailed

_CONFIG: Final = "tmp/crowdbox-initramfs"
# Mounts of a namespace of its own end with it, whatever happens.
_INSIDE: Final = """
mount --make-rprivate /
mount --rbind /dev "$1/dev"
mount -t proc proc "$1/proc"
exec chroot "$1" env PATH=/usr/sbin:/usr/bin:/sbin:/bin SOURCE_DATE_EPOCH="$4" \
  mkinitramfs -d "/$2" -o /tmp/crowdbox-initrd.img "$3"
"""


def make(run: Run, base: Path, target: Path) -> None:
    """Make the file `target` from the folder `base`. Raises StepFailed."""
    config = base / _CONFIG
    remove(config)
    shutil.copytree(base / "etc/initramfs-tools", config)
    shutil.copytree(HERE / "initramfs", config, dirs_exist_ok=True)
    made = base / "tmp/crowdbox-initrd.img"
    try:
        run.command(
            "unshare", "--mount", "sh", "-euc", _INSIDE, "sh", base, _CONFIG,
            kernel_version(base), EPOCH,
        )  # fmt: skip
        shutil.copyfile(made, target)
    finally:
        remove(config)
        remove(made)


def kernel_version(base: Path) -> str:
    """Return the version of the newest kernel in `base`, such as `6.12.38+deb13-arm64`."""
    found = sorted((path.stat().st_mtime, path.name) for path in base.glob("boot/vmlinuz-*"))
    if not found:
        raise StepFailed(f"There is no kernel in {base}/boot.")
    return found[-1][1].removeprefix("vmlinuz-")
