import time

from appliance import clock


def test_the_clock_tells_whole_seconds() -> None:
    assert abs(clock.now() - time.time()) < 2


def test_a_clock_that_was_never_set_is_not_absurd(monkeypatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert clock.now() == clock.RELEASED


def test_a_stopwatch_does_not_care_what_the_clock_says(monkeypatch) -> None:
    watch = clock.Stopwatch()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert 0 <= watch.seconds() < 5
