"""What is taken for a Scratch program, and what is not."""

import io
import json
import random
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import suppress

import pytest

from appliance.classroom import program_files
from appliance.classroom.problems import Problem

MOST = 1_000_000
STAGE = {"isStage": True, "name": "Stage"}


def project(*targets, **more):
    return json.dumps({"targets": targets or [STAGE], **more}).encode()


def zipped(members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def test_a_program_with_pictures_and_sounds_is_fine(sb3):
    program_files.check(sb3(**{"b.png": bytes(9000), "c.wav": b"RIFF" * 900}), MOST)


def test_a_program_that_is_not_compressed_is_fine():
    program_files.check(zipped([("project.json", project())], zipfile.ZIP_STORED), MOST)


def test_half_a_character_in_a_variable_is_fine():
    for text in ("\ud83d", "\\\\ud83d", "\\ud83d"):
        program_files.check(zipped([("project.json", project(x=text))]), MOST)


def test_a_program_as_large_as_can_be_is_fine(sb3):
    noise = random.Random(1).randbytes(MOST - 2000)
    program_files.check(sb3(**{"a.wav": noise}), MOST)


def test_what_hardly_shrinks_at_the_end_of_a_part_is_measured_right(sb3):
    for size in (1 << 16, (1 << 16) + 1, 3 << 16, 300_000):
        program_files.check(sb3(**{"a.wav": bytes(size)}), MOST)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"junk",
        b"\xff",
        b"[" * 100_000,
        b'{"targets": []}',
        b'{"targets": [{"name": "x"}]}',
        b'{"targets": [{"isStage": false}]}',
        b'{"targets": [{"isStage": true}, {"isStage": true}]}',
        b'{"targets": [{"isStage": true}], "x": }',
        b'{"objName": "Stage", "children": []}',
    ],
)
def test_what_is_no_scratch_3_project_is_refused(content, refused):
    with refused("bad_program"):
        program_files.check(zipped([("project.json", content)]), MOST)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"GIF89a" + bytes(100), bytes(2000)])
def test_what_is_no_zip_is_refused(body, refused):
    with refused("bad_program"):
        program_files.check(body, MOST)


def test_a_zip_without_a_project_is_refused(refused):
    with refused("bad_program"):
        program_files.check(zipped([("other.json", b"{}")]), MOST)


@pytest.mark.parametrize("name", ["../a.svg", "a/b.svg", "a\\b.svg", "a\n.svg", "a" * 201])
def test_a_name_that_no_editor_writes_is_refused(sb3, name, refused):
    with refused("bad_program"):
        program_files.check(sb3(**{name: b"x"}), MOST)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused(refused):
    with refused("bad_program"):
        program_files.check(zipped([("project.json", project())] * 2), MOST)


def test_another_compression_is_refused(refused):
    with refused("bad_program"):
        program_files.check(zipped([("project.json", project())], zipfile.ZIP_LZMA), MOST)


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_file_cut_off_anywhere_is_refused(sb3, at, refused):
    body = sb3()
    with refused("bad_program"):
        program_files.check(body[: len(body) * at // 100], MOST)


@pytest.mark.parametrize("at", range(60))
def test_a_flipped_byte_is_refused_or_does_not_matter(sb3, at):
    body = bytearray(sb3())
    body[len(body) * at // 60] ^= 0x41
    with suppress(Problem):  # any other error fails the test
        program_files.check(bytes(body), MOST)


def test_what_is_before_or_behind_a_zip_is_refused(sb3, refused):
    for body in (b"<html>" + sb3(), sb3() + b"\n", sb3()[:-2] + b"\x05\x00words"):
        with refused("bad_program"):
            program_files.check(body, MOST)


def test_more_bytes_than_the_box_takes_are_refused(sb3, refused):
    with refused("too_large") as refusal:
        program_files.check(sb3(**{"a.wav": random.Random(1).randbytes(MOST)}), MOST)
    assert refusal.values["max"] == "1 MB"


def test_a_bomb_is_refused_by_what_it_says_of_itself(sb3, refused):
    with refused("too_large") as refusal:
        program_files.check(sb3(**{"a.svg": bytes(50_000_000)}), MOST)
    assert refusal.values["max"] == "5 MB"


def test_a_project_that_is_a_bomb_by_itself_is_refused(refused):
    with refused("too_large"):
        program_files.check(zipped([("project.json", project(x=" " * 5_000_000))]), 10 * MOST)


def lying(body, name, size):
    """Make a zip say that its member has this size, with the sum of as much of it."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        info, data = archive.getinfo(name), archive.read(name)
    said = struct.pack("<L", zlib.crc32(data[:size])), struct.pack("<L", size)
    old = struct.pack("<LLL", info.CRC, info.compress_size, info.file_size)
    return body.replace(old, said[0] + old[4:8] + said[1])


def test_a_bomb_that_lies_about_its_size_is_refused_in_little_memory(sb3, refused):
    body = lying(sb3(**{"b.svg": bytes(50_000_000)}), "b.svg", 10)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.read("b.svg") == bytes(10)  # so zipfile alone would be taken in
    tracemalloc.start()
    with refused("bad_program"):
        program_files.check(body, MOST)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_many_members_are_refused_before_they_are_read(refused):
    members = [("project.json", project()), *((f"{n}.svg", b"") for n in range(3000))]
    with refused("bad_program"):
        program_files.check(zipped(members), MOST)


def hidden(body):
    """Put the end of a larger zip before the end, which leads readers to another directory."""
    at = len(body) - 22
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 0, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    end = list(struct.unpack("<4s4H2LH", body[at:]))
    end[5] += len(large) + len(locator)
    return body[:at] + large + locator + struct.pack("<4s4H2LH", *end)


def test_a_zip_with_two_directories_is_refused(sb3, refused):
    with refused("bad_program"):
        program_files.check(hidden(sb3()), MOST)


def test_an_encrypted_member_is_refused(sb3, refused):
    body = bytearray(sb3())
    at = body.rindex(b"PK\x01\x02") + 8
    body[at] |= 1
    with refused("bad_program"):
        program_files.check(bytes(body), MOST)


def test_members_that_share_their_bytes_count_each(refused):
    body = bytearray(zipped([("project.json", project()), ("a.wav", bytes(900_000))]))
    at = body.rindex(b"PK\x01\x02")
    entry, end = body[at:-22], list(struct.unpack("<4s4H2LH", body[-22:]))
    copies = b"".join(entry.replace(b"a.wav", b"%d.wav" % n) for n in range(9))
    end[3:6] = [end[3] + 9, end[4] + 9, end[5] + len(copies)]
    grown = bytes(body[:-22]) + copies + struct.pack("<4s4H2LH", *end)
    with refused("too_large"):
        program_files.check(grown, MOST)


def test_a_thumbnail_is_a_small_png_or_jpeg(refused, picture):
    for fine in (picture(), b"\x89PNG\r\n\x1a\n" + bytes(50)):
        program_files.check_thumbnail(fine)
    for wrong in (b"", b"<svg/>", b"GIF89a"):
        with refused("bad_picture"):
            program_files.check_thumbnail(wrong)
    with refused("too_large"):
        program_files.check_thumbnail(b"\xff\xd8\xff" + bytes(60_000))


def test_a_thumbnail_is_served_as_what_it_is(picture):
    assert program_files.mime(picture()) == "image/jpeg"
    assert program_files.mime(b"\x89PNG\r\n\x1a\n") == "image/png"
