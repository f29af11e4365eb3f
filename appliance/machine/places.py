"""Where things are on the card and in the running system of a box."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Places:
    """Folders and files of the machine that are not the class's data; tests move them."""

    firmware: Path = Path("/boot/firmware")
    """The FAT partition, which any laptop can read; mounted read-only but while it is written."""
    root_slot: Path = Path("/run/crowdbox-root/slot")
    """The squashfs that runs, below the layer in memory."""
    data: Path = Path("/data")
    """The partition that keeps everything."""
    runtime: Path = Path("/run/crowdbox-box")
    """What each boot finds out, for the other processes: settings, the certificate to install."""
    devices: Path = Path("/dev")
    machine_id: Path = Path("/etc/machine-id")
    journal: Path = Path("/run/log/journal")
    nginx: Path = Path("/etc/nginx")
    sys: Path = Path("/sys")
    proc: Path = Path("/proc")
    public_key: Path = Path("/usr/share/crowdbox/update.pub")
    """The Ed25519 key, as PEM, that updates have to be signed for."""

    @property
    def box(self) -> Path:
        """Folder of what belongs to the machine, not to the class; root's alone."""
        return self.data / "box"

    @property
    def klass(self) -> Path:
        """Folder of what the class makes; `/var/lib/crowdbox` shows the same."""
        return self.data / "class"

    @property
    def networks(self) -> Path:
        """Folder of NetworkManager's connections."""
        return self.box / "network"

    @property
    def tls(self) -> Path:
        """Folder of the keys and certificates made on this box."""
        return self.box / "tls"

    @property
    def secrets(self) -> Path:
        """The hotspot's name and password, as JSON."""
        return self.box / "secrets.json"

    @property
    def clock(self) -> Path:
        """The latest time that the box knew, in seconds since 1970."""
        return self.box / "clock"

    @property
    def environment(self) -> Path:
        """The box's settings as CROWDBOX_* lines, made at each boot."""
        return self.runtime / "box.env"

    @property
    def data_device(self) -> Path:
        """Link to the partition that is mounted at `data`, made before that."""
        return self.runtime / "data-device"

    @property
    def authority(self) -> Path:
        """The certificate that a school may install on its devices, for everybody to read."""
        return self.runtime / "ca.crt"

    @property
    def slot(self) -> Path:
        """The line of the boot loader's configuration that says which slot starts."""
        return self.firmware / "slot.txt"

    @property
    def trial(self) -> Path:
        """There while an update has not proved itself."""
        return self.firmware / "trial.txt"

    @property
    def rolled_back(self) -> Path:
        """There after an update was taken back."""
        return self.firmware / "rolled-back.txt"
