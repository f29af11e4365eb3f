"""Sound as numbers, and as the FLAC file that is stored."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # functions import it: a large library, and only they need it
    from av.audio.frame import AudioFrame

RATE = 16_000
"""Samples for each second of a stored sound."""
_FRAME = 4096
_FULL = 32_768


def encode(samples: NDArray[np.int16]) -> bytes:
    """Return 16 kHz samples as a FLAC file without metadata; equal samples give equal bytes."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="flac", container_options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("flac", rate=RATE, layout="mono", format="s16")
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        for frame in _frames(samples):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def _frames(samples: NDArray[np.int16]) -> "Iterator[AudioFrame]":
    from av.audio.frame import AudioFrame

    for start in range(0, len(samples), _FRAME):
        part = np.ascontiguousarray(samples[None, start : start + _FRAME])
        frame = AudioFrame.from_ndarray(part, format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, start
        yield frame


def decode(flac: bytes) -> NDArray[np.int16]:
    """Return the samples of a stored sound; raises av.FFmpegError for another file."""
    import av

    with av.open(io.BytesIO(flac), mode="r", format="flac") as container:
        container.streams.audio[0].codec_context.thread_count = 1
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.concatenate(parts).astype(np.int16, copy=False)


def levels(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """Return samples as numbers from −1 to 1."""
    return samples.astype(np.float32) / np.float32(_FULL)


def resampled(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Return levels at 16 kHz as levels at `rate` for each second."""
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

    resampler = AudioResampler(format="flt", layout="mono", rate=rate)
    frame = AudioFrame.from_ndarray(samples[None], format="flt", layout="mono")
    frame.sample_rate = RATE
    done = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in done])


def peaks(samples: NDArray[np.int16], parts: int) -> str:
    """Return the highest level of each part of a sound as two hex digits, ff the loudest."""
    edges = np.linspace(0, len(samples), parts, endpoint=False).astype(np.intp)
    loudest = np.maximum.reduceat(np.abs(samples.astype(np.int32)), edges)
    return bytes((loudest * 255 // _FULL).clip(0, 255).astype(np.uint8)).hex()
