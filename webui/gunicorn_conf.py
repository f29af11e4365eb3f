"""How gunicorn runs the web process: `python -m gunicorn -c python:webui.gunicorn_conf ...`.

One process, because live connections and the one open database are in its memory; threads,
because python-socketio's author recommends them for this and nothing needs monkey-patching.
"""

import ctypes
import gc
import resource
import signal
import sys
import threading
from typing import Any

from appliance.settings import load

_settings = load()

_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host
_ports = [f"{_host}:{port}" for port in (_settings.port, _settings.scratch_door)]
_sockets = [f"unix:{path}" for path in (_settings.pages_socket, _settings.scratch_socket)]
bind = _sockets if _settings.sockets else _ports
umask = 0o007
"""Of the Unix sockets: nginx is in the group, everybody else stays outside."""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
"""gunicorn believes no header about where a request came from: `webui.forwarded` does, or not."""
workers = 1
worker_class = "gthread"
threads = _settings.web_threads
worker_connections = threads + 2_000
"""Threads, and idle connections that browsers keep open: six each."""
backlog = 512
keepalive = 30
"""Seconds; opening a connection over a busy Wi-Fi costs more than keeping one."""
timeout = 180
"""Seconds: a worker that still imports counts as hung, and the smallest boards take a minute."""
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
_SWITCH = 0.0005
"""Seconds that one thread may compute while others wait. A request waits for its turn some ten
times, so that Python's 5 ms would add up to 50 while a training's examples are gathered."""
_FILES = 8_192
_BETWEEN_COLLECTIONS = 10_000
"""New objects after which the collector looks at the newest; Python's 700 is for small programs."""
_M_ARENA_MAX = -8


def post_fork(server: Any, worker: Any) -> None:
    """Make hundreds of threads cheap, and allow as many connections."""
    threading.stack_size(_STACK)
    sys.setswitchinterval(_SWITCH)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    _fewer_arenas()


def post_worker_init(worker: Any) -> None:
    """Take orders from the command line, and hang up live connections when told to stop."""
    box = worker.wsgi.extensions["crowdbox"]
    box.listen()
    _leave_in_peace()
    finish = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: Any) -> None:
        # Live connections hold threads for as long as browsers keep them open.
        threading.Thread(target=box.hang_up, daemon=True).start()
        if callable(finish):
            finish(number, frame)

    signal.signal(signal.SIGTERM, stop)


def _leave_in_peace() -> None:
    """Have the garbage collector pass over all that the start has made, which stays anyway.

    Looking through it holds up every thread for 60 ms whenever a training's examples are
    gathered (measured with 4,000): the slowest answers of a class waited for that.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_BETWEEN_COLLECTIONS)


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
