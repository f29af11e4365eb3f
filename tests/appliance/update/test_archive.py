import io
import tarfile
from pathlib import Path

import pytest

from appliance.update import archive
from appliance.update.archive import BadArchive
from appliance.update.archive import Member


def read(data: bytes) -> list[Member]:
    return list(archive.members(lambda at, length: data[at : at + length], len(data)))


def tar(*members: tarfile.TarInfo, format_: int = tarfile.USTAR_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format_) as target:
        for info in members:
            target.addfile(info, io.BytesIO(bytes(info.size)))
    return buffer.getvalue()


def info(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size, made.type = size, kind
    return made


def test_what_pythons_tar_writes_is_read() -> None:
    found = read(tar(info("a", 3), info("b", 600)))
    assert [(member.name, member.size) for member in found] == [("a", 3), ("b", 600)]


def test_what_is_packed_pythons_tar_reads(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"two" * 500)
    (tmp_path / "a").write_bytes(b"one")
    buffer = io.BytesIO()
    archive.pack(tmp_path, buffer)
    buffer.seek(0)
    with tarfile.open(fileobj=buffer) as packed:
        assert packed.getnames() == ["a", "b"]
        assert packed.extractfile("b").read() == b"two" * 500  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["../etc", "a/b", "/etc", ".hidden", "ä", "a b", "-rf"])
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(BadArchive):
        read(tar(info(name)))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_what_is_no_plain_file_is_refused(kind: bytes) -> None:
    with pytest.raises(BadArchive):
        read(tar(info("link", kind=kind)))


@pytest.mark.parametrize("format_", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_heads_that_speak_of_other_heads_are_refused(format_: int) -> None:
    with pytest.raises(BadArchive):
        read(tar(info("n" * 200), format_=format_))


@pytest.mark.parametrize("keep", [0, 100, 512, 1500])
def test_a_tar_that_is_cut_off_is_refused(keep: int) -> None:
    with pytest.raises(BadArchive):
        read(tar(info("a", 3000))[:keep])


def test_a_size_larger_than_the_file_is_refused() -> None:
    data = bytearray(tar(info("a", 3)))
    data[124:136] = b"77777777777\0"
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + 256 + sum(data[156:512]))
    with pytest.raises(BadArchive, match="cut off"):
        read(bytes(data))


def test_a_damaged_head_is_refused() -> None:
    data = bytearray(tar(info("a", 3)))
    data[3] ^= 1
    with pytest.raises(BadArchive):
        read(bytes(data))


def test_what_follows_the_end_is_refused() -> None:
    with pytest.raises(BadArchive, match="follows"):
        read(tar(info("a", 3)) + b"more")
