import pytest

from appliance.machine import wishes
from appliance.machine.places import Places

WHOLE = """\
language = "fr"
name = "salle-12"
country = "fr"

[wifi]
ssid = "École"
password = "motdepasse"

[hotspot]
open = true

[settings]
max_students = 40
announce = false
"""


def test_everything_that_may_be_said_is_understood() -> None:
    found = wishes.understand(WHOLE)
    assert (found.language, found.name, found.country) == ("fr", "salle-12", "FR")
    assert (found.ssid, found.password, found.hotspot_open) == ("École", "motdepasse", True)
    assert found.settings == {"CROWDBOX_MAX_STUDENTS": "40", "CROWDBOX_ANNOUNCE": "0"}
    assert found.mistakes == ()


def test_a_file_from_windows_is_understood(places: Places) -> None:
    file = places.firmware / "CROWDBOX.TOML.txt"
    file.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert wishes.read(places) == wishes.understand(WHOLE)


def test_quotation_marks_of_a_word_processor_are_understood() -> None:
    assert wishes.understand("language = “fr”").language == "fr"


def test_without_a_file_there_are_no_wishes(places: Places) -> None:
    assert wishes.read(places) == wishes.Wishes()


def test_a_file_that_is_no_toml_is_told_and_changes_nothing() -> None:
    found = wishes.understand("language fr")
    assert "not TOML" in found.mistakes[0]
    assert found.language == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lanugage = 'fr'", "unknown: lanugage"),
        ("name = 'a b'", "name cannot be"),
        ("country = 'France'", "country cannot be"),
        ("[wifi]\nssid = 'x'\npassword = 'short'", "password cannot be"),
        ("[wifi]\nsid = 'x'", "unknown: wifi.sid"),
        ("wifi = 3", "[wifi] cannot be"),
        ("[settings]\ndata = '/etc'", "unknown: settings.data"),
        ("[settings]\nmax_students = 'many'", "max_students cannot be"),
        ("network = 'wifi'", "needs [wifi]"),
        ("[hotspot]\nopen = 'yes'", "open cannot be"),
    ],
)
def test_a_mistake_is_named_and_the_rest_counts(text: str, told: str) -> None:
    found = wishes.understand(f"language = 'fr'\n{text}")
    assert told in found.mistakes[0]
    assert found.language == "fr"


def test_no_mistake_repeats_a_password() -> None:
    assert "geheim" not in str(wishes.understand("[wifi]\nssid='x'\npassword='geheim'").mistakes)


@pytest.mark.parametrize("value", ["1\\nCROWDBOX_DATA=/etc", "1\\n", "fr\\n", "$(reboot)"])
def test_no_value_makes_another_line_of_settings(value: str) -> None:
    found = wishes.understand(f'language = "{value}"\n[settings]\nmax_students = "{value}"')
    assert (found.language, found.settings) == ("", {})
    assert len(found.mistakes) == 2
