import pytest

from appliance.machine import boot_files
from appliance.machine.places import Places


@pytest.mark.parametrize("name", ["reset-password", "RESET-PASSWORD", "Reset-Password.txt"])
def test_a_file_is_found_in_any_case_and_with_the_ending_that_windows_adds(
    places: Places, name: str
) -> None:
    (places.firmware / name).touch()
    assert boot_files.find(places, boot_files.RESET_PASSWORD) == places.firmware / name


def test_another_file_is_not_it(places: Places) -> None:
    (places.firmware / "reset-password.bak").touch()
    (places.firmware / "reset-password").mkdir()
    assert boot_files.find(places, boot_files.RESET_PASSWORD) is None


def test_without_the_partition_there_is_no_file(places: Places) -> None:
    places.firmware.rmdir()
    assert boot_files.find(places, boot_files.WISHES) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_words_are_read_however_an_editor_saved_them(places: Places, encoding: str) -> None:
    file = places.firmware / "crowdbox.toml"
    file.write_bytes('name = "école"'.encode(encoding))
    assert boot_files.text(file) == 'name = "école"'


def test_removing_takes_every_spelling(places: Places) -> None:
    for name in ("factory-reset", "FACTORY-RESET.TXT"):
        (places.firmware / name).touch()
    boot_files.remove(places, boot_files.FACTORY_RESET)
    assert list(places.firmware.iterdir()) == []


def test_a_file_that_says_the_same_is_not_written_again(places: Places) -> None:
    boot_files.put(places, "CROWDBOX.TXT", b"hello")
    before = (places.firmware / "CROWDBOX.TXT").stat().st_ino
    boot_files.put(places, "CROWDBOX.TXT", b"hello")
    assert (places.firmware / "CROWDBOX.TXT").stat().st_ino == before


def test_the_last_mount_of_a_folder_is_the_one_that_counts(places: Places) -> None:
    (places.proc / "mounts").write_text(
        f"/dev/old1 {places.firmware} vfat ro 0 0\n/dev/mmcblk0p1 {places.firmware} vfat rw 0 0\n"
    )
    assert str(boot_files.device(places, places.firmware)) == "/dev/mmcblk0p1"
    assert boot_files.mount_options(places) == {"rw"}
