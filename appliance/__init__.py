"""The box: people, projects, examples, storage, discovery, network and backup."""

from typing import Final

__version__: Final = "0.1.0"
"""Version of this release; backups and the health page tell it."""
