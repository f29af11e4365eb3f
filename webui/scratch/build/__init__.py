"""The build of the Scratch editor: packages in, a folder of files for browsers out."""

import gzip
import hashlib
import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from webui.scratch import built
from webui.scratch.build import libraries
from webui.scratch.build import patches
from webui.scratch.build.apart import named
from webui.scratch.build.packages import fetch
from webui.scratch.build.packages import Lacking
from webui.scratch.build.packages import Package
from webui.scratch.build.packages import PACKAGES

Say = Callable[[str], None]
_SHOWN: Final = ("music.", "pen.", "makeymakey.", "searching.", "unsupported.", "video-sensing.")
"""How the names of pictures begin that the editor shows; the others, 66 MB, are of tutorials."""
_GUI: Final = "package/dist/scratch-gui.js"
_BESIDE: Final = "package/dist/static/"


def make(out: Path, given: Path | None, say: Say) -> None:
    """Build the editor into `out`, whose old content goes when the new one is whole.

    Packages come from the folder `given`, or are fetched. Raises Lacking where one that the editor
    cannot do without is not to be had, and Misfit where a patch does not fit.
    """
    work = out.with_name(out.name + ".new")
    shutil.rmtree(work, ignore_errors=True)
    (work / "packages").mkdir(parents=True)
    try:
        manifest = _fill(work, given or work / "packages", given is None, say)
        shutil.rmtree(work / "packages")
        _compress(work)
        (work / "manifest.json").write_bytes(msgspec.json.encode(manifest))
        shutil.rmtree(out, ignore_errors=True)
        work.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _fill(work: Path, folder: Path, online: bool, say: Say) -> built.Manifest:
    found: dict[str, Path] = {}
    missing: list[str] = []
    for package in PACKAGES:
        try:
            say(f"Scratch editor: {package.name} {package.version}")
            found[package.name] = fetch(package, folder, online)
        except Lacking:
            if package.needed:
                raise
            say(f"Scratch editor: no {package.name}, so without its pictures and sounds")
            missing.append(package.name)
    media = found.get("scratch")
    lists = libraries.make(media, work / "assets") if media else libraries.empty()
    say("Scratch editor: patching, packing")
    script = _gui(found["scratch-gui"], work / "gui", lists)
    return built.Manifest(_version(PACKAGES, script), f"gui/{script}", tuple(missing))


def _gui(package: Path, gui: Path, lists: libraries.Lists) -> str:
    """Write the editor's files, and return the name of its script."""
    with tarfile.open(package) as archive:
        for item in archive:
            if item.isfile() and item.name.startswith(_BESIDE) and not _dropped(item):
                name = item.name.removeprefix("package/dist/")
                _write(gui / name, _member(archive, item.name))
        text = _member(archive, _GUI).decode("utf-8")
    script, files = patches.patched(text, lists)
    for name, body in files.items():
        _write(gui / name, body)
    body = script.encode("utf-8")
    name = named("scratch-gui.js", body)
    _write(gui / name, body)
    return name


def _dropped(item: tarfile.TarInfo) -> bool:
    name = item.name.rpartition("/")[2]
    if "/static/assets/" not in item.name or name.endswith(".mp3"):
        return False
    return not name.startswith(_SHOWN)


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise Lacking(name)
    return file.read()


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _compress(folder: Path) -> None:
    """Compress once what a Pi would otherwise compress for each browser."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".js", ".svg", ".json", ".ttf", ".otf"}:
            packed = gzip.compress(file.read_bytes(), compresslevel=9, mtime=0)
            file.with_name(file.name + ".gz").write_bytes(packed)


def _version(packages: tuple[Package, ...], script: str) -> str:
    told = json.dumps([[package.sha512 for package in packages], script])
    return hashlib.sha256(told.encode()).hexdigest()[:12]
