"""Runs the service under gunicorn on a Unix socket that only the box's own user may open."""

from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from trainer.service import create_app

THREADS = 16
_SHM = Path("/dev/shm")  # noqa: S108  in memory: a sign of life every second is no work for a card


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with one worker, so that all requests share one store of models."""

    def __init__(self, socket: Path, state: Path) -> None:
        self._socket = socket
        self._state = state
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn's options; nothing of the user's configuration is read."""
        for name, value in self._options().items():
            if name in self.cfg.settings:  # gunicorn before 25.1 has no control socket
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application, in the worker."""
        return create_app(self._state)

    def _options(self) -> dict[str, Any]:
        return {
            "bind": f"unix:{self._socket}",
            "umask": 0o077,
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": 60,
            # A worker that still imports counts as hung: the smallest boards take a minute.
            "timeout": 180,
            "graceful_timeout": 1,
            "worker_tmp_dir": str(_SHM) if _SHM.is_dir() else None,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "crowdbox-trainer",
        }


def serve(socket: Path, state: Path) -> None:
    """Serve until a signal ends it."""
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    Server(socket, state).run()
