import os
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from appliance.demo import main
from appliance.demo import sentences
from appliance.demo.class_ import deal
from appliance.demo.class_ import pauses
from appliance.demo.client import Client
from appliance.demo.fresh_box import FreshBox
from appliance.demo.fresh_box import NoBox
from tests.ports import free_port

ROOT = Path(__file__).parents[2]


def test_the_class_writes_enough_for_each_label() -> None:
    written = Counter(label for label, _ in sentences.written())
    assert set(written) == set(sentences.LABELS)
    assert min(written.values()) >= 30
    assert sum(written.values()) >= 120


def test_some_sentences_come_twice_as_in_a_real_class() -> None:
    assert Counter(sentences.written()).most_common(1)[0][1] > 1


def test_no_sentence_to_try_is_an_example() -> None:
    written = {text for _, text in sentences.written()}
    assert not written & {text for _, text in sentences.TRIES}


def test_there_are_thirty_students_with_names_of_their_own() -> None:
    assert len(set(sentences.STUDENTS)) == 30


def test_everything_written_is_dealt_out_once() -> None:
    dealt = deal(sentences.STUDENTS, sentences.written(), seed=1)
    lines = Counter(line for pupil in dealt for line in pupil.lines)
    assert lines == Counter(sentences.written())


def test_nobody_is_dealt_the_same_sentence_twice() -> None:
    for pupil in deal(sentences.STUDENTS, sentences.written(), seed=1):
        assert len(set(pupil.lines)) == len(pupil.lines)


def test_the_same_seed_deals_the_same_hands() -> None:
    lines = sentences.written()
    assert deal(sentences.STUDENTS, lines, 1) == deal(sentences.STUDENTS, lines, 1)
    assert deal(sentences.STUDENTS, lines, 1) != deal(sentences.STUDENTS, lines, 2)


def test_a_pupil_needs_most_of_the_time_there_is_and_no_more() -> None:
    waits = pauses(random.Random(1), ["short", "a much longer sentence"], seconds=60)
    assert 45 <= sum(waits) <= 60


def test_a_pupil_with_nothing_to_write_waits_for_nothing() -> None:
    assert pauses(random.Random(1), [], seconds=60) == []


def test_a_taken_port_is_said_before_anything_starts() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        box = FreshBox(taken.getsockname()[1])
        with pytest.raises(NoBox, match="CROWDBOX_PORT"):
            box.__enter__()


def test_a_box_that_is_not_there_is_an_os_error() -> None:
    with pytest.raises(OSError, match="did not answer"):
        Client(free_port()).call("GET", "/health")


def test_the_demo_explains_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "--fast" in capsys.readouterr().out


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, Path]:
    """Play the whole demo, fast, end it as Ctrl-C does, and return its status, words and folder."""
    folder = tmp_path_factory.mktemp("t")
    settings = {"CROWDBOX_PORT": str(free_port()), "CROWDBOX_ANNOUNCE": "0"}
    demo = subprocess.Popen(
        [sys.executable, "-m", "appliance", "demo", "--fast"],
        cwd=ROOT,
        env=os.environ | settings | {"TMPDIR": str(folder), "CROWDBOX_CONFIG": os.devnull},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert demo.stdout is not None
    said = ""
    with demo, closing(demo.stdout) as lines:
        for line in lines:
            said += line
            if "Ctrl-C" in line:
                demo.send_signal(signal.SIGINT)
    return demo.returncode, said, folder


def test_the_demo_plays_the_lesson_to_its_end(played: tuple[int, str, Path]) -> None:
    status, said, _ = played
    assert status == 0, said
    assert "The lesson is over" in said, said


def test_the_demo_loses_and_doubles_nothing(played: tuple[int, str, Path]) -> None:
    count = len(sentences.written())
    assert f"{count} examples were acknowledged; the box counts {count}" in played[1]


def test_the_demo_has_a_model_that_knows_more_than_nothing(played: tuple[int, str, Path]) -> None:
    line = next(line for line in played[1].splitlines() if line.startswith("Trained: "))
    right, of = (int(word) for word in line.split() if word.isdecimal())
    assert of == len(sentences.written())
    assert right > of / len(sentences.LABELS)


def test_the_demo_leaves_nothing_behind(played: tuple[int, str, Path]) -> None:
    assert list(played[2].iterdir()) == []
