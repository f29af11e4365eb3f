"""Whoever wants to hear of each commit."""

import logging
from collections.abc import Callable
from traceback import format_tb

from appliance.storage.rows import Change
from appliance.storage.values import copied

Listener = Callable[[list[Change]], None]
_log = logging.getLogger(__name__)


class Listeners:
    """Told one after the other, each with copies; one that fails harms nobody."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def add(self, listener: Listener) -> None:
        """Have `listener` called with the changes of each commit."""
        self._listeners.append(listener)

    def tell(self, changes: list[Change]) -> None:
        """Call them all; the commit stands, whatever they make of it."""
        if not self._listeners:
            return
        told = [
            Change(table, doc_id, old and copied(old), new and copied(new))
            for table, doc_id, old, new in changes
        ]
        for listener in self._listeners:
            try:
                listener(told)
            except Exception as error:
                # Not its message, which may hold children's words.
                where = "".join(format_tb(error.__traceback__))
                _log.error("a listener failed with %s:\n%s", type(error).__name__, where)
