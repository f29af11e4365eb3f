import queue
import threading
import time

import pytest

from webui.pulse import Pulse

SECONDS = 0.1
PATIENCE = 3.0


@pytest.fixture
def beats():
    return queue.Queue()


@pytest.fixture
def pulse(beats):
    made = Pulse("test", SECONDS, beats.put)
    yield made
    made.stop()


def test_the_first_mark_is_seen_to_at_once(pulse, beats):
    began = time.monotonic()
    pulse.mark("a")
    assert beats.get(timeout=PATIENCE) == ["a"]
    assert time.monotonic() - began < SECONDS


def test_marks_that_come_together_make_one_beat(pulse, beats):
    pulse.mark("a")
    beats.get(timeout=PATIENCE)
    for mark in ("b", "c", "b"):
        pulse.mark(mark)
    assert beats.get(timeout=PATIENCE) == ["b", "c"]


def test_beats_keep_their_distance(pulse, beats):
    began = time.monotonic()
    for _ in range(4):
        pulse.mark("a")
        beats.get(timeout=PATIENCE)
    assert time.monotonic() - began >= 3 * SECONDS


def test_a_beat_that_fails_does_not_end_the_pulse(beats):
    def beat(marks):
        beats.put(marks)
        if marks == ["bad"]:
            raise ValueError

    pulse = Pulse("test", 0.01, beat)
    pulse.mark("bad")
    assert beats.get(timeout=PATIENCE) == ["bad"]
    pulse.mark("good")
    assert beats.get(timeout=PATIENCE) == ["good"]
    pulse.stop()


def test_after_a_slow_beat_comes_a_rest(beats):
    def slow(marks):
        time.sleep(0.1)
        beats.put(time.monotonic())

    pulse = Pulse("test", 0.01, slow)
    pulse.mark("a")
    first = beats.get(timeout=PATIENCE)
    pulse.mark("b")
    assert beats.get(timeout=PATIENCE) - first >= 0.25
    pulse.stop()


def test_a_pulse_nobody_needed_has_no_thread():
    before = threading.active_count()
    Pulse("test", SECONDS, print).stop()
    assert threading.active_count() == before


def test_a_stopped_pulse_beats_no_more(pulse, beats):
    pulse.stop()
    pulse.mark("a")
    time.sleep(2 * SECONDS)
    assert beats.empty()
