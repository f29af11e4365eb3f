"""Sounds as they are stored: FLAC, one channel, 16 kHz, 0.2 to 10 seconds.

FFmpeg reads the files, through PyAV. It opens hundreds of formats, some of which lead to other
files: only those below are let in, told by their first bytes, and never by what FFmpeg guesses.
"""

import io
from collections.abc import Iterator

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from trainer.media import BadMedia
from trainer.media import Media
from trainer.media import samples
from trainer.media.samples import RATE

SHORTEST = 0.1
"""Seconds: a digit spoken fast. What is shorter than PADDED gets silence around it."""
PADDED = 0.2
LONGEST = 10.0
GRACE = 0.25
"""Seconds that a recording of ten may be longer; they are cut off."""
MIME = "audio/flac"
PEAKS = 64
_LOST = 0.5
"""Seconds that may be missing from what a file says it holds."""
_CODECS = ("opus", "vorbis", "aac", "mp3", "mp3float", "flac", "alac", "amrnb", "amrwb")
_RATES = range(4_000, 192_001)
_MOST_CHANNELS = 8
_MOST_BROKEN = 0.1
"""Share of packets that may be broken: the first of a recording often is."""


def normalise(data: bytes) -> Media:
    """Return a sound as it is stored, and its peaks; silence is a sound. Raises BadMedia."""
    kind = _format(data)
    if kind is None:
        raise BadMedia("unsupported_media_file")
    if kind == "wav" and _is_cut_off(data):
        raise BadMedia("bad_sound")
    heard = _heard(data, kind)
    if len(heard) < SHORTEST * RATE:
        raise BadMedia("sound_too_short")
    lacking = max(0, int(PADDED * RATE) - len(heard))
    heard = np.pad(heard, (lacking // 2, lacking - lacking // 2))
    return Media(samples.encode(heard), MIME, samples.peaks(heard, PEAKS))


def _format(data: bytes) -> str | None:
    """Return FFmpeg's name of the format that the first bytes tell."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data[4:8] == b"ftyp":
        return None if data[8:12] in _PICTURES else "mov"
    if data[:3] == b"ID3" or (data[:1] == b"\xff" and data[1:2] in _MP3):
        return "mp3"
    return next((name for start, name in _STARTS if data.startswith(start)), None)


def _is_cut_off(wave: bytes) -> bool:
    """Tell whether a WAV file ends before its end; FFmpeg takes what there is.

    A recorder that cannot go back to the start of its file leaves a size of nought or of all ones.
    """
    length = int.from_bytes(wave[4:8], "little")
    return len(wave) - 8 < length < _UNKNOWN_LENGTH


_UNKNOWN_LENGTH = 0x7FFF_0000
_STARTS = (
    (b"OggS", "ogg"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"fLaC", "flac"),
    (b"#!AMR", "amr"),
    (b"\xff\xf1", "aac"),
    (b"\xff\xf9", "aac"),
)
_MP3 = (b"\xfb", b"\xfa", b"\xf3", b"\xf2", b"\xe3", b"\xe2")
_PICTURES = (b"heic", b"heix", b"mif1", b"avif", b"msf1")


def _heard(data: bytes, kind: str) -> NDArray[np.int16]:
    try:
        # A title in an old encoding is no reason to refuse a sound.
        with av.open(
            io.BytesIO(data), mode="r", format=kind, metadata_errors="ignore"
        ) as container:
            return _decoded(container)
    except (av.FFmpegError, MemoryError, ValueError, IndexError, EOFError):
        raise BadMedia("bad_sound") from None


def _decoded(container: InputContainer) -> NDArray[np.int16]:
    stream = container.streams.audio[0]
    # Of a codec that is not in the wheel there is no context, whatever the types say.
    codec: str = getattr(stream.codec_context, "name", "")
    if not codec.startswith("pcm_") and codec not in _CODECS:
        raise BadMedia("unsupported_media_file")
    context = stream.codec_context
    if context.sample_rate not in _RATES or not 1 <= context.channels <= _MOST_CHANNELS:
        raise BadMedia("bad_sound")
    context.thread_count = 1
    parts: list[NDArray[np.int16]] = []
    length = 0
    for part in _parts(container, stream):
        parts.append(part)
        length += len(part)
        if length > (LONGEST + GRACE) * RATE:
            raise BadMedia("sound_too_long")
    if not parts or length / RATE < _promised(stream) - _LOST:
        raise BadMedia("bad_sound")
    return np.concatenate(parts)[: int(LONGEST * RATE)]


def _promised(stream: AudioStream) -> float:
    """Return the seconds that a file says it holds, 0 where it does not say."""
    if stream.duration is None or stream.time_base is None:
        return 0.0
    return float(stream.duration * stream.time_base)


def _parts(container: InputContainer, stream: AudioStream) -> Iterator[NDArray[np.int16]]:
    """Give the samples packet by packet; raises BadMedia where too many are broken."""
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    packets = broken = 0
    for packet in container.demux(stream):
        packets += 1
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            broken += 1
            continue
        for frame in frames:
            yield from (done.to_ndarray()[0] for done in resampler.resample(frame))
    if broken > max(1, _MOST_BROKEN * packets):
        raise BadMedia("bad_sound")
    yield from (done.to_ndarray()[0] for done in resampler.resample(None))
