"""What is in an image, by name, version and licence: a bill of materials in CycloneDX's form."""

import json
import re
import subprocess
from email.parser import HeaderParser
from pathlib import Path
from typing import Any
from typing import Final

from imagebuild.description import CHECKOUT
from imagebuild.root import packages

_LICENCE: Final = re.compile(r"^License:[ \t]*(\S.*)$", re.MULTILINE)
_READ: Final = {"libxcrypt": ["LGPL-2.1-or-later"], "python3-defaults": ["PSF-2.0"]}
"""Licences of source packages whose copyright files tell them in prose only, read there by us."""
_MOST: Final = 12
"""Licences named of one package; its copyright file, on the card, has all."""


def bill(root: Path, site: Path, version: str) -> dict[str, Any]:
    """Return the bill of materials of a root, in the form of CycloneDX 1.5."""
    components = [*_debian(root), *_python(site), *_told()]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "firmware", "name": "crowdbox", "version": version}},
        "components": sorted(components, key=lambda each: (each["purl"], each["version"])),
    }


def listing(squashed: Path) -> str:
    """Return a line for each file of a slot: mode, owner, size and path; dates are left out."""
    told = subprocess.run(
        ["unsquashfs", "-lln", str(squashed)], capture_output=True, text=True, check=True
    )
    lines = []
    for line in told.stdout.splitlines():
        found = re.match(r"(\S{10}) (\S+)\s+(\d+(?:,\s*\d+)?) \S+ \S+ squashfs-root(.*)", line)
        if found:
            size = found[3] if found[1][0] != "d" else "-"
            lines.append(f"{found[1]} {found[2]} {size} {found[4] or '/'}")
    return "\n".join(sorted(lines, key=lambda line: line.split(" ", 3)[3])) + "\n"


def _debian(root: Path) -> list[dict[str, Any]]:
    found = []
    for each in packages(root):
        named = _copyright(root, each["name"]) or _READ.get(each["source"], [])
        found.append(_component("deb/debian", each["name"], each["version"], named, "os"))
    return found


def _copyright(root: Path, package: str) -> list[str]:
    file = root / "usr/share/doc" / package / "copyright"
    if not file.exists():
        return []
    text = file.read_text(encoding="utf-8", errors="replace")
    named = dict.fromkeys(each.strip() for each in _LICENCE.findall(text))
    if named:
        return [*named][:_MOST]
    common = dict.fromkeys(re.findall(r"/usr/share/common-licenses/([\w.+-]*\w)", text))
    return [*common][:_MOST]


def _python(site: Path) -> list[dict[str, Any]]:
    found = []
    for file in sorted(site.glob("*.dist-info/METADATA")):
        head = HeaderParser().parsestr(file.read_text(encoding="utf-8", errors="replace"))
        licence = head["License-Expression"] or (head["License"] or "").splitlines()[:1]
        named = [licence] if isinstance(licence, str) else licence
        classed = [
            each.rpartition(":: ")[2] for each in head.get_all("Classifier", [])
            if each.startswith("License ::")
        ]  # fmt: skip
        found.append(_component("pypi", head["Name"], head["Version"], named or classed, "library"))
    return found


def _told() -> list[dict[str, Any]]:
    """Return what the page of third parties says: the browser's packages, Scratch, the weights."""
    page = (CHECKOUT / "docs/third-party.md").read_text(encoding="utf-8")
    others = page.partition("## Python packages")[2].partition("\n## ")[2]
    found = []
    for line in others.splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4 and cells[0] not in {"Package", "File"}:
            found.append(_component("generic", cells[0], cells[1], [cells[2]], "library"))
    return found


def _component(
    kind: str, name: str, version: str, licences: list[str], sort: str
) -> dict[str, Any]:
    return {
        "type": "library" if sort == "os" else sort,
        "name": name,
        "version": version,
        "purl": f"pkg:{kind}/{name}@{version}",
        "licenses": [{"license": {"name": each}} for each in licences],
    }


def written(bill_of: dict[str, Any]) -> str:
    """Return a bill of materials as text."""
    return json.dumps(bill_of, indent=1, ensure_ascii=False) + "\n"


def differences(locked: str, root: Path) -> list[str]:
    """Return a line for each package that is not the one of the lock file."""
    before = dict(line.split("=", 1) for line in locked.splitlines() if "=" in line)
    now = dict(line.split("=", 1) for line in lock(root).splitlines())
    return [
        f"{name}: {before.get(name, 'none')} → {now.get(name, 'none')}"
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    ]


def lock(root: Path) -> str:
    """Return the packages of a root as lines `name=version`."""
    return "".join(f"{each['name']}={each['version']}\n" for each in packages(root))
