import io
import itertools
import wave
from array import array

import pytest

from appliance.starters import tones

ALL = {
    "melody": tones.melody((440, 0.2)),
    "slide": tones.slide(200, 400, 0.2),
    "clap": tones.clap(0.2),
}


def values(wav):
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, tones.RATE)
        return array("h", file.readframes(file.getnframes()))


@pytest.mark.parametrize("name", ALL)
def test_a_tone_is_as_long_as_asked_and_can_be_heard(name):
    found = values(ALL[name])
    assert len(found) == tones.samples(ALL[name]) == int(0.2 * tones.RATE)
    assert 4_000 < max(map(abs, found)) < 10_000


@pytest.mark.parametrize("name", ["melody", "slide"])
def test_a_tone_begins_and_ends_softly(name):
    found = values(ALL[name])
    assert abs(found[0]) < 200
    assert abs(found[-1]) < 200


def test_a_melody_has_the_pitch_that_was_asked_for():
    found = values(tones.melody((441, 1.0)))
    crossings = sum(a < 0 <= b for a, b in itertools.pairwise(found))
    assert abs(crossings - 441) < 3


def test_claps_are_alike():
    assert tones.clap(0.1) == tones.clap.__wrapped__(0.1)
