"""Where things lie in the box's data folder."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    """The files and folders under one data folder."""

    data: Path

    @property
    def database(self) -> Path:
        """The SQLite file of all documents."""
        return self.data / "crowdbox.sqlite"

    @property
    def models(self) -> Path:
        """Folder of model files, each named by the SHA-256 of its bytes."""
        return self.data / "models"

    @property
    def backups(self) -> Path:
        """Folder of the nightly backups; a restore leaves them as they are."""
        return self.data / "backups"

    @property
    def run(self) -> Path:
        """Folder of sockets and other things that live as long as the box runs."""
        return self.data / "run"

    @property
    def trainer_socket(self) -> Path:
        """The Unix socket of the trainer."""
        return self.run / "trainer.sock"

    @property
    def trainer_state(self) -> Path:
        """Folder where the trainer keeps copies of models and computed vectors; may be lost."""
        return self.data / "cache"

    @property
    def control_socket(self) -> Path:
        """The Unix socket on which the web process takes orders from the command line."""
        return self.run / "control.sock"

    @property
    def announcement(self) -> Path:
        """What the announcer found out: name won and addresses, as JSON."""
        return self.run / "announce.json"

    @property
    def claim_code(self) -> Path:
        """The one-time code that makes somebody the teacher."""
        return self.data / "claim-code.txt"

    def make(self) -> None:
        """Create the folders, readable by the box's user only."""
        for folder in (self.data, self.models, self.backups, self.run, self.trainer_state):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
