import pytest

from appliance.classroom import hashing


def test_a_hash_knows_its_secret_and_no_other():
    stored = hashing.make("correct horse")
    assert hashing.verify("correct horse", stored)
    assert not hashing.verify("correct horsf", stored)


def test_equal_secrets_have_different_hashes():
    assert hashing.make("cat dog", hashing.PICTURES_COST) != hashing.make(
        "cat dog", hashing.PICTURES_COST
    )


def test_a_hash_does_not_contain_the_secret():
    assert "correct" not in hashing.make("correct horse")


@pytest.mark.parametrize("odd", ["\ud800", "", "é" * 10_000, "\x00"])
def test_any_text_can_be_compared(odd):
    assert not hashing.verify(odd, hashing.make("cat", hashing.PICTURES_COST))
    assert not hashing.same(odd, "cat")


def test_tokens_are_stored_as_hashes_only():
    assert hashing.token_hash("token") == hashing.token_hash("token")
    assert len(hashing.token_hash("\ud800")) == 64
