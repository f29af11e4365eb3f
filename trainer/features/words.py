"""How a text falls into words, in every script, and which pieces of it a model looks at.

Most scripts put spaces between words. Chinese, Japanese, Thai and their like do not: there each
character is a word of its own, and the runs of two to four characters carry what words carry
elsewhere. Emoji, question marks and the like say much in a child's sentence, so they are words.
"""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

SHORTEST_GRAM = 2
LONGEST_GRAM = 4


class Word(NamedTuple):
    """One word: as written, as compared, and how it stands to the word before."""

    written: str
    folded: str
    glued: bool = False
    """No space can be expected before it: it continues a run of an unsegmented script."""
    symbol: bool = False
    """An emoji or sign: it has no inside to look at."""


class Piece(NamedTuple):
    """One feature found in a text, and the words `first` to `last` that it lies in."""

    feature: str
    first: int
    last: int


def _ranges(characters: Iterable[int]) -> str:
    spans: list[list[int]] = []
    for character in characters:
        if spans and character == spans[-1][1] + 1:
            spans[-1][1] = character
        else:
            spans.append([character, character])
    return "".join(f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in spans)


def _of_category(*categories: str) -> str:
    # Planes 0 and 1 hold all but rare ideographs; `re` knows no Unicode categories itself.
    found = (c for c in range(0x20000) if unicodedata.category(chr(c)) in categories)
    return _ranges(found)


# `\w` leaves out the vowel signs of Devanagari, Thai and others, and would cut words at them.
_MARKS = _of_category("Mn", "Mc", "Me") + "\u200c\u200d"
_SIGNS = _of_category("So", "Sm", "Sc")
_UNSEGMENTED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff"  # Japanese kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_TONES = "\ufe0f\U0001f3fb-\U0001f3ff"
_WORD = re.compile(
    r"(?P<face>[:;=]-?[()DPp](?!\w))"
    rf"|(?P<word>[\w{_MARKS}]+(?:['’][\w{_MARKS}]+)*)"
    r"|(?P<tone>[!?¡¿؟]+)"
    rf"|(?P<sign>[\U0001f1e6-\U0001f1ff]{{2}}|[{_SIGNS}][{_TONES}]*"
    rf"(?:\u200d[{_SIGNS}][{_TONES}]*)*)"
)
_ANY_UNSEGMENTED = re.compile(f"[{_UNSEGMENTED}]")
_CHARACTERS = re.compile(f"[{_UNSEGMENTED}][{_MARKS}]*|[^{_UNSEGMENTED}]+")


def normal(text: str) -> str:
    """Return a text with compatibility forms made one (NFKC); it holds its words as written."""
    return unicodedata.normalize("NFKC", text).replace("_", " ")


def words(text: str) -> list[Word]:
    """Return the words of a text in order, as they stand in its normal form."""
    found: list[Word] = []
    for match in _WORD.finditer(normal(text)):
        written = match.group()
        if match.lastgroup == "word":
            found.extend(_split(written))
        elif match.lastgroup == "tone":
            found.append(Word(written, written[0], symbol=True))
        else:
            found.append(Word(written, written.casefold().strip("\ufe0f"), symbol=True))
    return found


def _split(run: str) -> Iterator[Word]:
    if not _ANY_UNSEGMENTED.search(run):
        yield Word(run, run.casefold().replace("’", "'"))
        return
    glued = False
    for match in _CHARACTERS.finditer(run):
        character = _ANY_UNSEGMENTED.match(match.group()) is not None
        yield Word(match.group(), match.group().casefold(), glued=glued and character)
        glued = character


def pieces(found: list[Word]) -> Iterator[Piece]:
    """Give the features of these words: words, pairs of words, and runs of 2–4 characters.

    Features that start with `w` are words and pairs, those with `c` are runs of characters.
    """
    start = 0
    for index, word in enumerate(found):
        yield Piece("w" + word.folded, index, index)
        if index + 1 < len(found) and not found[index + 1].glued:
            yield Piece(f"w{word.folded} {found[index + 1].folded}", index, index + 1)
            yield from _inside(found, start, index)
            start = index + 1
    if found:
        yield from _inside(found, start, len(found) - 1)


def _inside(found: list[Word], first: int, last: int) -> Iterator[Piece]:
    if first < last:
        yield from _runs([word.folded for word in found[first : last + 1]], first)
    elif not found[first].symbol:
        for gram in _grams(found[first].folded):
            yield Piece(gram, first, first)


@lru_cache(maxsize=20_000)
def _grams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(
        "c" + padded[at : at + length]
        for length in range(SHORTEST_GRAM, LONGEST_GRAM + 1)
        for at in range(len(padded) - length + 1)
    )


def _runs(units: list[str], first: int) -> Iterator[Piece]:
    for length in range(SHORTEST_GRAM, min(LONGEST_GRAM, len(units)) + 1):
        for at in range(len(units) - length + 1):
            feature = "c" + "".join(units[at : at + length])
            yield Piece(feature, first + at, first + at + length - 1)
