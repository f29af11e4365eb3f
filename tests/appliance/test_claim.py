import re
from pathlib import Path

from appliance import claim
from appliance.paths import Paths


def test_the_code_has_no_look_alike_letters(tmp_path: Path) -> None:
    code = claim.claim_code(tmp_path)
    assert re.fullmatch(r"[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}", code)


def test_the_code_stays_until_it_is_cleared(tmp_path: Path) -> None:
    first = claim.claim_code(tmp_path)
    assert claim.claim_code(tmp_path) == first
    claim.clear(tmp_path)
    assert claim.claim_code(tmp_path) != first


def test_only_the_boxs_user_reads_the_file(tmp_path: Path) -> None:
    claim.claim_code(tmp_path)
    assert Paths(tmp_path).claim_code.stat().st_mode & 0o777 == 0o600


def test_an_empty_file_gets_a_code(tmp_path: Path) -> None:
    Paths(tmp_path).claim_code.touch()
    code = claim.claim_code(tmp_path)
    assert Paths(tmp_path).claim_code.read_text() == f"{code}\n"


def test_a_claimed_box_has_no_code(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    assert claim.ensure(paths, claimed=False)
    assert claim.ensure(paths, claimed=True) == ""
    assert not paths.claim_code.exists()
