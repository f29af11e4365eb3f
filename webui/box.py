"""The one box that this process serves: its settings, its class, its trainer's client."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from dataclasses import fields
from typing import cast
from typing import TYPE_CHECKING

from flask import current_app

from appliance import claim
from appliance import commands
from appliance.auto_training import AutoTraining
from appliance.classroom import klass
from appliance.classroom.room import Limits
from appliance.classroom.room import open_room
from appliance.classroom.room import Room
from appliance.control import ControlServer
from appliance.embedding import Embedding
from appliance.machine.places import Places
from appliance.media import MediaDesk
from appliance.paths import Paths
from appliance.settings import Settings
from appliance.trainer_client import TrainerClient
from appliance.training import Training
from webui.chores import Chores
from webui.incoming import Incoming
from webui.keeping import Keeper
from webui.machine import Machine
from webui.pairing import Pairings

if TYPE_CHECKING:
    from webui.live import Live


@dataclass
class Box:
    """What every request needs to reach."""

    settings: Settings
    paths: Paths
    room: Room
    training: Training
    auto_training: AutoTraining
    media: MediaDesk
    embedding: Embedding
    trainer: TrainerClient
    """The client of `media` and `embedding`; trainings have one of their own."""
    machine: Machine
    incoming: Incoming
    pairings: Pairings = field(default_factory=Pairings)
    chores: Chores = field(default_factory=Chores)
    keeper: Keeper = field(default_factory=Keeper)
    places: Places = field(default_factory=Places)
    live: Live | None = None
    control: ControlServer | None = None

    def listen(self) -> None:
        """Take orders from the command line from now on; raises OSError."""
        verbs = commands.verbs(self.room, self.paths)
        self.control = ControlServer(self.paths.control_socket, verbs)
        self.control.start()

    def here(self) -> frozenset[str]:
        """Return the ids of the students who are looking now."""
        return frozenset() if self.live is None else self.live.audience.students()

    def hang_up(self) -> None:
        """End all live connections."""
        if self.live is not None:
            self.live.close()

    def close(self) -> None:
        """Stop everything and let go of the data folder."""
        if self.control is not None:
            self.control.stop()
        self.hang_up()
        self.auto_training.close()
        self.training.close()
        self.embedding.close()
        self.trainer.close()
        self.room.close()


def open_box(settings: Settings) -> Box:
    """Open the box in the settings' data folder, which is made where it is missing.

    Raises OSError, and what opening the storage raises.
    """
    paths = Paths(settings.data)
    paths.make()
    limits = Limits(**{item.name: getattr(settings, item.name) for item in fields(Limits)})
    room = open_room(paths.data, limits)
    claim.ensure(paths, claimed=klass.classroom(room) is not None)
    trainer = TrainerClient(paths.trainer_socket)
    embedding = Embedding(room, trainer)
    training = Training(room, paths.models, paths.trainer_socket, settings, embedding)
    media = MediaDesk(trainer, settings.max_sound_seconds)
    auto = AutoTraining(room, training)
    return Box(
        settings,
        paths,
        room,
        training,
        auto,
        media,
        embedding,
        trainer,
        Machine(settings.helper),
        Incoming(paths.run),
    )


def box() -> Box:
    """Return the box of the running application."""
    return cast(Box, current_app.extensions["crowdbox"])
