"""The editor's texts in 80 languages: a file for each beside its script, except English.

The editor writes them as two tables of literals, three of its eleven megabytes. A browser compiles
them, makes 79 languages that nobody reads, and keeps the result beside its compiled script.
"""

import json
import re
from re import Match
from typing import Final

from webui.scratch.build.misfit import Misfit

LANGUAGES: Final = 80
FIRST: Final = "en"
"""Stays in the script: what is not translated, and what is shown while the box is away."""
_STRING: Final = r'(?:"(?:[^"\\]|\\.)*+"|' r"'(?:[^'\\]|\\.)*+')"
_TABLE: Final = rf"\{{(?:[^{{}}\"']++|{_STRING})*+\}}"
_OF_BLOCKS: Final = re.compile(
    rf'\b(\w{{1,3}}\.ScratchMsgs\.locales)(?:\.(\w+)|\["([\w-]+)"\])=({_TABLE})'
)
_OF_EDITOR: Final = re.compile(r"messagesByLocale:(\w+),messages:\1\.en\b")
_ONE: Final = re.compile(rf'(?:"([\w-]+)"|(\w+)):({_TABLE}),?')
_PAIR: Final = re.compile(rf"({_STRING}|[\w$]+):({_STRING})(?:,|$)")
_ESCAPE: Final = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]+)\}|(\r?\n)|(.))"
)
_SHORT: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}

Texts = dict[str, dict[str, dict[str, str]]]


def taken(text: str) -> tuple[str, dict[str, tuple[str, bytes]]]:
    """Return the script without its texts, and (name of file, content) of each language.

    Raises Misfit.
    """
    found: Texts = {}

    def blocks(match: Match[str]) -> str:
        place, plain, quoted, table = match.groups()
        language = plain or quoted
        found.setdefault(language, {})["blocks"] = _read(table)
        return (
            match[0] if language == FIRST else f'crowdboxApart.text({place},"{language}","blocks")'
        )

    text, times = _OF_BLOCKS.subn(blocks, text)
    if times != LANGUAGES:
        raise Misfit(f"the blocks' texts are there in {times} languages")
    text = _editors(text, found)
    return text, {
        language: (f"texts/{language}.json", _written(parts))
        for language, parts in found.items()
        if language != FIRST
    }


def _editors(text: str, found: Texts) -> str:
    names = _OF_EDITOR.findall(text)
    if len(names) != 1 or (start := text.find(f"{names[0]}={{ab:{{")) < 0:
        raise Misfit("the editor's texts are not where they were")
    at = start + len(f"{names[0]}={{")
    first, made = "", []
    while one := _ONE.match(text, at):
        quoted, plain, table = one.groups()
        language = quoted or plain
        found.setdefault(language, {})["editor"] = _read(table)
        if language == FIRST:
            first = f"{language}:{table}"
        else:
            made.append(f'crowdboxApart.text(all,"{language}","editor")')
        at = one.end()
    if len(made) != LANGUAGES - 1 or text[at] != "}":
        raise Misfit(f"the editor's texts are there in {len(made) + 1} languages")
    listed = f"{names[0]}=(all=>({','.join(made)},all))({{{first}}})"
    return f"{text[:start]}{listed}{text[at + 1 :]}"


def _read(table: str) -> dict[str, str]:
    """Return what an object literal of texts says. Raises Misfit."""
    inside, at, read = table[1:-1], 0, {}
    while pair := _PAIR.match(inside, at):
        read[_plain(pair[1])] = _plain(pair[2])
        at = pair.end()
    if at != len(inside):
        raise Misfit(f"a text is written otherwise: {inside[at : at + 40]}")
    return read


def _plain(literal: str) -> str:
    return _ESCAPE.sub(_meant, literal[1:-1]) if literal[0] in "\"'" else literal


def _meant(escape: Match[str]) -> str:
    two, four, braced, line, one = escape.groups()
    if code := two or four or braced:
        return chr(int(code, 16))
    return "" if line else _SHORT.get(one, one)


def _written(parts: dict[str, dict[str, str]]) -> bytes:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    # what was escaped as two halves is one character
    return text.encode("utf-16", "surrogatepass").decode("utf-16").encode()
