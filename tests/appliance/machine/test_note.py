from appliance.machine import note
from appliance.machine.note import Note
from appliance.machine.places import Places

WHOLE = Note(
    claim_code="K7QF-M2XD",
    hotspot="Crowdbox-7KQF",
    hotspot_password="abcd-efgh-jkmn",
    urls=("http://10.42.0.1", "http://crowdbox.local"),
)


def test_it_tells_all_that_a_person_needs_in_two_languages() -> None:
    text = note.text(WHOLE)
    needed = ("K7QF-M2XD", "Crowdbox-7KQF", "abcd-efgh-jkmn", "http://10.42.0.1")
    assert [text.count(word) for word in needed] == [2, 2, 2, 2]


def test_every_line_ends_as_old_editors_of_windows_want_it() -> None:
    text = note.text(Note(**{"new_password": "x", "mistakes": ("y",)}))
    assert "\n" not in text.replace("\r\n", "")


def test_windows_reads_the_accents_right(places: Places) -> None:
    note.write(places, WHOLE)
    data = (places.firmware / "CROWDBOX.TXT").read_bytes()
    assert data.decode("utf-8-sig") == note.text(WHOLE)
    assert data.startswith(b"\xef\xbb\xbf")


def test_a_claimed_box_tells_no_code() -> None:
    assert "teacher of this box" not in note.text(Note())


def test_an_open_hotspot_has_no_password() -> None:
    assert "(none)" in note.text(Note(hotspot="Crowdbox-7KQF"))


def test_mistakes_in_the_file_are_told() -> None:
    assert "unknown: lanugage" in note.text(Note(mistakes=("unknown: lanugage",)))
