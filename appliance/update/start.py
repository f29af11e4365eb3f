"""What `before-web` and `confirm-update` do on a machine with these settings."""

import os
import sqlite3
import sys
from pathlib import Path

from appliance.classroom.problems import Problem
from appliance.machine.places import Places
from appliance.machine.running import run
from appliance.machine.running import ToolFailed
from appliance.paths import Paths
from appliance.settings import Settings
from appliance.update import aside
from appliance.update.confirm import confirm
from appliance.update.confirm import Door
from appliance.update.confirm import is_well


def before_web(settings: Settings, places: Places) -> int:
    """Make the database right for the slot that runs; return 1 where the web may not start."""
    paths = Paths(settings.data)
    try:
        if paths.data.is_dir():
            _become_owner(paths.data)
            aside.before_web(places, paths)
    except (Problem, OSError, sqlite3.Error) as error:
        print(
            f"The database cannot be kept safe, so the pages do not start: {error}", file=sys.stderr
        )
        return 1
    return 0


def confirm_update(settings: Settings, places: Places) -> int:
    """Judge an update that is on trial; return 1 where nobody may reach the box."""
    paths = Paths(settings.data)
    web = Door(Path(settings.pages_socket)) if settings.sockets else Door(port=settings.port)
    trainer = Door(paths.trainer_socket)
    try:
        return confirm(places, paths, lambda: is_well(web, trainer), _restart)
    except (OSError, ToolFailed) as error:
        print(f"The update cannot be kept: {error}", file=sys.stderr)
        return 1


def _restart() -> None:
    run("systemctl", "--no-block", "reboot")


def _become_owner(folder: Path) -> None:
    """Go on as the owner of the class's folder, if this is root: links there may lead anywhere."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.setgroups([])
        os.setgid(owner.st_gid)
        os.setuid(owner.st_uid)
