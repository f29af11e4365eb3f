"""Texts as the pieces of words that BERT knows (bert-base-uncased).

There are 30,522 pieces, of which a word takes the longest that fits, again and again (WordPiece,
described in BERT's tokenization.py). Exported models carry this file: it needs Python alone.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

LONGEST = 256
"""Pieces of a text that are read, as in sentence-transformers' configuration."""
LONGEST_WORD = 100
"""Characters; BERT takes longer words for unknown ones."""


class Pieces:
    """The pieces that bert-base-uncased cuts words into."""

    def __init__(self, vocabulary: Path) -> None:
        names = vocabulary.read_text(encoding="utf-8").split("\n")
        self._known = {name: number for number, name in enumerate(names) if name}
        self._first, self._last = self._known["[CLS]"], self._known["[SEP]"]
        self._unknown = self._known["[UNK]"]

    def ids(self, text: str) -> list[int]:
        """Return the numbers of the pieces of a text, begun and ended by the marks of BERT."""
        found = [self._first]
        for word in _words(text):
            found += self._cut(word)
            if len(found) >= LONGEST:
                break
        return [*found[: LONGEST - 1], self._last]

    def _cut(self, word: str) -> list[int]:
        found, start = list[int](), 0
        while start < len(word) <= LONGEST_WORD:
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self._known), None)
            if end is None:
                return [self._unknown]
            found.append(self._known[mark + word[start:end]])
            start = end
        return found or [self._unknown]


def _words(text: str) -> Iterator[str]:
    """Give words in small letters without accents; each sign and ideograph is one by itself."""
    plain = unicodedata.normalize("NFD", "".join(map(_spaced, text)).lower())
    kept = "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")
    for run in kept.split():
        word = ""
        for sign in run:
            if not _punctuation(sign):
                word += sign
                continue
            if word:
                yield word
            yield sign
            word = ""
        if word:
            yield word


def _spaced(sign: str) -> str:
    """Return a character as BERT reads it: ideographs alone, all kinds of space one."""
    if sign.isspace():
        return " "
    if sign in "\0\ufffd" or unicodedata.category(sign).startswith("C"):
        return ""
    return f" {sign} " if _ideograph(ord(sign)) else sign


def _ideograph(code: int) -> bool:
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x2FA1F


def _punctuation(sign: str) -> bool:
    if sign.isascii():
        return not sign.isalnum()
    return unicodedata.category(sign).startswith("P")
