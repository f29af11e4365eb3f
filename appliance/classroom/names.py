"""What people type, made safe to store, compare and show: names in one line, texts in several."""

import re
import unicodedata

from appliance.classroom.problems import Problem

MAX_STUDENT_NAME = 30
MAX_CLASS_NAME = 60
MAX_PROJECT_NAME = 36
MAX_LABEL_NAME = 30
MAX_PROGRAM_NAME = 60

_MAX_MARKS = 4
"""Accents stacked on one letter: more than any language needs covers the lines around it."""

# Letters and marks that show nothing, so that two names could look the same: the grapheme
# joiner, Hangul and Khmer fillers, the braille blank and variation selectors
# (Unicode 15, DerivedCoreProperties.txt, Default_Ignorable_Code_Point).
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, range(0x180B, 0x1810)))
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls, halves of characters, bidi controls and invisible formatting. The two joiners
# U+200C and U+200D stay: Persian, Hindi and many emoji are spelt with them.
_NOT_IN_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\xad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0001]"
)


def clean(text: str, max_length: int, *, field: str = "name") -> str:
    """Return a name in one line: NFKC, without invisible characters, spaces collapsed.

    Raises Problem `bad_name` where nothing visible is left, or more than `max_length` characters.
    """
    name = _one_line(text) if len(text) <= 20 * max_length else ""
    if not 1 <= len(name) <= max_length or not _visible(name):
        raise Problem("bad_name", field=field, max=max_length)
    return name


def folded(name: str) -> str:
    """Return the form in which names are compared: one that ignores case and width."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def typed(text: str) -> str:
    """Return the form in which to look for a name that somebody typed; empty if it is none."""
    return folded(_one_line(text)) if len(text) <= 1000 else ""


def clean_text(text: str, max_length: int, *, field: str = "data") -> str:
    """Return an example's text: NFC, line breaks kept, controls and bidi controls stripped.

    Cleaning twice changes nothing more. Raises Problem `bad_text` where nothing visible is left,
    or more than `max_length` characters.
    """
    text = _LINE_BREAKS.sub("\n", text)
    text = unicodedata.normalize("NFC", _NOT_IN_TEXT.sub("", text)).strip()
    if not 1 <= len(text) <= max_length or not _visible(text):
        raise Problem("bad_text", field=field, max=max_length)
    return text


def _one_line(text: str) -> str:
    before = None
    while before != text:  # taking a character out can let its neighbours join
        before = text
        kept = (char for char in " ".join(text.split()) if not _ignored(char))
        text = unicodedata.normalize("NFKC", "".join(kept))
        text = _without_towers(" ".join(text.split()))
    return text


def _ignored(char: str) -> bool:
    # control, format (zero-width, bidi, tags), unassigned, private use, half a character
    return unicodedata.category(char)[0] == "C" or char in _INVISIBLE


def _without_towers(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        if marks <= _MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def _visible(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LNPS" and char not in _INVISIBLE for char in text)
