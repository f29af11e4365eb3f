"""One frozen Settings object, from a TOML file and CROWDBOX_* variables."""

import os
import re
import tomllib
from dataclasses import dataclass
from dataclasses import field
from dataclasses import fields
from pathlib import Path
from typing import Any
from typing import Final

_LAST_PORT: Final = 65_535


class BadSettings(ValueError):
    """A setting is unknown or has a value of the wrong kind; the message names it."""


def _default_data() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "crowdbox"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything about a box that its owner may set; each is described in docs/settings.md."""

    data: Path = field(default_factory=_default_data)
    """Folder of everything the class makes."""
    host: str = "0.0.0.0"  # noqa: S104  the class joins over the network: that is the point
    """Address to listen on."""
    port: int = 8080
    """TCP port of the pages."""
    scratch_port: int = 0
    """TCP port of the Scratch editor; 0 means the one after `port`."""
    https_port: int = 0
    """TCP port of the pages over HTTPS, the Scratch editor's is the next one; 0 means no HTTPS."""
    sockets: str = ""
    """Folder of the Unix sockets to listen on, behind nginx; empty means to listen on the ports."""
    portal: bool = False
    """Whether requests for other hosts' names get the page that shows the box's address."""
    helper: str = ""
    """Path of the socket of the helper that drives the machine; empty where there is none."""
    name: str = "crowdbox"
    """Name to ask for on the network; `name.local`."""
    language: str = "en"
    """Language of pages before the teacher has chosen one."""
    announce: bool = True
    """Whether to announce the box over mDNS."""
    max_clients: int = 320
    """Live connections at once; each holds a thread of the web process."""
    threads: int = 0
    """Threads of the web process; 0 means two for each live connection and 32 for pages."""
    max_body_kb: int = 512
    """Largest request body in kB, uploads of projects and backups excepted."""
    max_upload_mb: int = 2_000
    """Largest uploaded project or backup in MB."""
    max_projects: int = 200
    """Projects of the class, and private projects of one student."""
    max_labels: int = 50
    """Labels of one project."""
    max_examples: int = 100_000
    """Examples of one project of texts or numbers."""
    max_images: int = 20_000
    """Examples of one project of pictures."""
    max_sounds: int = 10_000
    """Examples of one project of sounds."""
    max_image_mb: int = 5
    """Largest picture that may be sent, in MB; it is stored in at most 40 kB."""
    max_sound_mb: int = 5
    """Largest sound that may be sent, in MB."""
    max_sound_seconds: int = 10
    """Longest sound that may be sent, in seconds; 10 is the most that a box can store."""
    max_text: int = 5_000
    """Characters of one text."""
    max_students: int = 1_000
    """Students of the class."""
    min_examples: int = 5
    """Examples that each label needs before training."""
    max_models: int = 30
    """Versions of a project's model that are kept; the oldest that is not in use goes."""
    max_programs: int = 20
    """Scratch programs that one person may keep in one project."""
    max_program_mb: int = 10
    """Largest Scratch program in MB, 100 at most."""
    trainer_memory_mb: int = 1_500
    """Memory that one training may use, in MB."""
    trainer_seconds: int = 900
    """Time that one training may take, in seconds."""

    @property
    def scratch_door(self) -> int:
        """TCP port that the Scratch editor is served on, another one than `port`."""
        following = self.port + 1 if self.port < _LAST_PORT else self.port - 1
        return self.scratch_port or following

    @property
    def https_scratch_door(self) -> int:
        """TCP port of the Scratch editor over HTTPS; 0 without HTTPS."""
        return self.https_port and self.https_port + 1

    @property
    def pages_socket(self) -> str:
        """Path of the Unix socket of the pages; only where `sockets` is set."""
        return f"{self.sockets}/web.sock"

    @property
    def scratch_socket(self) -> str:
        """Path of the Unix socket of the Scratch editor; only where `sockets` is set."""
        return f"{self.sockets}/scratch.sock"

    @property
    def web_threads(self) -> int:
        """How many threads the web process runs."""
        return self.threads or 2 * self.max_clients + 32


def load(path: Path | None = None, environ: dict[str, str] | None = None) -> Settings:
    """Return the settings of a TOML file, overridden by CROWDBOX_* variables.

    The file is `path`, else the one that CROWDBOX_CONFIG names, else none.
    Raises BadSettings for an unknown name, a value of the wrong type, one port for two doors, or
    unreadable TOML.
    """
    environ = dict(os.environ) if environ is None else environ
    named = environ.get("CROWDBOX_CONFIG")
    values = _from_file(path or (Path(named) if named else None))
    values |= _from_environment(environ)
    settings = Settings(**{name: _converted(name, value) for name, value in values.items()})
    if settings.scratch_port == settings.port:
        raise BadSettings("scratch_port must be another one than port")
    if {settings.https_port, settings.https_scratch_door} & {settings.port, settings.scratch_door}:
        raise BadSettings("https_port and the one after it must be others than those of http")
    return settings


def environment(settings: Settings) -> dict[str, str]:
    """Return the CROWDBOX_* variables from which `load` makes these settings again."""
    values = {item.name: getattr(settings, item.name) for item in fields(Settings)}
    return {
        f"CROWDBOX_{name.upper()}": str(int(value)) if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }


def _from_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path} cannot be read: {error}") from error


def _from_environment(environ: dict[str, str]) -> dict[str, Any]:
    names = {f"CROWDBOX_{item.name.upper()}": item.name for item in fields(Settings)}
    return {names[key]: value for key, value in environ.items() if key in names}


def _converted(name: str, value: Any) -> Any:
    kinds = {item.name: item.type for item in fields(Settings)}
    if name not in kinds:
        raise BadSettings(f"there is no setting {name!r}")
    try:
        return _SPECIAL.get(name, _CONVERTERS[kinds[name]])(value)
    except (TypeError, ValueError) as error:
        raise BadSettings(f"{name} cannot be {value!r}") from error


def _boolean(value: Any) -> bool:
    known = {True: True, False: False, "1": True, "0": False, "true": True, "false": False}
    if isinstance(value, int) and not isinstance(value, bool):
        raise ValueError(value)
    try:
        return known[value.lower() if isinstance(value, str) else value]
    except KeyError:
        raise ValueError(value) from None


def _integer(value: Any) -> int:
    if isinstance(value, (bool, float)):
        raise ValueError(value)
    number = int(value)
    if number < 0:
        raise ValueError(value)
    return number


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _path(value: Any) -> Path:
    return Path(_text(value)).expanduser().absolute()


def _place(value: Any) -> str:
    return str(_path(value)) if _text(value) else ""


def _port(value: Any) -> int:
    number = _integer(value)
    if not 1 <= number <= _LAST_PORT:
        raise ValueError(value)
    return number


def _other_port(value: Any) -> int:
    return _port(value) if _integer(value) else 0


def _https_port(value: Any) -> int:
    number = _other_port(value)
    if number == _LAST_PORT:  # the next one is the Scratch editor's
        raise ValueError(value)
    return number


def _host_name(value: Any) -> str:
    name = _text(value).lower()
    # One label of a host name, RFC 1123; 60 leaves room for `-2` within the 63 of RFC 1035.
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?", name):
        raise ValueError(value)
    return name


_CONVERTERS: dict[Any, Any] = {
    Path: _path,
    str: _text,
    int: _integer,
    bool: _boolean,
}
_SPECIAL: dict[str, Any] = {
    "port": _port,
    "scratch_port": _other_port,
    "https_port": _https_port,
    "name": _host_name,
    "sockets": _place,
    "helper": _place,
}
