"""`python -m appliance serve`: the whole box under one command, without root and systemd."""

import errno
import http.client
import io
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import segno

from appliance import addresses
from appliance import control
from appliance.addresses import Reachable
from appliance.paths import Paths
from appliance.settings import environment
from appliance.settings import Settings
from appliance.supervisor import Spec
from appliance.supervisor import Supervisor

_CHECKOUT: Final = Path(__file__).resolve().parent.parent
_HEALTH: Final = "/api/v1/health"
_NAME_SECONDS: Final = 2.0
"""How long the greeting waits for the announcer to win a name, once the page answers."""
_LONGEST_SOCKET_PATH: Final = 100
"""Bytes; Linux takes 107 (unix(7)), macOS 103."""


class CannotServe(Exception):
    """The box cannot run here; the message says why and what to do."""


def serve(settings: Settings) -> int:
    """Run the box in the foreground until Ctrl-C or SIGTERM; return the exit status.

    Raises CannotServe for what can be known before anything has started.
    """
    paths = Paths(settings.data)
    _prepare(paths)
    _require_port(settings.host, settings.port, "CROWDBOX_PORT")
    _require_port(settings.host, settings.scratch_door, "CROWDBOX_SCRATCH_PORT")
    status = Supervisor(
        specs=specs(settings, paths),
        ready=lambda: answers(settings),
        on_ready=lambda: _greet(settings, paths),
        say=_say,
    ).run()
    _say("Stopped." if status == 0 else "The pages could not start; the reason is above.")
    return status


def specs(settings: Settings, paths: Paths) -> list[Spec]:
    """Return the processes of the box, in the order in which they start."""
    environ = _environ(settings)

    def spec(name: str, *command: str, essential: bool = False) -> Spec:
        return Spec(name, (sys.executable, *command), environ, _CHECKOUT, essential)

    trainer = ("--socket", str(paths.trainer_socket), "--state", str(paths.trainer_state))
    web = ("-c", "python:webui.gunicorn_conf", "webui:create_app()")
    processes = [
        spec("trainer", "-m", "trainer", "serve", *trainer),
        spec("web server", "-m", "gunicorn", *web, essential=True),
    ]
    if settings.announce:
        processes.append(spec("announcer", "-m", "appliance", "announce"))
    return processes


def answers(settings: Settings) -> bool:
    """Tell whether the pages answer on this machine."""
    host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where to look
    connection = http.client.HTTPConnection(
        host.get(settings.host, settings.host), settings.port, timeout=1
    )
    try:
        connection.request("GET", _HEALTH)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def greeting(reachable: Reachable, claim_code: str) -> str:
    """Return what the terminal shows when the box is there."""
    hosts = [*([reachable.name] if reachable.name else []), *reachable.addresses]
    lines = ["", "Crowdbox is ready. Open one of these in a browser:", ""]
    lines += [f"  {reachable.url(host)}" for host in hosts]
    lines += [f"  {reachable.url('localhost')}   (on this computer)"]
    lines += ["", _qr_code(reachable.urls[0])] if reachable.addresses else [""]
    if claim_code:
        lines += ["This box has no teacher yet. Whoever types the claim code first is the teacher."]
        lines += [f"Claim code: {claim_code}", ""]
    return "\n".join([*lines, "Ctrl-C stops the box."])


def _greet(settings: Settings, paths: Paths) -> None:
    if settings.announce and addresses.local_addresses(settings.host):
        _until(lambda: addresses.announced_name(paths) != "", _NAME_SECONDS)
    try:
        code = paths.claim_code.read_text(encoding="ascii").strip()
    except OSError:
        code = ""
    _say(greeting(addresses.network(settings), code))


def _until(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.05)


def _qr_code(url: str) -> str:
    drawing = io.StringIO()
    segno.make(url, micro=False, error="m").terminal(drawing, compact=True, border=2)
    return drawing.getvalue()


def _say(text: str) -> None:
    print(text, flush=True)


def _environ(settings: Settings) -> dict[str, str]:
    """Return the variables of the children: every setting, so that no file is read again."""
    others = {key: value for key, value in os.environ.items() if key != "CROWDBOX_CONFIG"}
    return others | environment(settings)


def _prepare(paths: Paths) -> None:
    if len(os.fsencode(paths.trainer_socket)) > _LONGEST_SOCKET_PATH:
        raise CannotServe(
            f"The data folder's path is too long for the sockets in it: {paths.data}\n"
            "Set CROWDBOX_DATA to a shorter one."
        )
    try:
        paths.make()
    except OSError as error:
        raise CannotServe(
            f"The data folder {paths.data} cannot be made: {error.strerror}.\n"
            "Set CROWDBOX_DATA to a folder that you may write to."
        ) from error
    if control.running(paths.control_socket):
        raise CannotServe(f"A Crowdbox is already running with the data folder {paths.data}.")
    paths.announcement.unlink(missing_ok=True)


def _require_port(host: str, port: int, setting: str) -> None:
    """Raise CannotServe, in words for a person, where the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: f"Port {port} is used by another program.",
            errno.EACCES: f"Port {port} may only be used by root.",
        }
        reason = reasons.get(error.errno or 0, f"{host}:{port}: {error}")
        raise CannotServe(f"{reason}\nSet {setting} to another one, such as 9080.") from error
