"""Who is connected to the live channel, as whom, and which project each one watches."""

import threading
from dataclasses import dataclass
from typing import Final

from appliance.classroom.records import Actor

STAFF = frozenset({"teacher", "projector"})
EACH: Final = 20
"""Connections that one student may have at once with pages, and as many with Scratch editors."""


@dataclass
class Seat:
    """One connection."""

    sid: str
    actor: Actor
    session: str
    """Hash of the session's token, as storage has it."""
    project: str = ""
    """Id of the project that it wants to watch; empty for none."""
    allowed: bool = False
    """Whether it may see that project as things are."""

    @property
    def staff(self) -> bool:
        """Whether this is the teacher's or a projector: their pages, not a Scratch editor."""
        return self.actor.role in STAFF and not self.actor.tool

    @property
    def person(self) -> tuple[str, str, str]:
        """Whose connection it is, and with what."""
        return self.actor.role, self.actor.student, self.actor.tool


class Audience:
    """All connections; safe between threads."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._lock = threading.Lock()
        self._seats: dict[str, Seat] = {}

    def enter(self, seat: Seat) -> bool:
        """Take a connection in; tell whether there was a place for it."""
        with self._lock:
            mine = sum(item.person == seat.person for item in self._seats.values())
            if len(self._seats) >= self._places or (mine >= EACH and not seat.staff):
                return False
            self._seats[seat.sid] = seat
            return True

    def leave(self, sid: str) -> Seat | None:
        """Forget a connection and return it, or None where it was not known."""
        with self._lock:
            return self._seats.pop(sid, None)

    def seat(self, sid: str) -> Seat | None:
        """Return one connection, or None."""
        return self._seats.get(sid)

    def everyone(self) -> list[Seat]:
        """Return all connections."""
        with self._lock:
            return list(self._seats.values())

    def watching(self, project: str) -> list[Seat]:
        """Return the connections that want to watch a project."""
        return [seat for seat in self.everyone() if seat.project == project]

    def staff(self, project: str = "") -> list[Seat]:
        """Return the teacher's and projectors' connections, those that watch `project` if given."""
        return [
            seat
            for seat in self.everyone()
            if seat.staff and (not project or (seat.allowed and seat.project == project))
        ]

    def students(self) -> frozenset[str]:
        """Return the ids of the students with at least one connection."""
        return frozenset(seat.actor.student for seat in self.everyone() if seat.actor.student)
