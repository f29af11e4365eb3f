"""`python -m appliance demo`: a newcomer's first five minutes, with a class that comes along."""

import argparse
import signal
from collections.abc import Sequence
from contextlib import closing
from threading import Event
from types import FrameType

from appliance import settings
from appliance.demo.client import Refused
from appliance.demo.fresh_box import FreshBox
from appliance.demo.fresh_box import NoBox
from appliance.demo.script import FAST
from appliance.demo.script import Lesson
from appliance.demo.script import SLOW

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(argv: Sequence[str]) -> int:
    """Run the demo until Ctrl-C; returns the exit status: 0, or 1 if the box failed.

    `--fast` plays the lesson in a few seconds, for tests.
    """
    parser = argparse.ArgumentParser(prog="python -m appliance demo", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="play the lesson in a few seconds")
    fast = parser.parse_args(argv).fast
    stop = Event()
    _stop_on_signals(stop)
    try:
        with FreshBox(settings.load().port) as box:
            return _play(box, fast, stop)
    except NoBox as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        _say("\nThe demo is over; its data is gone.")
        return 0


def _play(box: FreshBox, fast: bool, stop: Event) -> int:
    lesson = Lesson(box.port, FAST if fast else SLOW, _say, stop)
    with closing(lesson):
        try:
            lesson.play(box.claim_code())
        except (OSError, Refused) as error:
            _say(f"The demo had to stop: {error}. The box said:\n{box.log()}")
            return 1
        _say(
            "\nThe lesson is over; the box stays open. Some things to try:\n"
            "  - join with your phone and try the model yourself\n"
            "  - as the teacher, hide the examples that are about lunch, and train again\n"
            "  - look at what is on the projector, and change it from the teacher's page\n"
            "Ctrl-C ends the demo and removes its data."
        )
        stop.wait()
    return 0


def _stop_on_signals(stop: Event) -> None:
    def handler(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        raise KeyboardInterrupt

    for number in _SIGNALS:
        signal.signal(number, handler)


def _say(text: str) -> None:
    print(text, flush=True)
