"""The steps from a description to the files of a release."""

import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from imagebuild import base
from imagebuild import boot
from imagebuild import card
from imagebuild import contents
from imagebuild import initrd
from imagebuild import release
from imagebuild import root
from imagebuild import wheels
from imagebuild.description import CHECKOUT
from imagebuild.description import Description
from imagebuild.description import HERE
from imagebuild.description import key
from imagebuild.description import key_of_files
from imagebuild.steps import remove
from imagebuild.steps import Run
from imagebuild.steps import Step
from imagebuild.steps import StepFailed


@dataclass(frozen=True)
class Build:
    """One image: where its pieces are, each named by what it is made from."""

    described: Description
    folder: Path
    run: Run

    def steps(self) -> list[Step]:
        """Return all steps in order; what is there already is not made again."""
        return [
            Step("packages of the system", self.base, self._base, 900),
            Step("packages of Python", self.site, self._site, 60),
            Step("start of the boot", self.initrd, self._initrd, 240),
            Step("key for updates", self.public_key, self._public_key, 1),
            Step("root", self.root, self._root, 90),
            Step("slot", self.slot, self._slot, 150),
            Step("update", self.update, self._update, 30),
            Step("card", self.image, self._image, 20),
            Step("release", self.release, self._release, 120),
        ]

    def make(self) -> None:
        """Make everything. Raises StepFailed; what was done stays."""
        steps = self.steps()
        self.run.do(steps)
        self._forget([step.target for step in steps])

    @property
    def base(self) -> Path:
        """The root of the distribution, a folder."""
        return self.folder / f"base-{self.described.base_key}"

    @property
    def site(self) -> Path:
        """The Python packages, a folder."""
        made_from = key_of_files(wheels.LOCK, HERE / "imagebuild/wheels.py")
        return self.folder / f"site-{key(made_from, self.described.python)}"

    @property
    def initrd(self) -> Path:
        """The first file system of a boot."""
        made_from = key_of_files(HERE / "initramfs", HERE / "imagebuild/initrd.py")
        return self.folder / f"initrd-{key(made_from, self.base.name)}.img"

    @property
    def public_key(self) -> Path:
        """The public half of the key that signs updates."""
        return self.folder / f"update-{key_of_files(self.private_key)}.pub"

    @cached_property
    def private_key(self) -> Path:
        """The key that signs updates."""
        given = os.environ.get("CROWDBOX_SIGNING_KEY")
        return release.signing_key(self.folder, Path(given) if given else None, self.run)

    @cached_property
    def root(self) -> Path:
        """Everything that a slot holds, a folder."""
        app = self.described.image["app"]
        places = [CHECKOUT / name for name in (*app["tracked"], *app["made"])]
        made_from = key_of_files(*places, HERE / "imagebuild/root.py", HERE / "initramfs")
        parts = (self.base.name, self.site.name, self.public_key.name, app)
        return self.folder / f"root-{key(made_from, *parts)}"

    @property
    def slot(self) -> Path:
        """The root as a squashfs."""
        made_from = key(self.root.name, self.described.image["root"])
        return self.folder / f"slot-{made_from}.squashfs"

    @property
    def update(self) -> Path:
        """The signed file that brings this release to a box."""
        made_from = key(self.slot.name, self.initrd.name, self._boot_key)
        return self.folder / f"update-{made_from}.update"

    @property
    def image(self) -> Path:
        """The card as one file."""
        card_of = self.described.image["card"]
        made_from = key(self.slot.name, self.initrd.name, self._boot_key, card_of)
        return self.folder / f"card-{made_from}.img"

    @property
    def release(self) -> Path:
        """The folder of what is handed on."""
        return (
            self.folder / f"release-{key(self.image.name, key_of_files(CHECKOUT / 'CHANGELOG.md'))}"
        )

    @property
    def _boot_key(self) -> str:
        return key_of_files(HERE / "imagebuild/boot.py", HERE / "imagebuild/card.py")

    def _base(self, target: Path) -> None:
        base.make(self.run, self.described, target)

    def _site(self, target: Path) -> None:
        wheels.make(self.run, self.described.python, target)

    def _initrd(self, target: Path) -> None:
        initrd.make(self.run, self.base, target)

    def _public_key(self, target: Path) -> None:
        release.public_key(self.private_key, target, self.run)

    def _root(self, target: Path) -> None:
        root.make(self.run, self.described, self.base, self.site, self.public_key, target)

    def _slot(self, target: Path) -> None:
        card.squash(self.run, self.described, self.root, target)

    def _update(self, target: Path) -> None:
        files, notes = target.with_suffix(".boot"), target.with_suffix(".notes")
        remove(files)
        files.mkdir()
        boot.slot_files(self.described, self.base, self.initrd, files)
        notes.write_text(release.newest_changes(), encoding="utf-8")
        self.run.command(
            release.PYTHON, "-m", "appliance.update.bundle", "make", "--key", self.private_key,
            "--root", self.slot, "--boot", files, "--notes", notes, "-o", target, cwd=CHECKOUT,
        )  # fmt: skip
        remove(files)
        remove(notes)

    def _image(self, target: Path) -> None:
        fat = target.with_suffix(".files")
        remove(fat)
        card.fat_folder(self.described, self.base, self.initrd, fat)
        card.make(self.run, self.described, fat, self.slot, target)
        remove(fat)

    def _release(self, target: Path) -> None:
        target.mkdir()
        version = root.version()
        name = f"crowdbox-{version}-arm64"
        release.compress(self.run, self.image, target / f"{name}.img.xz")
        shutil.copyfile(self.update, target / f"crowdbox-{version}.update")
        bill = contents.bill(self.base, self.site, version)
        (target / f"{name}.contents.json").write_text(contents.written(bill), encoding="utf-8")
        (target / f"{name}.files.txt").write_text(contents.listing(self.slot), encoding="utf-8")
        changed = contents.differences(self._locked(), self.base)
        if changed and os.environ.get("CROWDBOX_STRICT"):
            raise StepFailed("\n".join(["Not the locked packages (make image-lock):", *changed]))
        sizes = {file.name: file.stat().st_size for file in sorted(target.iterdir())}
        sizes["on the card, before the data"] = self.image.stat().st_size
        text = release.notes(version, self.described.base, sizes, changed)
        (target / f"{name}.notes.md").write_text(text, encoding="utf-8")
        sums = "".join(release.checksum(file) for file in sorted(target.iterdir()))
        (target / "SHA256SUMS").write_text(sums, encoding="ascii")

    @property
    def lock_file(self) -> Path:
        """The versions of the system's packages that were last tried."""
        return HERE / "bases" / f"{self.described.base}.lock"

    def _locked(self) -> str:
        return self.lock_file.read_text(encoding="ascii") if self.lock_file.exists() else ""

    def _forget(self, kept: list[Path]) -> None:
        """Remove the large pieces of earlier builds; bases stay, they are slow to make."""
        for pattern in ("root-*", "slot-*", "update-*.update", "card-*", "release-*"):
            for path in self.folder.glob(pattern):
                if path not in kept:
                    remove(path)
