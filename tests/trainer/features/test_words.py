import pytest

from trainer.features.words import pieces
from trainer.features.words import words


def written(text: str) -> list[str]:
    return [word.written for word in words(text)]


def features(text: str) -> list[str]:
    return [piece.feature for piece in pieces(words(text))]


def test_words_keep_their_apostrophes_and_single_letters() -> None:
    assert written("I don't like it, 'cause…") == ["I", "don't", "like", "it", "cause"]


def test_capitals_make_no_difference() -> None:
    assert features("Straße GROß") == features("STRASSE gross")


def test_both_apostrophes_are_one() -> None:
    assert features("don’t") == features("don't")


@pytest.mark.parametrize(
    "text", ["मुझे किताबें पसंद", "ప్రేమ పుస్తకం", "القطط تحب الحليب", "kočka má ráda"]
)
def test_vowel_signs_and_accents_do_not_cut_words(text: str) -> None:
    assert written(text) == text.split()


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert features("caf\u00e9") == features("cafe\u0301")


def test_full_width_letters_are_the_same_as_others() -> None:
    assert features("ＡＢＣ") == features("abc")


def test_scripts_without_spaces_fall_into_characters() -> None:
    assert written("我喜欢猫") == ["我", "喜", "欢", "猫"]


def test_thai_signs_stay_with_their_consonant() -> None:
    assert written("แม่") == ["แ", "ม่"]


def test_a_foreign_word_inside_stays_whole() -> None:
    assert written("我爱iPad啊") == ["我", "爱", "iPad", "啊"]


def test_runs_of_characters_cross_no_sign() -> None:
    assert "c欢猫" in features("我喜欢猫")
    assert "c欢猫" not in features("我喜欢，猫")


@pytest.mark.parametrize("sign", ["🐱", "👨‍👩‍👧", "🇫🇷", "👍🏽", ":)", "!", "❤️", "+"])
def test_emoji_and_telling_signs_are_words(sign: str) -> None:
    assert written(f"yes {sign}") == ["yes", sign]


def test_many_question_marks_are_one_word() -> None:
    assert features("why??") == features("why?????")


def test_commas_and_quotes_say_nothing() -> None:
    assert written('"…, ;- ()') == []


def test_pairs_of_words_are_pieces_of_both() -> None:
    found = {piece.feature: (piece.first, piece.last) for piece in pieces(words("big dog"))}
    assert found["wbig dog"] == (0, 1)


def test_runs_of_characters_lie_in_their_word() -> None:
    found = {piece.feature: (piece.first, piece.last) for piece in pieces(words("big dog"))}
    assert found["cdo"] == found["c do"] == found["cog "] == (1, 1)


def test_runs_of_a_script_without_spaces_lie_in_their_characters() -> None:
    found = {piece.feature: (piece.first, piece.last) for piece in pieces(words("我喜欢猫"))}
    assert found["c喜欢猫"] == (1, 3)


def test_an_empty_text_has_no_words_and_no_pieces() -> None:
    assert list(pieces(words(""))) == []
