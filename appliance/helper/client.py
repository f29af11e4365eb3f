"""How the web process asks the helper; it knows no more of it than this."""

from pathlib import Path
from typing import Any
from typing import Final

from appliance import control

_SECONDS: Final = 20.0
_SLOW: Final = {
    "network.scan": 40.0,
    "usb.list": 60.0,
    "usb.save": 1800.0,
    "usb.take": 1800.0,
    "update.check": 600.0,
    "update.apply": 600.0,
}
"""Seconds for verbs that read or write as much as a stick or a card can hold."""


class HelperAway(Exception):
    """There is no helper here, or it does not answer; the box goes on without it."""


class HelperRefused(Exception):
    """The helper did not do it: `code` of appliance.classroom.problems, `words` in English.

    `values` fill the words of that code, so that they can be said in another language.
    """

    def __init__(self, code: str, words: str, values: dict[str, Any] | None = None) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.values = values or {}


class Helper:
    """The helper that listens at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, verb: str, /, **arguments: Any) -> Any:
        """Return what the verb gives, as docs/updates.md and appliance/helper/verbs.py list.

        Raises HelperAway or HelperRefused.
        """
        try:
            return control.ask_within(_SLOW.get(verb, _SECONDS), self._path, verb, **arguments)
        except control.Refused as refused:
            raise HelperRefused(refused.code, str(refused), refused.values) from None
        except (control.NotRunning, OSError, ValueError) as error:
            raise HelperAway(str(error)) from error
