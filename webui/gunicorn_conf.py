"""How gunicorn runs the web process: `python -m gunicorn -c python:webui.gunicorn_conf ...`.

One process, because live connections and the one open database are in its memory; threads,
because python-socketio's author recommends them for this and nothing needs monkey-patching.
"""

import ctypes
import resource
import signal
import threading
from typing import Any

from appliance.settings import load

_settings = load()

bind = (
    f"[{_settings.host}]:{_settings.port}"
    if ":" in _settings.host
    else (f"{_settings.host}:{_settings.port}")
)
workers = 1
worker_class = "gthread"
threads = _settings.web_threads
worker_connections = threads + 2_000
"""Threads, and idle connections that browsers keep open: six each."""
backlog = 512
keepalive = 30
"""Seconds; opening a connection over a busy Wi-Fi costs more than keeping one."""
timeout = 60
graceful_timeout = 2
preload_app = False
accesslog = None
errorlog = "-"
loglevel = "error"
"""Warnings of gunicorn quote what a client sent; nothing that children write is logged."""
control_socket_disable = True
proc_name = "crowdbox-web"

_STACK = 512 * 1024
"""Bytes of stack for each thread: there are hundreds, and none recurses deeply."""
_FILES = 8_192
_M_ARENA_MAX = -8


def post_fork(server: Any, worker: Any) -> None:
    """Make hundreds of threads cheap, and allow as many connections."""
    threading.stack_size(_STACK)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    _fewer_arenas()


def post_worker_init(worker: Any) -> None:
    """Take orders from the command line, and hang up live connections when told to stop."""
    box = worker.wsgi.extensions["crowdbox"]
    box.listen()
    finish = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: Any) -> None:
        # Live connections hold threads for as long as browsers keep them open.
        threading.Thread(target=box.hang_up, daemon=True).start()
        if callable(finish):
            finish(number, frame)

    signal.signal(signal.SIGTERM, stop)


def worker_exit(server: Any, worker: Any) -> None:
    """Let go of the data folder."""
    app = getattr(worker, "wsgi", None)
    if app is not None:
        app.extensions["crowdbox"].close()


def _fewer_arenas() -> None:
    """Have glibc keep two heaps instead of eight per core (mallopt(3)): threads share them."""
    try:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)
    except (OSError, AttributeError):  # another C library
        return
