"""What an update's file is, and whether it is whole, signed and for this box.

`crowdbox-VERSION.update` is a tar of `manifest.json`, `manifest.sig` (Ed25519 over the manifest's
bytes), `boot.tar` (kernel, initramfs, device trees, command line) and `root.squashfs`, in this
order. The manifest has sizes and SHA-256 of the last two, so the signature holds for all.
"""

import argparse
import hashlib
import os
import platform
import sys
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from typing import Final
from typing import Literal

import msgspec

from appliance import __version__
from appliance.classroom.problems import Problem
from appliance.machine.running import ToolFailed
from appliance.update import archive
from appliance.update import signature
from appliance.update import versions
from appliance.update.archive import BadArchive
from appliance.update.archive import Member

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
BOOT: Final = "boot.tar"
ROOT: Final = "root.squashfs"
ORDER: Final = (MANIFEST, SIGNATURE, BOOT, ROOT)
KERNEL: Final = "vmlinuz"
INITRD: Final = "initrd.img"
COMMAND_LINE: Final = "cmdline.txt"
ROOT_MARK: Final = b"@ROOT@"
"""In the command line, what becomes the partition of the slot."""
CHUNK: Final = 1 << 20
LONGEST_MANIFEST: Final = 64 * 1024
_LONGEST: Final = {MANIFEST: LONGEST_MANIFEST, SIGNATURE: 64, COMMAND_LINE: 4096}
_MOST_BOOT_FILES: Final = 200
Progress = Callable[[int, int], None]
"""Called with the bytes done and those to do."""


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a member of an update is: `size` in bytes, `sha256` in hex."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an update says of itself; `created` in seconds since 1970."""

    format: Literal[1]
    version: str
    created: int
    arch: str
    notes: str
    files: dict[str, Content]


class UpdateInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decides by; `newer` than what runs, or the same once more."""

    version: str
    created: int
    notes: str
    newer: bool


@dataclass(frozen=True)
class Bundle:
    """A verified update: its manifest, its members by name, the boot files with their SHA-256."""

    manifest: Manifest
    members: dict[str, Member]
    boot: dict[str, tuple[Member, str]]

    def info(self, running: str = __version__) -> UpdateInfo:
        """Return what a person decides by."""
        told, newer = self.manifest, versions.key(self.manifest.version) > versions.key(running)
        return UpdateInfo(version=told.version, created=told.created, notes=told.notes, newer=newer)


def this_arch() -> str:
    """Return the kind of processor as Debian calls it."""
    return {"aarch64": "arm64", "x86_64": "amd64"}.get(platform.machine(), platform.machine())


def verify(
    file: BinaryIO,
    public_key: Path,
    *,
    arch: str | None = None,
    running: str = __version__,
    progress: Progress = lambda done, total: None,
) -> Bundle:
    """Return the update in `file` once all of it has been looked at.

    Raises Problem `not_an_update`, `forged_update`, `damaged_update`, `other_board`,
    `older_update`, `newer_file`; OSError where the file cannot be read.
    """
    members = _members(file)
    text = _small(file, members[MANIFEST])
    if not signature.is_signed(text, _small(file, members[SIGNATURE]), public_key):
        raise Problem("forged_update")
    manifest = _manifest(text)
    _require_fit(manifest, arch or this_arch(), running)
    sizes = {name: content.size for name, content in manifest.files.items()}
    if sizes != {name: members[name].size for name in (BOOT, ROOT)}:
        raise Problem("damaged_update")
    _require_content(file, manifest, members, progress)
    return Bundle(manifest, members, _boot_files(file, members[BOOT]))


def chunks(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """Yield the bytes of a member; raises Problem `damaged_update` where some are missing."""
    at, end = member.offset, member.offset + member.size
    while at < end:
        chunk = os.pread(file.fileno(), min(CHUNK, end - at), at)
        if not chunk:
            raise Problem("damaged_update")
        yield chunk
        at += len(chunk)


def _members(file: BinaryIO) -> dict[str, Member]:
    """Return the members of a file that looks like an update."""
    found: dict[str, Member] = {}
    try:
        for wanted, member in zip(ORDER, _in_file(file), strict=True):
            if member.name != wanted or member.size > _LONGEST.get(wanted, sys.maxsize):
                raise Problem("not_an_update")
            found[wanted] = member
    except (BadArchive, ValueError):
        # One that begins as it should was an update before it was cut off.
        raise Problem("damaged_update" if SIGNATURE in found else "not_an_update") from None
    return found


def _in_file(file: BinaryIO) -> Iterator[Member]:
    number = file.fileno()
    size = os.fstat(number).st_size
    return archive.members(lambda offset, length: os.pread(number, length, offset), size)


def _small(file: BinaryIO, member: Member) -> bytes:
    return b"".join(chunks(file, member))


def _manifest(text: bytes) -> Manifest:
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
        versions.key(manifest.version)
    except (msgspec.MsgspecError, ValueError):
        # It is signed: by those who make boxes, for boxes that know more than this one.
        raise Problem("newer_file") from None
    return manifest


def _require_fit(manifest: Manifest, arch: str, running: str) -> None:
    if manifest.arch != arch:
        raise Problem("other_board")
    if versions.key(manifest.version) < versions.key(running):
        raise Problem("older_update")


def _require_content(
    file: BinaryIO, manifest: Manifest, members: dict[str, Member], progress: Progress
) -> None:
    done, total = 0, sum(content.size for content in manifest.files.values())
    for name, content in manifest.files.items():
        digest = hashlib.sha256()
        for chunk in chunks(file, members[name]):
            digest.update(chunk)
            done += len(chunk)
            progress(done, total)
        if digest.hexdigest() != content.sha256:
            raise Problem("damaged_update")


def _boot_files(file: BinaryIO, boot: Member) -> dict[str, tuple[Member, str]]:
    """Return what is in boot.tar; it is signed, so anything odd is a mistake of the makers."""
    found: dict[str, tuple[Member, str]] = {}
    try:
        for inner in archive.members(_within(file, boot), boot.size):
            member = Member(inner.name, boot.offset + inner.offset, inner.size)
            if inner.name in found or len(found) == _MOST_BOOT_FILES:
                raise Problem("damaged_update")
            found[inner.name] = member, _sha256(file, member)
    except BadArchive:
        raise Problem("damaged_update") from None
    if not {KERNEL, INITRD, COMMAND_LINE} <= found.keys():
        raise Problem("damaged_update")
    line, _ = found[COMMAND_LINE]
    if line.size > _LONGEST[COMMAND_LINE] or _small(file, line).count(ROOT_MARK) != 1:
        raise Problem("damaged_update")
    return found


def _within(file: BinaryIO, outer: Member) -> archive.Read:
    def read(offset: int, length: int) -> bytes:
        length = max(0, min(length, outer.size - offset))
        return os.pread(file.fileno(), length, outer.offset + offset)

    return read


def _sha256(file: BinaryIO, member: Member) -> str:
    digest = hashlib.sha256()
    for chunk in chunks(file, member):
        digest.update(chunk)
    return digest.hexdigest()


def _main(argv: Sequence[str] | None = None) -> int:
    from appliance.update import making

    parser = argparse.ArgumentParser(
        prog="python -m appliance.update.bundle", description="Updates of boxes, as files."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    making.describe(commands.add_parser("make", help="sign a slot's files as an update"))
    check = commands.add_parser("verify", help="look at all of an update")
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument("--key", type=Path, required=True, help="public key, PEM")
    check.add_argument("--arch", default="arm64", help="kind of processor it has to be for")
    options = parser.parse_args(argv)
    try:
        print(making.made(options) if options.command == "make" else _verified(options))
    except (Problem, ToolFailed, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _verified(options: argparse.Namespace) -> str:
    with options.file.open("rb") as file:
        bundle = verify(file, options.key, arch=options.arch, running="0.0.0")
    return f"{options.file} is whole and signed: Crowdbox {bundle.manifest.version}."


if __name__ == "__main__":
    sys.exit(_main())
