"""How those who release Crowdbox make an update of a slot's files and sign it."""

import argparse
import hashlib
import io
import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import msgspec

from appliance import __version__
from appliance import clock
from appliance.durable import whole
from appliance.update import archive
from appliance.update import bundle
from appliance.update import signature
from appliance.update import versions
from appliance.update.bundle import Content
from appliance.update.bundle import Manifest


def make(
    target: Path,
    *,
    root: Path,
    boot: Path,
    private_key: Path,
    version: str = __version__,
    arch: str = "arm64",
    created: int | None = None,
    notes: str = "",
) -> None:
    """Write the update `target` from a squashfs and a folder of boot files, signed by a key.

    `cmdline.txt` in `boot` has `@ROOT@` where the slot's partition will stand. Raises ValueError,
    ToolFailed or OSError; then there is no `target`.
    """
    _require(boot, version)
    with (
        TemporaryFile(dir=target.parent) as packed,
        root.open("rb") as squashfs,
        whole(target) as file,
    ):
        archive.pack(boot, packed)
        manifest = Manifest(
            format=1,
            version=version,
            created=clock.now() if created is None else created,
            arch=arch,
            notes=notes,
            files={bundle.BOOT: _content(packed), bundle.ROOT: _content(squashfs)},
        )
        text = msgspec.json.format(msgspec.json.encode(manifest))
        if len(text) > bundle.LONGEST_MANIFEST:
            raise ValueError("the notes are too long")
        _write(file, text, signature.sign(text, private_key), packed, squashfs)
    target.chmod(0o644)


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what `make` understands on the command line."""
    parser.add_argument("-o", "--output", type=Path, required=True, help="the update to write")
    parser.add_argument("--root", type=Path, required=True, help="squashfs of the slot")
    parser.add_argument("--boot", type=Path, required=True, help="folder of its boot files")
    parser.add_argument("--key", type=Path, required=True, help="private Ed25519 key, PEM")
    parser.add_argument("--version", default=__version__, help="what it brings")
    parser.add_argument("--arch", default="arm64", help="kind of processor, as Debian calls it")
    parser.add_argument("--created", type=int, help="seconds since 1970; otherwise now")
    parser.add_argument("--notes", type=Path, help="text file that says what is new")


def made(options: argparse.Namespace) -> str:
    """Do what the command line says and return words about it; raises as `make` does."""
    make(
        options.output,
        root=options.root,
        boot=options.boot,
        private_key=options.key,
        version=options.version,
        arch=options.arch,
        created=options.created,
        notes=options.notes.read_text(encoding="utf-8") if options.notes else "",
    )
    return f"{options.output}: Crowdbox {options.version} for {options.arch}"


def _require(boot: Path, version: str) -> None:
    versions.key(version)
    missing = {bundle.KERNEL, bundle.INITRD, bundle.COMMAND_LINE} - {p.name for p in boot.iterdir()}
    if missing:
        raise ValueError(f"{boot} lacks {', '.join(sorted(missing))}")
    if (boot / bundle.COMMAND_LINE).read_bytes().count(bundle.ROOT_MARK) != 1:
        raise ValueError(f"{bundle.COMMAND_LINE} has to have {bundle.ROOT_MARK.decode()} once")


def _content(file: IO[bytes]) -> Content:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(bundle.CHUNK):
        digest.update(chunk)
    return Content(file.tell(), digest.hexdigest())


def _write(
    target: IO[bytes], manifest: bytes, signed: bytes, boot: IO[bytes], root: IO[bytes]
) -> None:
    small = {bundle.MANIFEST: io.BytesIO(manifest), bundle.SIGNATURE: io.BytesIO(signed)}
    for name, source in {**small, bundle.BOOT: boot, bundle.ROOT: root}.items():
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        archive.add(target, name, source, size)
    archive.end(target)
