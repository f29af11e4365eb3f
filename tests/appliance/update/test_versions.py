import pytest

from appliance.update import versions


def test_versions_are_ordered_by_their_numbers() -> None:
    told = ["1.10.0", "1.2.0", "1.2.0rc1", "0.9", "1.2"]
    assert sorted(told, key=versions.key) == ["0.9", "1.2.0rc1", "1.2.0", "1.2", "1.10.0"]


@pytest.mark.parametrize("text", ["", "1", "v1.2", "1.2.3.4.5", "1.2/3", "1.2 ", "1.²"])
def test_other_words_are_no_versions(text: str) -> None:
    with pytest.raises(ValueError):
        versions.key(text)
