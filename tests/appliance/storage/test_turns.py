"""Callers that come together are served together."""

import threading
import time

import pytest

from appliance.storage.turns import Turns


def settle(group):
    for turn in group:
        turn.perform()


def crowd(size, work):
    threads = [threading.Thread(target=work, args=(number,)) for number in range(size)]
    for thread in threads:
        thread.start()
    return threads


def test_work_gives_its_result():
    assert Turns(settle).take(lambda: 3) == 3


def test_work_raises_in_its_own_caller():
    with pytest.raises(KeyError):
        Turns(settle).take(lambda: {}["missing"])


def test_those_who_come_while_one_is_busy_share_the_next_group():
    sizes, first, go = [], threading.Event(), threading.Event()

    def perform(group):
        sizes.append(len(group))
        first.set()
        go.wait(5)
        settle(group)

    turns = Turns(perform)
    threads = crowd(1, lambda number: turns.take(lambda: number))
    first.wait(5)
    threads += crowd(20, lambda number: turns.take(lambda: number))
    while len(turns._waiting) < 20:
        time.sleep(0.001)
    go.set()
    for thread in threads:
        thread.join(5)
    assert sizes == [1, 20]


def test_everybody_gets_their_own_result():
    turns, results = Turns(settle), {}

    def caller(number):
        for count in range(50):
            results[number, count] = turns.take(lambda: (number, count))  # noqa: B023

    for thread in crowd(16, caller):
        thread.join(10)
    assert len(results) == 800
    assert all(key == result for key, result in results.items())


def test_nobody_is_told_success_when_the_group_could_not_be_settled():
    def broken(group):
        raise OSError("no card")

    turns = Turns(broken)
    with pytest.raises(OSError):
        turns.take(lambda: 1)
    with pytest.raises(OSError):
        turns.take(lambda: 1)


def test_an_interrupted_leader_leaves_the_others_to_lead():
    entered, go = threading.Event(), threading.Event()
    results = []

    def interrupted(group):
        if not entered.is_set():
            entered.set()
            go.wait(5)
            raise KeyboardInterrupt
        settle(group)

    turns = Turns(interrupted)

    def lead(number):
        with pytest.raises(KeyboardInterrupt):
            turns.take(lambda: None)

    threads = crowd(1, lead)
    entered.wait(5)
    threads += crowd(3, lambda number: results.append(turns.take(lambda: number)))
    go.set()
    for thread in threads:
        thread.join(5)
    assert sorted(results) == [0, 1, 2]
