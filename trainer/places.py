"""Where the trainer keeps what it may lose: copies of models, reports and vectors."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The files and folders under one state folder."""

    state: Path

    @property
    def models(self) -> Path:
        """Folder of model files, each named by the SHA-256 of its bytes."""
        return self.state / "models"

    @property
    def reports(self) -> Path:
        """Folder of reports on trainings, each named by the SHA-256 of its bytes."""
        return self.state / "reports"

    @property
    def vectors(self) -> Path:
        """The SQLite file of the vectors of all examples, the one thing here that is kept."""
        return self.state / "vectors.sqlite"

    def make(self) -> None:
        """Create the folders, readable by the trainer's user only."""
        for folder in (self.state, self.models, self.reports):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
