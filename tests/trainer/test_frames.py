import os
import threading
from collections.abc import Iterator

import pytest

from trainer import frames

Pipe = tuple[int, int]


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    out, into = os.pipe()
    yield out, into
    for end in (out, into):
        try:
            os.close(end)
        except OSError:
            assert end  # a test closed it


@pytest.mark.parametrize("body", [b"", b"x", b"frame" * 9])
def test_a_frame_comes_out_as_it_went_in(pipe: Pipe, body: bytes) -> None:
    frames.write(pipe[1], body)
    assert frames.read(pipe[0]) == body


def test_a_frame_larger_than_the_pipe_comes_through(pipe: Pipe) -> None:
    body = os.urandom(3_000_000)
    os.set_blocking(pipe[1], False)
    writer = threading.Thread(target=frames.write, args=(pipe[1], body, 10))
    writer.start()
    assert frames.read(pipe[0], 10) == body
    writer.join()


def test_silence_is_late(pipe: Pipe) -> None:
    with pytest.raises(frames.Late):
        frames.read(pipe[0], 0.01)


def test_half_a_frame_is_late(pipe: Pipe) -> None:
    os.write(pipe[1], frames.pack(b"whole")[:-1])
    with pytest.raises(frames.Late):
        frames.read(pipe[0], 0.01)


def test_a_reader_that_reads_no_more_is_late(pipe: Pipe) -> None:
    os.set_blocking(pipe[1], False)
    with pytest.raises(frames.Late):
        frames.write(pipe[1], bytes(1_000_000), 0.05)


@pytest.mark.parametrize("sent", [b"", b"\x05", b"\x05\0\0\0hal"])
def test_an_end_before_the_end_is_closed(pipe: Pipe, sent: bytes) -> None:
    os.write(pipe[1], sent)
    os.close(pipe[1])
    with pytest.raises(frames.Closed):
        frames.read(pipe[0])


def test_a_length_beyond_reason_is_no_frame(pipe: Pipe) -> None:
    os.write(pipe[1], b"\xff\xff\xff\xff")
    with pytest.raises(frames.Closed):
        frames.read(pipe[0])


def test_nobody_at_the_other_end_is_closed(pipe: Pipe) -> None:
    os.close(pipe[0])
    with pytest.raises(frames.Closed):
        frames.write(pipe[1], b"x")
