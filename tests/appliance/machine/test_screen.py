import pytest

from appliance.machine import screen
from appliance.machine.screen import View

VIEW = View(
    ssid="Crowdbox-7KQF",
    password="abcd-efgh-jkmn",
    own=True,
    urls=("http://10.42.0.1", "http://crowdbox.local"),
    claim_code="K7QF-M2XD",
)


def blocks(lines: list[str]) -> list[str]:
    return [line for line in lines if any(char in line for char in "▀▄█")]


def test_everything_is_on_a_large_screen_with_two_codes_beside_each_other() -> None:
    found = "\n".join(screen.lines(VIEW, 240, 67))
    for word in ("Crowdbox-7KQF", "abcd-efgh-jkmn", "http://10.42.0.1", "K7QF-M2XD"):
        assert word in found
    assert max(map(len, blocks(found.splitlines()))) > 60


@pytest.mark.parametrize(("columns", "rows"), [(80, 25), (80, 30), (40, 10), (10, 3)])
def test_a_small_screen_shows_what_fits(columns: int, rows: int) -> None:
    assert len(screen.lines(VIEW, columns, rows)) <= rows


def test_the_smallest_usual_screen_has_the_words_and_a_code() -> None:
    found = screen.lines(VIEW, 80, 30)
    assert "http://10.42.0.1" in "\n".join(found)
    assert blocks(found)


def test_a_joined_wifi_shows_no_password_and_no_code_for_joining() -> None:
    joined = View(ssid="School", urls=("http://192.168.1.9",))
    assert screen.wifi_code(joined) == ""
    assert "Password" not in "\n".join(screen.lines(joined, 80, 60))


def test_a_camera_reads_names_with_signs_in_them() -> None:
    assert screen.wifi_code(View(ssid="a;b", password='c"d', own=True)) == (
        'WIFI:S:a\\;b;T:WPA;P:c\\"d;;'
    )
    assert screen.wifi_code(View(ssid="x", own=True)) == "WIFI:S:x;T:nopass;;"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_consoles_own_font_has_every_letter(language: str) -> None:
    view = View(language=language, ssid="x", own=True, claim_code="y", trouble="z")
    for said in (view, View(language=language)):
        "".join(screen.lines(said, 240, 67)).replace("\033", "").encode("cp437")
