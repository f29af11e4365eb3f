"""The live channel: snapshots of what changes, to those who watch it. See docs/live.md."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import Any
from typing import Final

from flask import Flask
from flask import request
from flask_babel import force_locale
from flask_socketio import ConnectionRefusedError
from flask_socketio import SocketIO

from appliance.classroom import klass
from appliance.classroom.hashing import token_hash
from appliance.classroom.problems import Problem
from appliance.job_runner import Result
from appliance.storage import Change
from appliance.training import Job
from webui import auth
from webui import news
from webui import problems
from webui import websocket
from webui.audience import Audience
from webui.audience import Seat
from webui.box import Box
from webui.broadcast import Broadcast
from webui.doorman import Doorman
from webui.heart import Heart
from webui.news import Mark
from webui.pulse import Pulse

SECONDS: Final = 0.1
"""Snapshots of projects are at least this far apart."""
STAFF_SECONDS: Final = 0.3
"""Snapshots for the teacher and projectors are at least this far apart."""
_LARGEST_MESSAGE: Final = 10_000
"""Bytes that a client may send at once; all it has to say is what it watches."""
_SILENT: Final = logging.getLogger("webui.live.transport")
"""The transport's own messages tell what clients sent, so they are not written down."""
_SILENT.setLevel(logging.CRITICAL + 1)


def init_app(app: Flask) -> None:
    """Give `app` a live channel at /socket.io."""
    box: Box = app.extensions["crowdbox"]
    box.live = Live(app, box)


class Live:
    """Everybody who is connected, and what they are told when something changes.

    Whatever commits or trains only marks what changed; heartbeats make and send the snapshots.
    """

    def __init__(self, app: Flask, box: Box) -> None:
        self._app = app
        self._box = box
        self.audience = Audience(box.settings.max_clients)
        self._projects: Pulse[Mark] = Pulse("live-projects", SECONDS, self._beat)
        self._staff: Pulse[Mark] = Pulse("live-staff", STAFF_SECONDS, self._beat)
        self._socketio = SocketIO(
            app,
            async_mode="threading",
            async_handlers=False,
            manage_session=False,
            max_http_buffer_size=_LARGEST_MESSAGE,
            logger=_SILENT,
            engineio_logger=_SILENT,
        )
        self._closing = threading.Lock()
        self._closed = False
        self._heart = Heart()
        self._socketio.server.eio._async = websocket.driver(self._heart)
        self._doorman = Doorman(self._socketio.server.eio, box.settings.max_clients)
        self._broadcast = Broadcast(box, self.audience, self._socketio)
        self._listen()

    def close(self) -> None:
        """Send no more, and hang up; a second time does nothing."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._end()

    def _end(self) -> None:
        self._projects.stop()
        self._staff.stop()
        for seat in self.audience.everyone():
            self._broadcast.hang_up(seat)
        for carrier in list(self._socketio.server.eio.sockets.values()):
            carrier.close(wait=False)
        self._heart.stop()
        if self._socketio.server.eio.service_task_handle is not None:
            self._socketio.server.shutdown()

    def _listen(self) -> None:
        self._socketio.on_event("connect", self._connect)
        self._socketio.on_event("disconnect", self._disconnect)
        self._socketio.on_event("watch", self._watch)
        self._socketio.on_error_default(self._failed)
        self._box.room.db.on_commit(self._committed)
        self._box.training.on_change(self._trained)
        self._box.training.on_point(self._studied)

    def _connect(self, given: Any = None) -> None:
        token = given.get("token") if isinstance(given, dict) else None
        token = token if isinstance(token, str) and token else auth.token()
        actor = auth.who(token)
        if actor.role == "anonymous":
            raise _refused("login_needed")
        seat = Seat(_sid(), actor, token_hash(token))
        if not self.audience.enter(seat):
            raise _refused("box_full")
        manager = self._socketio.server.manager
        self._doorman.known(manager.eio_sid_from_sid(seat.sid, "/"))
        self._mark(("people",), *([("welcome", seat.sid)] if seat.staff else []))

    def _disconnect(self, *reason: object) -> None:
        if self.audience.leave(_sid()) is not None:
            self._mark(("people",))

    def _watch(self, wanted: Any = None) -> None:
        project = wanted.get("project") if isinstance(wanted, dict) else None
        if not isinstance(project, str):
            raise Problem("bad_request", field="project")
        seat = self.audience.seat(_sid())
        if seat is not None:
            self._broadcast.watch(seat, project)

    def _failed(self, error: Exception) -> None:
        self._broadcast.problem(problems.as_problem(error), _sid())

    def _committed(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self._mark(*news.of(change))

    def _trained(self, job: Job) -> None:
        self._mark(self._broadcast.remember(job))

    def _studied(self, job: Job, result: Result) -> None:
        self._mark(self._broadcast.remember_study(job, result))

    def _mark(self, *marks: Mark) -> None:
        for mark in marks:
            if mark[0] in news.FOR_STAFF:
                self._staff.mark(mark)
            elif mark[0] != "example" or self.audience.staff(mark[1]):
                self._projects.mark(mark)

    def _beat(self, marks: list[Mark]) -> None:
        found = klass.classroom(self._box.room)
        language = found.language if found is not None else self._box.settings.language
        with self._app.app_context(), force_locale(language):
            self._broadcast.beat(marks)


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _refused(code: str) -> ConnectionRefusedError:
    return ConnectionRefusedError(problems.message(Problem(code)), {"code": code})
