"""A Raspberry Pi of sorts: QEMU, and the part of the Pi's firmware that chooses what starts.

QEMU's `virt` board runs the card's own kernel. Which kernel that is, is read from the card's FAT
at each start, as the Pi's firmware does, so that updates and rollbacks are walked for real.
"""

import os
import re
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any
from typing import Final

from imagebuild.card import START_MIB

PATIENCE: Final = 420.0
"""Seconds that anything may take; a shared machine that emulates another is slow."""
_CONSOLES: Final = (
    "console=ttyAMA0",
    *("systemd.debug_shell", "systemd.default_debug_tty=hvc0"),
    *("systemd.mask=serial-getty@hvc0.service", "systemd.mask=serial-getty@ttyAMA0.service"),
)
_FORWARDED: Final = {"http": 80, "scratch": 81, "https": 443}


class NotSeen(AssertionError):
    """What was waited for did not come; the message has the end of the console."""


@dataclass
class Card:
    """A card of a certain size with an image on it, as a file of this machine."""

    file: Path

    @classmethod
    def written(cls, image: Path, file: Path, gigabytes: int = 4) -> "Card":
        """Write `image` to a new card."""
        subprocess.run(["cp", "--sparse=always", str(image), str(file)], check=True)
        with file.open("r+b") as stream:
            stream.truncate(gigabytes << 30)
        return cls(file)

    def read(self, name: str) -> bytes:
        """Return a file of the FAT. Raises FileNotFoundError."""
        done = subprocess.run(["mtype", "-i", self._fat, f"::/{name}"], capture_output=True)
        if done.returncode:
            raise FileNotFoundError(name)
        return done.stdout

    def names(self) -> list[str]:
        """Return the names in the FAT's first folder."""
        told = subprocess.run(
            ["mdir", "-b", "-i", self._fat, "::/"], capture_output=True, text=True, check=True
        )
        return [line.removeprefix("::/").rstrip("/") for line in told.stdout.splitlines()]

    def put(self, name: str, content: bytes) -> None:
        """Put a file on the FAT, as a person does with a laptop."""
        subprocess.run(
            ["mcopy", "-o", "-i", self._fat, "-", f"::/{name}"], input=content, check=True
        )

    def remove(self, name: str) -> None:
        """Remove a file from the FAT."""
        subprocess.run(["mdel", "-i", self._fat, f"::/{name}"], check=True)

    def copy_out(self, name: str, target: Path) -> None:
        """Copy a file from the FAT to this machine."""
        subprocess.run(["mcopy", "-n", "-i", self._fat, f"::/{name}", str(target)], check=True)

    @property
    def _fat(self) -> str:
        return f"{self.file}@@{START_MIB}M"


@dataclass(frozen=True)
class Start:
    """What the Pi's firmware takes from the FAT."""

    kernel: str
    initramfs: str
    command_line: str
    slot: str


def choose(card: Card) -> Start:
    """Read config.txt as the Pi's firmware does: lines, `include`, `os_prefix`."""
    settings = _settings(card, "config.txt")
    prefix = settings.get("os_prefix", "")
    return Start(
        kernel=prefix + settings["kernel"],
        initramfs=prefix + settings["initramfs"].split()[0],
        command_line=card.read(f"{prefix}cmdline.txt").decode().strip(),
        slot=prefix.rstrip("/"),
    )


def _settings(card: Card, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in card.read(name).decode().splitlines():
        if match := re.match(r"include (\S+)", line):
            found |= _settings(card, match[1])
        elif match := re.match(r"(\w+)[= ](.+)", line):
            found[match[1]] = match[2].strip()
    return found


@dataclass
class Machine:
    """One board with one card. `restart` of the guest is done here: the firmware's turn."""

    card: Card
    folder: Path
    memory: int = 1024
    """MB."""
    extra: str = ""
    """Words for the kernel's command line."""
    ports: dict[str, int] = field(default_factory=dict)
    slot: str = ""
    _process: "subprocess.Popen[bytes] | None" = None
    _shell: socket.socket | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ports = self.ports or {name: _free_port() for name in _FORWARDED}

    @property
    def console(self) -> str:
        """All that the serial console has said since the machine was made."""
        log = self.folder / "console.log"
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""

    @property
    def running(self) -> bool:
        """Whether the board has power and has neither stopped nor asked to start again."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Give it power: the firmware reads the card, the kernel starts."""
        start = choose(self.card)
        self.slot = start.slot
        for name, place in ((start.kernel, "kernel"), (start.initramfs, "initrd")):
            self.card.copy_out(name, self.folder / place)
        words = [each for each in start.command_line.split() if not each.startswith("console=")]
        line = [*words, *_CONSOLES, *self.extra.split()]
        with (self.folder / "console.log").open("ab") as log:
            log.write(f"\n==== slot {start.slot}\n".encode())
        with (self.folder / "qemu.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._words(" ".join(line)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "TMPDIR": str(self.folder)},
            )

    def _words(self, line: str) -> list[str]:
        """Return the emulator's command for a board whose kernel gets this command line."""
        return [
            *("qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-smp", "2"),
            *("-m", str(self.memory), "-accel", "tcg,thread=multi", "-no-reboot"),
            *("-display", "none", "-monitor", "none"),
            *("-chardev", f"file,id=log,append=on,path={self.folder / 'console.log'}"),
            *("-serial", "chardev:log"),
            *("-device", "virtio-serial-pci", "-device", "virtconsole,chardev=shell"),
            *("-chardev", f"socket,id=shell,server=on,wait=off,path={self._shell_path}"),
            *("-kernel", str(self.folder / "kernel")),
            *("-initrd", str(self.folder / "initrd"), "-append", line),
            *("-drive", f"if=none,id=card,format=raw,file={self.card.file}"),
            *("-device", "virtio-blk-pci,drive=card", "-device", "virtio-rng-pci"),
            *("-netdev", f"user,id=net,restrict=on{self._forwards}"),
            *("-device", "virtio-net-pci,netdev=net,romfile="),
        ]

    def cut(self) -> None:
        """Pull the plug: whatever the guest had not brought to the card is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None
        self._hang_up()

    def stopped(self, patience: float = PATIENCE) -> None:
        """Wait until the guest has stopped or asked to start again. Raises NotSeen."""
        if self._process is None:
            return
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            raise NotSeen(f"it goes on\n{self.console[-3000:]}") from None
        self._process = None
        self._hang_up()

    def wait_for(self, what: Callable[[], Any], name: str, patience: float = PATIENCE) -> Any:
        """Return what `what` gives as soon as it gives something. Raises NotSeen.

        Should the guest start again meanwhile, it is started again, as the firmware would.
        """
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                self._process = None
                self._hang_up()
                self.start()
            try:
                if found := what():
                    return found
            except OSError:
                pass
            time.sleep(0.5)
        raise NotSeen(f"{name} did not come\n{self.console[-4000:]}")

    def shell(self, command: str, patience: float = 120.0) -> str:
        """Return what a command says, run by root on a console that only this emulator opens."""
        end = f"-{os.urandom(4).hex()}-"
        link = self._link()
        # Parted, so that the echo of the command is not taken for its end.
        link.sendall(f"{command}\nprintf '%s%s %s\\n' '{end[:5]}' '{end[5:]}' $?\n".encode())
        said, deadline = b"", time.monotonic() + patience
        while end.encode() not in said and time.monotonic() < deadline:
            try:
                said += link.recv(65536)
            except TimeoutError:
                continue
        if end.encode() not in said:
            raise NotSeen(f"{command}: no end; it said {said[-1000:]!r}")
        text = said.decode(errors="replace").replace("\r", "")
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text).rpartition(end)[0]

    def _link(self) -> socket.socket:
        if self._shell is None:
            link = socket.socket(socket.AF_UNIX)
            try:
                link.connect(str(self._shell_path))
            except OSError:
                link.close()
                raise
            link.settimeout(2)
            self._shell = link
            link.sendall(b"\nexec sh\nstty -echo cols 500; PS1=; PS2=; cd /; export PAGER=cat\n")
            time.sleep(1)
            try:
                while link.recv(65536):
                    pass
            except TimeoutError:
                pass
        return self._shell

    def _hang_up(self) -> None:
        if self._shell is not None:
            self._shell.close()
        self._shell = None

    @property
    def _shell_path(self) -> Path:
        return self.folder / "shell.sock"

    @property
    def _forwards(self) -> str:
        pairs = [(self.ports[name], inside) for name, inside in _FORWARDED.items()]
        return "".join(f",hostfwd=tcp:127.0.0.1:{port}-:{inside}" for port, inside in pairs)


def clone(card: Card, file: Path) -> Card:
    """Return another card with the same content."""
    subprocess.run(["cp", "--sparse=always", str(card.file), str(file)], check=True)
    return Card(file)


def throw_away(card: Card) -> None:
    """Remove the file of a card."""
    card.file.unlink(missing_ok=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
