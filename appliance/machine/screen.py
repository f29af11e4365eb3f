"""What the console shows, as lines of text: words, addresses and codes to point a camera at."""

import io
from dataclasses import dataclass
from typing import Final

import segno

_BETWEEN: Final = 4
"""Columns between two codes."""


@dataclass(frozen=True, kw_only=True)
class View:
    """What there is to show; what is empty is left out."""

    language: str = "en"
    ssid: str = ""
    password: str = ""
    own: bool = False
    """Whether `ssid` is the box's own Wi-Fi."""
    urls: tuple[str, ...] = ()
    claim_code: str = ""
    trouble: str = ""


def lines(view: View, columns: int, rows: int) -> list[str]:
    """Return the lines of a screen of that size: all words, and the codes that fit below."""
    words = _words(view, _WORDS.get(view.language, _WORDS["en"]))
    codes = [_qr(text) for text in (wifi_code(view), *view.urls[:1]) if text]
    while codes and (len(words) + _height(codes) > rows or _width(codes) > columns):
        codes.pop(0)
    return [*words, *_beside(codes)][:rows]


def wifi_code(view: View) -> str:
    """Return what a camera needs for joining the Wi-Fi, "" where there is none of the box's own."""
    if not view.own or not view.ssid:
        return ""
    kind = f"T:WPA;P:{_escaped(view.password)};" if view.password else "T:nopass;"
    return f"WIFI:S:{_escaped(view.ssid)};{kind};"


def _words(view: View, said: dict[str, str]) -> list[str]:
    found = ["", "  CROWDBOX", ""]
    if view.trouble:
        found += [f"  {said['trouble']}", f"  {view.trouble}", ""]
    if view.ssid:
        found.append(f"  {said['wifi']}  {view.ssid}")
        if view.own:
            found.append(f"  {said['password']}  {view.password or said['none']}")
    found += [f"  {said['open']}  {url}" for url in view.urls] or [f"  {said['nowhere']}"]
    if view.claim_code:
        found += ["", f"  {said['claim']}  {view.claim_code}"]
    return [*found, ""]


def _qr(text: str) -> list[str]:
    """Return a code in half blocks: two rows of modules to a line, light on the dark screen."""
    drawing = io.StringIO()
    segno.make(text, micro=False, error="l").terminal(drawing, compact=True, border=2)
    return drawing.getvalue().splitlines()


def _beside(codes: list[list[str]]) -> list[str]:
    height = _height(codes)
    padded = [code + [" " * _shown(code[0])] * (height - len(code)) for code in codes]
    return ["  " + (" " * _BETWEEN).join(parts) for parts in zip(*padded, strict=True)]


def _height(codes: list[list[str]]) -> int:
    return max((len(code) for code in codes), default=0)


def _width(codes: list[list[str]]) -> int:
    return sum(_shown(code[0]) + _BETWEEN for code in codes)


def _shown(line: str) -> int:
    """Return how many columns a line takes: all that is no escape sequence."""
    return sum(1 for char in line if char in " ▀▄█")


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in '\\;,:"' else char for char in text)


# The console's built-in font has the letters of code page 437: no capitals with accents but É.
_WORDS: Final = {
    "en": {
        "wifi": "Wi-Fi:         ",
        "password": "Password:      ",
        "none": "(none)",
        "open": "In a browser:  ",
        "nowhere": "No network yet.",
        "claim": "Claim code:    ",
        "trouble": "Something is wrong:",
    },
    "fr": {
        "wifi": "Wi-Fi :          ",
        "password": "Mot de passe :   ",
        "none": "(aucun)",
        "open": "Navigateur :     ",
        "nowhere": "Pas encore de réseau.",
        "claim": "Code du prof. :  ",
        "trouble": "Quelque chose ne va pas :",
    },
}
