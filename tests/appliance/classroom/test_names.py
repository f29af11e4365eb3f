import random
import sys
import unicodedata

import pytest

from appliance.classroom import names


@pytest.mark.parametrize(
    "name", ["Ana", "Bo", "Élise", "李雷", "محمد", "Zoë-Marie O'Neil", "हिन्दी", "🦊"]
)
def test_names_of_every_language_stay_as_they_are(name):
    assert names.clean(name, 30) == unicodedata.normalize("NFKC", name)


@pytest.mark.parametrize(
    "trick",
    ["A\u200bna", "\u202eAna", "An\u2066a", "A\ufeffna", "An\xada", "A\u034fna", "Ana\ufe0f"],
)
def test_invisible_characters_do_not_make_another_name(trick):
    assert names.clean(trick, 30) == "Ana"


@pytest.mark.parametrize(
    "nothing", ["", "   ", "\u200b\u200d", "\u3164", "\u2800", "\ue000", "\ud800", "\u0301", "\x00"]
)
def test_a_name_needs_something_visible(nothing, refused):
    with refused("bad_name") as refusal:
        names.clean(nothing, 30)
    assert refusal.values == {"max": 30}


def test_spaces_of_all_kinds_become_one():
    assert names.clean("\t Ana \u3000\n Maria\u00a0", 30) == "Ana Maria"


def test_a_name_is_as_long_as_its_characters(refused):
    assert names.clean("李" * 30, 30) == "李" * 30
    with refused("bad_name"):
        names.clean("李" * 31, 30)


def test_a_huge_name_is_refused_before_work_is_done(refused):
    with refused("bad_name"):
        names.clean("\u200b" * 1_000_000 + "Ana", 30)


def test_names_are_compared_without_case_and_width():
    assert names.folded("ＡＮＡ") == names.folded("ana")
    assert names.folded("Straße") == names.folded("STRASSE")
    assert names.folded("Ana") != names.folded("Anna")


def test_accents_do_not_pile_up_over_other_lines():
    assert len(names.clean("Z" + "\u0322" * 25, 30)) == 5


def test_cleaning_a_name_twice_changes_nothing_more(refused):
    dice = random.Random(7)
    for _ in range(2000):
        text = "".join(chr(dice.randrange(sys.maxunicode + 1)) for _ in range(3)) + "a\u0301"
        once = names.clean(text, 200)
        assert names.clean(once, 200) == once


def test_a_text_keeps_its_line_breaks_and_emoji():
    text = "one\r\ntwo\rthree\u2028four 👩‍🚀"
    assert names.clean_text(text, 100) == "one\ntwo\nthree\nfour 👩‍🚀"


def test_a_text_loses_controls_and_bidi_controls():
    assert names.clean_text("a\x00b\u202ec\ud800d\ufeff", 100) == "abcd"


def test_a_text_is_in_composed_form():
    assert names.clean_text("e\u0301", 1) == "é"


@pytest.mark.parametrize("text", ["", " \n ", "\u200b\u200c\u200d", "x" * 41])
def test_a_text_is_neither_empty_nor_too_long(text, refused):
    with refused("bad_text") as refusal:
        names.clean_text(text, 40)
    assert refusal.problem.field == "data"


def test_cleaning_a_text_twice_changes_nothing_more():
    dice = random.Random(8)
    for _ in range(2000):
        text = "".join(chr(dice.randrange(sys.maxunicode + 1)) for _ in range(4)) + "."
        once = names.clean_text(text, 200)
        assert names.clean_text(once, 200) == once
