"""`python -m appliance`: the box's command line."""

import argparse
import os
import sys
from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path

from appliance import __version__
from appliance import settings
from appliance.settings import BadSettings
from appliance.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit status: 0 done, 1 refused, 2 not understood."""
    options, rest = parser().parse_known_args(argv)
    if rest and options.command != "demo":
        parser().error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return RUN[options.command](options, rest)
    except BadSettings as error:
        print(f"Settings: {error}.", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; docs/commands.md tells what it understands."""
    top = argparse.ArgumentParser(prog="python -m appliance", description="The Crowdbox.")
    top.add_argument("--version", action="version", version=f"Crowdbox {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="run the box in this terminal")
    serve.add_argument("--port", help="TCP port of the pages")
    serve.add_argument("--no-announce", action="store_true", help="do not announce it over mDNS")
    announce = commands.add_parser("announce", help="keep the box's name on the network")
    backup = commands.add_parser("backup", help="write everything to one file")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = commands.add_parser("restore", help="replace everything by a backup")
    restore.add_argument("file", type=Path, metavar="FILE")
    reset = commands.add_parser("reset-password", help="give the teacher a new password")
    reset.add_argument(
        "--password-stdin", action="store_true", help="read it from standard input, unasked"
    )
    nightly = commands.add_parser("nightly", help="make tonight's backup, kept for seven nights")
    for command in (serve, announce, backup, restore, reset, nightly):
        command.add_argument("--data", type=Path, help="folder of everything the class makes")
        command.add_argument("--config", type=Path, help="TOML file of settings")
    for name, what in _MACHINE.items():
        commands.add_parser(name, help=what)
    commands.add_parser("demo", help="a box with a simulated class", add_help=False)
    return top


_MACHINE = {
    "card": "make the card's partitions, before its data is mounted",
    "start-box": "settle what each boot needs",
    "network-changed": "bring certificate and note up to the addresses",
    "fallback": "open the hotspot where no network is found",
    "make-keys": "make the keys for HTTPS on an installed machine",
    "save-clock": "remember the time",
    "console": "show on the screen how the box is reached",
    "helper": "change the machine when the web process asks for it; as root",
    "before-web": "make the database right for the release that starts",
    "confirm-update": "judge an update on its first start",
    "led": "say by the light that the box may be unplugged",
}
"""What only the units of a box run, as docs/units.md tells."""


def _settings(options: argparse.Namespace) -> Settings:
    environ = dict(os.environ)
    given = {
        "CROWDBOX_DATA": options.data,
        "CROWDBOX_PORT": getattr(options, "port", None),
        "CROWDBOX_ANNOUNCE": "0" if getattr(options, "no_announce", False) else None,
    }
    environ |= {name: str(value) for name, value in given.items() if value is not None}
    return settings.load(options.config, environ)


# Each command imports what it needs when it runs: the announcer shall not carry the database.


def _serve(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.serve import CannotServe
    from appliance.serve import serve

    try:
        return serve(_settings(options))
    except CannotServe as error:
        print(error, file=sys.stderr)
        return 1


def _announce(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.announce import announce

    return announce(_settings(options))


def _backup(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance import commands

    return commands.backup(_settings(options), options.file)


def _restore(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance import commands

    return commands.restore(_settings(options), options.file)


def _reset_password(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance import commands

    return commands.reset_password(_settings(options), from_stdin=options.password_stdin)


def _card(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.machine.card import card
    from appliance.machine.places import Places

    return card(Places())


def _start_box(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.machine.places import Places
    from appliance.machine.start import start_box

    return start_box(Places())


def _network_changed(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.machine.places import Places
    from appliance.machine.start import network_changed

    return network_changed(Places())


def _fallback(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.machine.fallback import fallback
    from appliance.machine.places import Places

    return fallback(Places())


def _make_keys(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.machine.keys import make_keys

    return make_keys(settings.load())


def _save_clock(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.machine import saved_clock
    from appliance.machine.places import Places

    saved_clock.save(Places())
    return 0


def _console(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.machine.console import console
    from appliance.machine.places import Places

    return console(settings.load(), Places())


def _led(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.machine import led
    from appliance.machine.places import Places

    return led.safe(Places())


def _helper(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.helper import serve
    from appliance.machine.places import Places
    from appliance.paths import Paths

    given = settings.load()
    path = Path(given.helper) if given.helper else serve.DEFAULT
    return serve.serve(path, Places(), Paths(given.data))


def _before_web(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.machine.places import Places
    from appliance.update import start

    return start.before_web(settings.load(), Places())


def _confirm_update(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.machine.places import Places
    from appliance.update import start

    return start.confirm_update(settings.load(), Places())


def _nightly(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance.nightly import nightly
    from appliance.paths import Paths

    return nightly(Paths(_settings(options).data))


def _demo(options: argparse.Namespace, rest: list[str]) -> int:
    from appliance import demo

    return demo.main(rest)


RUN: dict[str, Callable[[argparse.Namespace, list[str]], int]] = {
    "serve": _serve,
    "announce": _announce,
    "backup": _backup,
    "restore": _restore,
    "reset-password": _reset_password,
    "nightly": _nightly,
    "card": _card,
    "start-box": _start_box,
    "network-changed": _network_changed,
    "fallback": _fallback,
    "make-keys": _make_keys,
    "save-clock": _save_clock,
    "console": _console,
    "helper": _helper,
    "before-web": _before_web,
    "confirm-update": _confirm_update,
    "led": _led,
    "demo": _demo,
}
"""command → what carries it out, given its options and, for the demo, the words left over."""

if __name__ == "__main__":
    sys.exit(main())
