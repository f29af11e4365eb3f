"""`python -m appliance helper`: the only process of the box that may change the machine.

Whoever asks is known by the kernel (SO_PEERCRED): root, and the user that runs the web process.
"""

import grp
import logging
import os
import pwd
import signal
import socket
import threading
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from appliance.control import ControlServer
from appliance.helper import usb
from appliance.helper.verbs import Verbs
from appliance.helper.voltage import Watcher
from appliance.machine.places import Places
from appliance.network.networks import Networks
from appliance.paths import Paths

USER: Final = "crowdbox"
DEFAULT: Final = Path("/run/crowdbox-helper/helper.sock")
_FIRST_HANDED: Final = 3  # SD_LISTEN_FDS_START, sd_listen_fds(3)

log = logging.getLogger(__name__)


def serve(path: Path, places: Places, paths: Paths) -> int:
    """Carry out orders until SIGTERM or SIGINT; return the exit status. Raises OSError."""
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    mounts = path.parent / "sticks"
    usb.tidy(mounts)
    watcher = Watcher(places)
    watcher.start()
    server = opened(path, Verbs(places, paths, Networks(), mounts=mounts, watcher=watcher))
    tell_systemd("READY=1")
    asked.wait()
    server.stop()
    watcher.stop()
    return 0


def opened(path: Path, verbs: Verbs, listening: socket.socket | None = None) -> ControlServer:
    """Return a server that listens at `path`, or on the socket that systemd handed over."""
    handed = listening or handed_over(os.environ)
    server = ControlServer(
        path, verbs.table(), together=True, welcome=allowed(USER), listening=handed
    )
    if handed is None:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    server.start()
    if handed is None:
        _let_in(path, USER)
    return server


def allowed(user: str) -> Callable[[int], bool]:
    """Return what tells whether a uid may give orders: root's, `user`'s and the helper's own."""
    uids = {0, os.geteuid()}
    try:
        uids.add(pwd.getpwnam(user).pw_uid)
    except KeyError:
        log.warning("there is no user %s: root alone may ask", user)
    return uids.__contains__


def handed_over(environ: Mapping[str, str]) -> socket.socket | None:
    """Return the socket that systemd made for this process, or None (sd_listen_fds(3))."""
    if environ.get("LISTEN_PID") != str(os.getpid()) or environ.get("LISTEN_FDS") != "1":
        return None
    return socket.socket(fileno=_FIRST_HANDED)


def tell_systemd(state: str) -> None:
    """Tell systemd how it stands, where systemd wants to know (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.connect(address.replace("@", "\0", 1))
            channel.sendall(state.encode("ascii"))


def _let_in(path: Path, group: str) -> None:
    try:
        os.chown(path, -1, grp.getgrnam(group).gr_gid)
    except (KeyError, PermissionError):
        return  # then root alone may ask
    path.chmod(0o660)
