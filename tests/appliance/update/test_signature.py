from pathlib import Path

from appliance.update import signature
from tests.appliance.update.card import Maker


def test_what_is_signed_is_recognised(maker: Maker) -> None:
    assert signature.is_signed(b"words", signature.sign(b"words", maker.private), maker.public)


def test_other_words_are_not_signed(maker: Maker) -> None:
    assert not signature.is_signed(b"other", signature.sign(b"words", maker.private), maker.public)


def test_somebody_elses_signature_does_not_count(maker: Maker, tmp_path: Path) -> None:
    other = Maker(tmp_path)
    assert not signature.is_signed(b"words", signature.sign(b"words", other.private), maker.public)


def test_without_a_key_nothing_is_signed(maker: Maker, tmp_path: Path) -> None:
    made = signature.sign(b"words", maker.private)
    assert not signature.is_signed(b"words", made, tmp_path / "no.pub")
