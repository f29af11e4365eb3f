"""The root of the base: packages of the distribution, unpacked and set up for arm64."""

from pathlib import Path
from typing import Any
from typing import Final

from imagebuild.description import Description
from imagebuild.host import mirrors
from imagebuild.steps import Run
from imagebuild.steps import StepFailed

# What nobody reads on a box; licences stay.
_LEFT_OUT: Final = (
    "/usr/share/man/*",
    "/usr/share/locale/*",
    "/usr/share/doc/*",
    "/usr/share/info/*",
)
_KEPT: Final = "/usr/share/doc/*/copyright"
# What is mounted into the root goes with the step, also where that is stopped: the next try removes
# the unfinished root, and must not walk into the machine's own files.
_ALONE: Final = ("unshare", "--mount", "--propagation", "private")
# The initramfs is made once, at the end, with ours in it; under emulation each takes minutes.
_NO_INITRAMFS: Final = 'mkdir -p "$1/boot/firmware" && chmod a-x "$1"/etc/kernel/postinst.d/*'
_APT: Final = 'APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get --yes -oDPkg::Chroot-Directory="$1"'


def make(run: Run, described: Description, target: Path) -> None:
    """Make the folder `target`: the whole root, with its kernel. Raises StepFailed."""
    kernel = described.source["kernel"]
    install = f"{_APT} -t {kernel['pocket']} install {described.kernel} >&2"
    run.command(
        *_ALONE, "mmdebstrap", "--arch=arm64", "--variant=minbase", "--mode=root",
        "--format=directory", "--skip=output/dev", f"--include={','.join(described.packages)}",
        '--aptopt=Apt::Install-Recommends "false"', "--dpkgopt=force-confold",
        *(f"--dpkgopt=path-exclude={pattern}" for pattern in _LEFT_OUT),
        f"--dpkgopt=path-include={_KEPT}",
        f"--customize-hook={_NO_INITRAMFS}", f"--customize-hook={install}",
        described.source["suite"], target, *sources(described.source),
    )  # fmt: skip


def sources(source: dict[str, Any]) -> list[str]:
    """Return apt's lines for the base. Raises StepFailed where an archive is not known here."""
    found = mirrors(source["mirror"])
    lines = [
        _line(found["security" if pocket.endswith("-security") else "main"], pocket, source)
        for pocket in source["pockets"]
    ]
    if extra := source.get("extra"):
        lines.append(_line(mirrors(extra["mirror"])["main"], extra["suite"], extra))
    return lines


def _line(uri: str, suite: str, source: dict[str, Any]) -> str:
    if not Path(source["keyring"]).is_file():
        raise StepFailed(f"The keys of that archive are missing here: {source['keyring']}")
    return f"deb [signed-by={source['keyring']}] {uri} {suite} {source['components']}"
