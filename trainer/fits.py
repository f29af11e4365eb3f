"""The trainings of a service, by id: one runs at a time, and each can be cancelled."""

import threading
from collections.abc import Iterable
from collections.abc import Iterator

from trainer.nursery import Fit
from trainer.nursery import Nursery
from trainer.orders import Order

PATIENCE_SECONDS = 10.0
"""Longer than it takes to notice that the client of the training before has hung up."""


class Busy(Exception):
    """Another training runs."""


class Fits:
    """Runs one training at a time."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._turn = threading.Lock()
        self._running: dict[str, Fit] = {}

    def running(self) -> dict[str, int]:
        """Return the id of the training that runs, if one does, and its process id."""
        return {name: fit.pid for name, fit in list(self._running.items())}

    def run(self, name: str, order: Order, request: Iterable[bytes]) -> "Running":
        """Start a training under an id of the caller's; raises Busy while another one runs."""
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            raise Busy
        try:
            running = Running(self, name, self._nursery.fit())
        except BaseException:
            self._turn.release()
            raise
        self._running[name] = running.fit
        try:
            running.fit.feed(order, request)
        except BaseException:
            running.close()
            raise
        return running

    def cancel(self, name: str) -> bool:
        """End a training; tell whether it ran."""
        fit = self._running.get(name)
        if fit is not None:
            fit.cancel()
        return fit is not None

    def end(self, name: str, fit: Fit) -> None:
        """Clear away a training and let the next one run."""
        fit.close()
        del self._running[name]
        self._nursery.warm()
        self._turn.release()


class Running:
    """The events of a training that runs; closing it ends the training."""

    def __init__(self, fits: Fits, name: str, fit: Fit) -> None:
        self.fit = fit
        self._fits = fits
        self._name = name
        self._events = fit.events()
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self._events

    def close(self) -> None:
        """End the training, if it has not ended, and free its place."""
        if self._open:
            self._open = False
            self._fits.end(self._name, self.fit)
