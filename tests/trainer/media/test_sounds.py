import io
import struct
import subprocess
import sys

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from trainer.media import BadMedia
from trainer.media import normalise
from trainer.media import samples

KINDS = {
    "wav": ("wav", "pcm_s16le", 44_100),
    "webm": ("webm", "libopus", 48_000),
    "m4a": ("ipod", "aac", 44_100),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "ogg": ("ogg", "libopus", 48_000),
    "vorbis": ("ogg", "vorbis", 44_100),
    "flac": ("flac", "flac", 44_100),
    "aac": ("adts", "aac", 44_100),
}


def tone(seconds: float, rate: int = 44_100, pitch: float = 440.0) -> NDArray[np.float32]:
    time = np.arange(int(seconds * rate)) / rate
    return (0.5 * np.sin(2 * np.pi * pitch * time)).astype(np.float32)


def written(kind: str, seconds: float, channels: int = 1) -> bytes:
    container_format, codec, rate = KINDS[kind]
    file = io.BytesIO()
    with av.open(file, "w", format=container_format) as container:
        layout = "mono" if channels == 1 and codec != "vorbis" else "stereo"
        stream = container.add_stream(codec, rate=rate, layout=layout)
        stream.codec_context.options = {"strict": "-2"}
        frame = av.AudioFrame.from_ndarray(tone(seconds, rate)[None], format="flt", layout="mono")
        frame.sample_rate = rate
        fitting = av.AudioResampler(stream.format.name, stream.layout.name, rate, frame_size=960)
        for part in [*fitting.resample(frame), *fitting.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return file.getvalue()


def wave(values: NDArray[np.int16], rate: int = 16_000, channels: int = 1) -> bytes:
    body = values.astype("<i2").tobytes()
    form = struct.pack("<HHIIHH", 1, channels, rate, 2 * rate * channels, 2 * channels, 16)
    head = (
        b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(body))
    )
    return b"RIFF" + struct.pack("<I", len(head) + len(body)) + head + body


def code(data: bytes) -> str:
    with pytest.raises(BadMedia) as refused:
        normalise("sounds", data)
    return refused.value.code


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_known_kind_becomes_flac_of_the_same_sound(kind: str) -> None:
    media = normalise("sounds", written(kind, 1.5))
    heard = samples.levels(samples.decode(media.data))
    middle = heard[6000:14000]
    loudest = np.fft.rfftfreq(len(middle), 1 / samples.RATE)[np.abs(np.fft.rfft(middle)).argmax()]
    assert media.data.startswith(b"fLaC")
    assert len(heard) / samples.RATE == pytest.approx(1.5, abs=0.1)
    assert loudest == pytest.approx(440, abs=3)


def test_a_stored_sound_stays_as_it_is() -> None:
    media = normalise("sounds", written("mp3", 1.0))
    assert normalise("sounds", media.data) == media


def test_two_channels_become_one() -> None:
    left = (tone(1, 16_000) * 20_000).astype(np.int16)
    both = np.stack([left, np.zeros_like(left)], axis=1).ravel()
    heard = samples.decode(normalise("sounds", wave(both, channels=2)).data)
    assert np.abs(heard - left / 2).max() < 20


def test_sixteen_kilohertz_come_through_sample_by_sample() -> None:
    values = np.random.default_rng(1).integers(-30_000, 30_000, 16_001).astype(np.int16)
    data = normalise("sounds", wave(values)).data
    assert np.array_equal(samples.decode(data), values)


def test_nothing_but_the_sound_is_kept() -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="wav") as container:
        container.metadata["title"] = "SECRET"
        stream = container.add_stream("pcm_s16le", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            np.ones((1, 8000), dtype=np.int16), format="s16", layout="mono"
        )
        frame.sample_rate = 16_000
        container.mux(stream.encode(frame))
    assert b"SECRET" in file.getvalue()
    data = normalise("sounds", file.getvalue()).data
    assert b"SECRET" not in data
    assert b"Lavf" not in data.replace(b"Lavf\x00", b"")


def test_a_title_in_an_old_encoding_does_no_harm() -> None:
    whole = wave(np.ones(8000, dtype=np.int16))
    title = b"LIST" + struct.pack("<I", 16) + b"INFOINAM" + struct.pack("<I", 4) + b"\xfc\xe4\xf6\0"
    file = b"RIFF" + struct.pack("<I", len(whole) + len(title) - 8) + whole[8:] + title
    assert len(samples.decode(normalise("sounds", file).data)) == 8000


def test_silence_is_a_sound() -> None:
    media = normalise("sounds", wave(np.zeros(16_000, dtype=np.int16)))
    assert not samples.decode(media.data).any()
    assert media.preview == "00" * 64


def test_peaks_follow_the_sound() -> None:
    values = np.zeros(16_000, dtype=np.int16)
    values[8_000:] = -32_768
    preview = normalise("sounds", wave(values)).preview
    assert preview == "00" * 32 + "ff" * 32


def test_a_very_short_word_gets_silence_around_it() -> None:
    heard = samples.decode(normalise("sounds", wave(np.full(2000, 9, dtype=np.int16))).data)
    assert len(heard) == 3200
    assert not heard[:600].any()
    assert (heard[600:2600] == 9).all()


@pytest.mark.parametrize("length", [0, 1, 1599])
def test_a_click_is_too_short(length: int) -> None:
    assert code(wave(np.ones(length, dtype=np.int16))) in ("sound_too_short", "bad_sound")


def test_ten_seconds_are_taken_and_the_recorders_few_milliseconds_more_cut_off() -> None:
    data = normalise("sounds", written("m4a", 10.1)).data
    assert len(samples.decode(data)) == 160_000


@pytest.mark.parametrize("kind", list(KINDS))
def test_eleven_seconds_are_too_long(kind: str) -> None:
    assert code(written(kind, 11)) == "sound_too_long"


def test_ten_hours_are_refused_after_little_more_than_ten_seconds() -> None:
    frames = written("mp3", 5)
    start = frames.index(b"\xff\xfb")
    hours = frames[start:] * 7200
    script = (
        "import resource, sys, time\n"
        "from trainer.media import BadMedia, normalise\n"
        "data, before = sys.stdin.buffer.read(), time.process_time()\n"
        "most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    normalise('sounds', data)\n"
        "except BadMedia as error:\n    print(error.code)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most) // 1024)\n"
    )
    # 5 MB is what a box takes; what is longer must not matter either.
    done = subprocess.run(
        [sys.executable, "-c", script], input=hours[:50_000_000], capture_output=True, check=True
    )
    refused, grown = done.stdout.split()
    assert refused == b"sound_too_long"
    assert int(grown) < 40 + 100  # the copy that FFmpeg reads from, and a few frames


@pytest.mark.parametrize("kind", ["wav", "m4a", "flac"])
def test_a_file_that_is_cut_off_is_refused(kind: str) -> None:
    whole = written(kind, 4)
    assert code(whole[: len(whole) // 2]) == "bad_sound"


def test_a_recording_that_a_browser_broke_off_keeps_what_there_is() -> None:
    whole = written("webm", 4)
    heard = samples.decode(normalise("sounds", whole[: len(whole) * 3 // 4]).data)
    assert 2 < len(heard) / samples.RATE < 4


STARTS = [b"RIFF\0\0\0\0WAVE", b"OggS", b"\x1a\x45\xdf\xa3", b"ID3", b"fLaC", b"\xff\xfb"]


@pytest.mark.parametrize("start", [*STARTS, b"\0\0\0\x18ftypM4A "])
def test_a_file_that_only_begins_like_a_sound_is_refused(start: bytes) -> None:
    assert code(start + b"this is a poem about a cat" * 50) == "bad_sound"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\n",
        b"\0\0\0\x18ftypheic" + bytes(100),
        b"MThd" + bytes(100),
    ],
)
def test_what_is_no_sound_that_we_know_is_refused(data: bytes) -> None:
    assert code(data) == "unsupported_media_file"


def test_a_film_without_sound_is_no_sound() -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode(None))
    assert code(file.getvalue()) == "bad_sound"


@pytest.mark.parametrize(("rate", "channels"), [(1, 1), (3_999, 1), (3_000_000, 1), (16_000, 200)])
def test_a_sound_that_no_device_records_is_refused(rate: int, channels: int) -> None:
    assert code(wave(np.ones(channels * 8000, dtype=np.int16), rate, channels)) == "bad_sound"


ALLOWED = ("audio/flac", "bad_sound", "sound_too_short", "sound_too_long", "unsupported_media_file")


def outcome(data: bytes) -> str:
    try:
        return normalise("sounds", data).mime
    except BadMedia as error:
        return error.code


@pytest.mark.parametrize("kind", list(KINDS))
def test_changed_bytes_are_a_sound_or_refused_and_nothing_else(kind: str) -> None:
    chance, whole = np.random.default_rng(5), written(kind, 0.5)
    for _ in range(25):
        changed = bytearray(whole)
        for at in chance.integers(0, min(600, len(whole)), 6):
            changed[at] = chance.integers(256)
        assert outcome(bytes(changed)) in ALLOWED
