"""What the machine that builds has to have, and where it takes packages from."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from imagebuild.steps import StepFailed

COMMANDS: Final = {
    "mmdebstrap": "mmdebstrap",
    "qemu-aarch64-static": "qemu-user-static",
    "update-binfmts": "binfmt-support",
    "arch-test": "arch-test",
    "mksquashfs": "squashfs-tools",
    "mcopy": "mtools",
    "mkfs.vfat": "dosfstools",
    "sfdisk": "fdisk",
    "openssl": "openssl",
    "xz": "xz-utils",
    "cpio": "cpio",
    "qemu-system-aarch64": "qemu-system-arm",
    "qemu-img": "qemu-utils",
}
"""command → the Debian package that has it."""
_BINFMT: Final = Path("/proc/sys/fs/binfmt_misc")


def prepare() -> None:
    """Install what is missing, and let the kernel run arm64 programs. Raises StepFailed."""
    if os.geteuid() != 0:
        raise StepFailed(
            "An image is built as root: its files belong to other users. sudo make image"
        )
    missing = sorted({package for name, package in COMMANDS.items() if not shutil.which(name)})
    if missing:
        _install(missing)
    if not (_BINFMT / "qemu-aarch64").exists() and os.uname().machine != "aarch64":
        _emulate()


def mirrors(kind: str) -> dict[str, str]:
    """Return `main` and `security`: where this machine, or a variable, takes that archive from.

    Raises StepFailed where neither says so.
    """
    named = os.environ.get(f"CROWDBOX_MIRROR_{kind.upper()}")
    if named:
        security = os.environ.get(f"CROWDBOX_MIRROR_{kind.upper()}_SECURITY", named)
        return {"main": named, "security": security}
    if kind != "debian":
        raise StepFailed(f"Set CROWDBOX_MIRROR_{kind.upper()} to that archive's address.")
    found = from_sources(_sources())
    if found.keys() != {"main", "security"}:
        raise StepFailed("apt knows no Debian archive here: set CROWDBOX_MIRROR_DEBIAN.")
    return found


def from_sources(text: str) -> dict[str, str]:
    """Return the addresses of Debian's archive that apt's sources, in either format, name."""
    found: dict[str, str] = {}
    for uri, suites in _entries(text):
        if not re.search(r"/debian(-security)?/?$", uri):
            continue
        kind = "security" if "-security" in suites else "main"
        found.setdefault(kind, uri)
    return found


def _entries(text: str) -> list[tuple[str, str]]:
    classic = re.findall(r"^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)", text, re.MULTILINE)
    stanzas = []
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"^(URIs|Suites):\s*(.+)$", stanza, re.MULTILINE))
        # apt lets stanzas stand together where only comments part them
        pairs = zip(
            re.findall(r"^URIs:\s*(\S+)", stanza, re.MULTILINE),
            re.findall(r"^Suites:\s*(.+)$", stanza, re.MULTILINE),
            strict=False,
        )
        stanzas += list(pairs) if fields else []
    return [*stanzas, *classic]


def _sources() -> str:
    folder = Path("/etc/apt")
    files = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    texts = [
        file.read_text(encoding="utf-8", errors="replace") for file in files
        if file.suffix in {".list", ".sources"} and file.is_file()
    ]  # fmt: skip
    return "\n\n".join(texts)


def _install(packages: list[str]) -> None:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-o", "DPkg::Lock::Timeout=300", "--yes", "--no-install-recommends"]
    for words in (["apt-get", "update"], ["apt-get", "install", *options, *packages]):
        done = subprocess.run(words, env=environ, capture_output=True, text=True)
        if done.returncode:
            names = " ".join(packages)
            raise StepFailed(f"These packages are needed: {names}\n{done.stderr.strip()[-500:]}")


def _emulate() -> None:
    """Have the kernel start arm64 programs under qemu, as binfmt-support does at a real boot."""
    if not (_BINFMT / "register").exists():
        subprocess.run(["mount", "-t", "binfmt_misc", "none", str(_BINFMT)], check=False)
    subprocess.run(["update-binfmts", "--enable", "qemu-aarch64"], check=False)
    if not (_BINFMT / "qemu-aarch64").exists():
        raise StepFailed("The kernel does not run arm64 programs: binfmt_misc is missing here.")
