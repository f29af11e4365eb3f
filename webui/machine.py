"""The machine that the box runs on, asked through the helper, if there is one.

What the helper refuses becomes a Problem, with words in the language of the request.
"""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from typing import Final
from typing import TypeVar

import msgspec

from appliance.classroom.problems import KINDS
from appliance.classroom.problems import Problem
from appliance.helper.client import Helper
from appliance.helper.client import HelperAway
from appliance.helper.client import HelperRefused
from appliance.network.records import NetworkStatus

T = TypeVar("T", bound=msgspec.Struct)

log = logging.getLogger(__name__)

_FRESH: Final = 5.0
"""Seconds for which what the network was is good enough for many screens."""


class Machine:
    """The helper at the socket `path`, or none where that is empty."""

    def __init__(self, path: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._helper = Helper(Path(path)) if path else None
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: tuple[float, NetworkStatus | None] | None = None

    @property
    def there(self) -> bool:
        """Whether this box has a helper at all: one on a laptop has none."""
        return self._helper is not None

    def ask(self, verb: str, /, **arguments: Any) -> Any:
        """Return what the helper's verb gives.

        Raises Problem `no_machine`, `helper_away`, or what the helper refuses with.
        """
        if self._helper is None:
            raise Problem("no_machine")
        try:
            return self._helper.ask(verb, **arguments)
        except HelperAway:
            raise Problem("helper_away") from None
        except HelperRefused as refused:
            raise _problem(verb, refused) from None

    def record(self, kind: type[T], verb: str, /, **arguments: Any) -> T:
        """Return what the helper's verb gives, as a record; raises Problem as `ask` does."""
        return msgspec.convert(self.ask(verb, **arguments), kind)

    def network(self) -> NetworkStatus | None:
        """Return how the network is, or was some seconds ago; None where nobody can tell.

        Many screens may ask for this, often, and none waits long for it.
        """
        with self._lock:
            if self._seen is None or self._clock() - self._seen[0] > _FRESH:
                self._seen = (self._clock(), self._looked())
            return self._seen[1]

    def _looked(self) -> NetworkStatus | None:
        try:
            return self.record(NetworkStatus, "network.status")
        except (Problem, msgspec.ValidationError):
            return None


def _problem(verb: str, refused: HelperRefused) -> Problem:
    if refused.code not in KINDS:
        log.error("the helper refused %s with the unknown code %s", verb, refused.code)
        return Problem("server_error")
    return Problem(refused.code, **refused.values)
