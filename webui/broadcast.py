"""Sending snapshots to connections: each gets what its role may see, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from flask_socketio import SocketIO

from appliance.classroom import projects
from appliance.classroom import studies
from appliance.classroom.problems import Problem
from appliance.classroom.records import Project
from appliance.job_runner import Result
from appliance.training import Job
from webui import snapshots
from webui.audience import Audience
from webui.audience import Seat
from webui.box import Box
from webui.news import Mark
from webui.problems import refusal

PROJECT_EVENTS: Final[dict[str, Callable[..., object]]] = {
    "counts": lambda box, actor, project: snapshots.counts(box, project),
    "phase": snapshots.phase,
    "project": snapshots.project,
    "model": snapshots.model,
}
"""event → what it carries for one person and one project."""


SENT: Final = frozenset(
    {
        *PROJECT_EVENTS, "training", "study", "example", "programs", "people", "show", "class",
        "problem",
    }
)  # fmt: skip
"""The names of all events that clients are sent; docs/live.md tells about each."""
_MOMENT: Final = 0.01
_PATIENCE: Final = 100
"""Moments that a greeting waits for its connection to be ready."""


class Broadcast:
    """Sends what marks ask for to those it concerns."""

    def __init__(self, box: Box, audience: Audience, socketio: SocketIO) -> None:
        self._box = box
        self._audience = audience
        self._socketio = socketio
        self._jobs: dict[str, Job] = {}
        self._studies: dict[str, tuple[Job, Result]] = {}

    def remember(self, job: Job) -> Mark:
        """Keep the newest state of a training and return the mark that sends it."""
        self._jobs[job.id] = job
        return ("training", job.project, job.id)

    def remember_study(self, job: Job, result: Result) -> Mark:
        """Keep the newest result of a study and return the mark that sends it."""
        self._studies[job.id] = job, result
        return ("study", job.project, job.id)

    def beat(self, marks: list[Mark]) -> None:
        """Send what all these marks ask for."""
        for kind, *about in marks:
            _SENDERS[kind](self, *about)

    def watch(self, seat: Seat, project: str) -> None:
        """Let a connection watch another project and send how it is now."""
        seat.project = project
        self._settle(seat)
        for event in ("counts", "phase", "project", "model"):
            self._to_seat(seat, event, project)
        if seat.allowed:
            self._work(seat, project)

    def _work(self, seat: Seat, project: str) -> None:
        """Send one connection what the trainer does for a project now, as far as it may see."""
        job = self._box.training.busy(project)
        if job is None or not self._sees(seat, job):
            return
        self.send("training", snapshots.training(job), seat.sid)
        partial = self._box.training.partial(project)
        if partial is not None:
            self.send("study", snapshots.study(self._box, *partial), seat.sid)

    def _sees(self, seat: Seat, job: Job) -> bool:
        """Tell whether a connection may know of a job: studies are not for students of a class."""
        if job.task == "fit":
            return True
        project = self._box.room.find(Project, id=job.project)
        return project is not None and studies.may_see(seat.actor, project, job.task)

    def problem(self, problem: Problem, sid: str) -> None:
        """Tell one connection what was refused."""
        self.send("problem", refusal(problem), sid)

    def send(self, event: str, record: object, to: str) -> None:
        """Send one event to a connection or a room."""
        self._socketio.emit(event, snapshots.plain(record), to=to)

    def hang_up(self, seat: Seat) -> None:
        """End a connection: tell the client so, then close what it came over."""
        server = self._socketio.server
        carrier = server.eio.sockets.get(server.manager.eio_sid_from_sid(seat.sid, "/"))
        server.disconnect(seat.sid)
        if carrier is not None:
            carrier.close(wait=False)  # engineio would wait for a poll that may never come

    def _connected(self, sid: str) -> bool:
        return bool(self._socketio.server.manager.is_connected(sid, "/"))

    def _settle(self, seat: Seat) -> None:
        """Put a connection into the room of the project that it wants, if it may see that."""
        server = self._socketio.server
        for room in server.rooms(seat.sid):
            if room != seat.sid:
                server.leave_room(seat.sid, room)
        seat.allowed = False
        if not seat.project:
            return
        try:
            projects.get(self._box.room, seat.actor, seat.project)
        except Problem as problem:
            self.problem(problem, seat.sid)
            return
        seat.allowed = True
        server.enter_room(seat.sid, _room(seat.project))

    def _to_seat(self, seat: Seat, event: str, project: str) -> None:
        if not seat.allowed or seat.project != project:
            return
        try:
            record = PROJECT_EVENTS[event](self._box, seat.actor, project)
        except Problem:  # closed or deleted a moment ago: the mark of that is on its way
            return
        self.send(event, record, seat.sid)

    def _counts(self, project: str) -> None:
        if not any(seat.allowed for seat in self._audience.watching(project)):
            return
        try:
            record = snapshots.counts(self._box, project)
        except Problem:  # deleted a moment ago
            return
        self.send("counts", record, _room(project))

    def _project(self, project: str) -> None:
        for seat in self._audience.watching(project):
            before = seat.allowed
            self._settle(seat)
            events = ("project",) if before else ("counts", "phase", "project", "model")
            for event in events:
                self._to_seat(seat, event, project)

    def _phase(self, project: str) -> None:
        for seat in self._audience.watching(project):
            self._to_seat(seat, "phase", project)

    def _model(self, project: str) -> None:
        for seat in self._audience.watching(project):
            self._to_seat(seat, "model", project)

    def _training(self, project: str, job: str) -> None:
        found = self._jobs.pop(job, None)
        if found is None:
            return
        record = snapshots.training(found)
        if found.task == "fit":
            self.send("training", record, _room(project))
            return
        for seat in self._watching(found):
            self.send("training", record, seat.sid)

    def _study(self, project: str, job: str) -> None:
        found = self._studies.pop(job, None)
        seats = self._watching(found[0]) if found is not None else []
        if found is None or not seats:
            return
        record = snapshots.study(self._box, *found)
        for seat in seats:
            self.send("study", record, seat.sid)

    def _watching(self, job: Job) -> list[Seat]:
        """Return the connections that watch the project of a study and may see it."""
        watching = self._audience.watching(job.project)
        return [seat for seat in watching if seat.allowed and self._sees(seat, job)]

    def _example(self, project: str, place: str, id: str) -> None:
        for seat in self._audience.staff(project):
            record = snapshots.example(self._box, seat.actor, int(place), id)
            self.send("example", record, seat.sid)

    def _programs(self, project: str, contributor: str) -> None:
        """Tell those who may see a program that it is there, changed or gone: they fetch the list.

        Each list is another one for each person, and few of those who hear of it look at it.
        """
        for seat in self._audience.watching(project):
            if seat.allowed and (seat.staff or seat.actor.contributor == contributor):
                self.send("programs", snapshots.ProgramsNow(project), seat.sid)

    def _gone(self, session: str) -> None:
        for seat in self._audience.everyone():
            if seat.session == session:
                self.hang_up(seat)

    def _to_staff(self, event: str, make: Callable[[], object]) -> None:
        staff = self._audience.staff()
        if not staff:
            return
        record = make()
        for seat in staff:
            if self._connected(seat.sid):
                self.send(event, record, seat.sid)

    def _people(self) -> None:
        here = self._audience.students()
        self._to_staff("people", lambda: snapshots.people(self._box, here))

    def _show(self) -> None:
        self._to_staff("show", lambda: snapshots.show_now(self._box))

    def _class(self) -> None:
        self._to_staff("class", lambda: snapshots.class_now(self._box))

    def _welcome(self, sid: str) -> None:
        # The mark was made while the connection was being made, which takes a moment longer.
        for _ in range(_PATIENCE):
            if self._connected(sid):
                break
            time.sleep(_MOMENT)
        here = self._audience.students()
        self.send("class", snapshots.class_now(self._box), sid)
        self.send("show", snapshots.show_now(self._box), sid)
        self.send("people", snapshots.people(self._box, here), sid)


_SENDERS: Final[dict[str, Callable[..., None]]] = {
    "counts": Broadcast._counts,
    "project": Broadcast._project,
    "phase": Broadcast._phase,
    "model": Broadcast._model,
    "training": Broadcast._training,
    "study": Broadcast._study,
    "example": Broadcast._example,
    "programs": Broadcast._programs,
    "gone": Broadcast._gone,
    "people": Broadcast._people,
    "show": Broadcast._show,
    "class": Broadcast._class,
    "welcome": Broadcast._welcome,
}


def _room(project: str) -> str:
    return f"project:{project}"
