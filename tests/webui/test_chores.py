"""What takes longer than a request: one at a time, and how it ended."""

import threading

import pytest

from appliance.classroom.problems import Problem
from webui.chores import Chores


def test_a_chore_runs_beside_the_request_and_is_done():
    chores, go = Chores(), threading.Event()
    chore = chores.start("save", go.wait)
    assert (chores.last, chore.state) == (chore, "running")
    go.set()
    chores.wait()
    assert chores.last.state == "done"


def test_only_one_runs_at_a_time(refused):
    chores, go = Chores(), threading.Event()
    chores.start("save", go.wait)
    with refused("chore_runs"):
        chores.start("check", go.wait)
    go.set()
    chores.wait()
    chores.start("check", go.wait)
    chores.wait()


@pytest.mark.parametrize(
    ("error", "code"), [(Problem("no_stick"), "no_stick"), (ValueError("x"), "server_error")]
)
def test_what_went_wrong_is_kept(error, code):
    def work():
        raise error

    chores = Chores()
    chores.start("save", work)
    chores.wait()
    assert (chores.last.state, chores.last.problem.code) == ("failed", code)
