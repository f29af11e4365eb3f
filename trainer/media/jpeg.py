"""Looks into JPEG files without decoding them (ITU-T T.81, annex B)."""

from collections.abc import Iterator

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_STORED = {0xE0, 0xDB, 0xC0, 0xC4, _SCAN}
"""JFIF header, quantisation, baseline frame, Huffman tables, scan: all that a picture needs."""
_JFIF = b"JFIF\0"
_JFIF_LENGTH = 14


def is_plain(data: bytes) -> bool:
    """Tell whether a JPEG file is one baseline scan with no word about where it comes from."""
    try:
        parts = list(_parts(data))
    except (IndexError, ValueError):
        return False
    markers = [marker for marker, _ in parts]
    heads = [body for marker, body in parts if marker == 0xE0]
    return (
        set(markers) <= _STORED
        and markers[-1:] == [_SCAN]
        and all(body.startswith(_JFIF) and len(body) == _JFIF_LENGTH for body in heads)
    )


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give marker and body of each part up to the first scan, which has to be the whole rest."""
    if data[:2] != bytes((0xFF, _START)):
        raise ValueError("no JPEG file")
    at, marker = 2, _START
    while marker != _SCAN:
        if data[at] != 0xFF:
            raise ValueError("no marker where one has to be")
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length
    if _next_marker(data, at) != len(data) - 2:
        raise ValueError("there is more than one scan")


def _next_marker(data: bytes, at: int) -> int:
    """Return where the picture's own bytes end; in them 0xFF is followed by zero or a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        follower = data[at + 1]
        if follower and not 0xD0 <= follower <= 0xD7:
            return at if follower == _END else -1
        at += 2
    return -1
