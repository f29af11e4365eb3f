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
from webui.scratch.build.packages import fetch
from webui.scratch.build.packages import Lacking
from webui.scratch.build.packages import Package
from webui.scratch.build.packages import PACKAGES

Say = Callable[[str], None]
_SHOWN: Final = ("music.", "pen.", "makeymakey.", "searching.", "unsupported.", "video-sensing.")
"""How the names of pictures begin that the editor shows; the others, 66 MB, are of tutorials."""
_SCRIPTS: Final = {
    "react": "package/umd/react.production.min.js",
    "react-dom": "package/umd/react-dom.production.min.js",
}
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
    scripts = [_script(found[name], member, work, name) for name, member in _SCRIPTS.items()]
    say("Scratch editor: patching, packing")
    scripts.append(_gui(found["scratch-gui"], work, lists))
    return built.Manifest(_version(PACKAGES, scripts), tuple(scripts), tuple(missing))


def _script(package: Path, member: str, work: Path, name: str) -> str:
    with tarfile.open(package) as archive:
        return _named(work, name, _member(archive, member))


def _gui(package: Path, work: Path, lists: libraries.Lists) -> str:
    with tarfile.open(package) as archive:
        for item in archive:
            if item.isfile() and item.name.startswith(_BESIDE) and not _dropped(item):
                target = work / "gui" / item.name.removeprefix("package/dist/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_member(archive, item.name))
        text = _member(archive, _GUI).decode("utf-8")
    return _named(work, "scratch-gui", patches.patched(text, lists).encode("utf-8"))


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


def _named(work: Path, name: str, body: bytes) -> str:
    """Write a script under a name with the hash of its content, and return that."""
    mark = hashlib.sha256(body).hexdigest()[:8].upper()
    path = work / "gui" / f"{name}-{mark}.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return f"gui/{path.name}"


def _compress(folder: Path) -> None:
    """Compress once what a Pi would otherwise compress for each browser."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".js", ".svg", ".json"}:
            packed = gzip.compress(file.read_bytes(), compresslevel=9, mtime=0)
            file.with_name(file.name + ".gz").write_bytes(packed)


def _version(packages: tuple[Package, ...], scripts: list[str]) -> str:
    told = json.dumps([[package.sha512 for package in packages], scripts])
    return hashlib.sha256(told.encode()).hexdigest()[:12]
