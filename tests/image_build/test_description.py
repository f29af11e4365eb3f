from pathlib import Path

import pytest

from imagebuild import description


@pytest.mark.parametrize("base", ["debian-13", "raspios-13"])
def test_each_base_gives_all_that_a_build_asks_for(base: str) -> None:
    described = description.load(base)
    assert "network-manager" in described.packages
    assert described.kernel.startswith("linux-image-")
    assert described.python == "3.13"


def test_a_base_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(description.BadDescription, match="debian-13"):
        description.load("windows")


def test_the_bases_share_one_description_and_have_roots_of_their_own() -> None:
    ours, theirs = description.load("debian-13"), description.load("raspios-13")
    assert ours.image == theirs.image
    assert ours.base_key != theirs.base_key


def test_a_key_follows_the_contents_of_files_not_their_dates(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("one")
    before = description.key_of_files(tmp_path)
    file.touch()
    assert description.key_of_files(tmp_path) == before
    file.write_text("two")
    assert description.key_of_files(tmp_path) != before
