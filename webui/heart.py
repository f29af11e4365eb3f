"""One thread that pings all live connections, instead of one that sleeps for each."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

from engineio import packet
from engineio.socket import Socket


class Heart:
    """Sends each connection its ping when that is due; starts with the first one."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Any]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def pinged(self, target: Callable[..., Any]) -> "_Ping | None":
        """Return the task to start where engineio asks for a thread to ping a client in, or None.

        `Socket._send_ping` sleeps for `ping_interval` and then sends one ping.
        """
        if getattr(target, "__func__", None) is not Socket._send_ping:
            return None
        return _Ping(self, target.__self__)  # type: ignore[attr-defined]

    def later(self, client: Any) -> None:
        """Ping an engineio client after its server's `ping_interval`."""
        with self._changed:
            due = time.monotonic() + client.server.ping_interval
            heapq.heappush(self._due, (due, next(self._numbers), client))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-pings", daemon=True)
                self._thread.start()
            self._changed.notify()

    def sleep(self, seconds: float = 0) -> None:
        """Sleep: what engineio's other tasks ask for."""
        time.sleep(seconds)

    def stop(self) -> None:
        """Ping nobody any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._stopped and not self._ready():
                    self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
                if self._stopped:
                    return
                client = heapq.heappop(self._due)[2]
            _ping(client)

    def _ready(self) -> bool:
        return bool(self._due) and self._due[0][0] <= time.monotonic()


class _Ping:
    """What engineio starts in the place of a thread."""

    def __init__(self, heart: Heart, client: Any) -> None:
        self._heart, self._client = heart, client

    def start(self) -> None:
        self._heart.later(self._client)

    def join(self, timeout: float | None = None) -> None:
        return


def _ping(client: Any) -> None:
    if not client.closing and not client.closed:
        client.last_ping = time.time()
        client.send(packet.Packet(packet.PING))
