import pytest

from imagebuild import host
from imagebuild.steps import StepFailed

STANZAS = """\
Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
URIs: https://other.example/node
Suites: nodistro
"""
LINES = """\
# a comment
deb [arch=amd64] http://mirror.example/debian bookworm main
deb http://mirror.example/debian-security bookworm-security main
deb http://other.example/tools stable main
"""
FOUND = {
    "main": "http://mirror.example/debian",
    "security": "http://mirror.example/debian-security",
}


@pytest.mark.parametrize("text", [STANZAS, LINES], ids=["stanzas", "lines"])
def test_the_archive_is_where_this_machine_takes_its_own_packages_from(text: str) -> None:
    assert host.from_sources(text) == FOUND


def test_a_variable_says_another_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROWDBOX_MIRROR_DEBIAN", "http://here.example/debian")
    assert host.mirrors("debian")["main"] == "http://here.example/debian"


def test_an_archive_that_no_machine_knows_has_to_be_named() -> None:
    with pytest.raises(StepFailed, match="CROWDBOX_MIRROR_RASPBERRYPI"):
        host.mirrors("raspberrypi")
