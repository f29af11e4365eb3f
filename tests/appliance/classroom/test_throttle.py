from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.classroom import throttle
from appliance.classroom.problems import Problem
from appliance.classroom.throttle import Throttle


@pytest.fixture
def brake(clock):
    return Throttle(clock)


def waiting(brake, *key):
    """Try, and return the seconds to wait; 0 where the try was let through."""
    try:
        brake.attempt(*key)
    except Problem as problem:
        return problem.values["seconds"]
    return 0


def test_three_wrong_tries_cost_nothing(brake):
    assert [waiting(brake, "password", "a") for _ in range(3)] == [0, 0, 0]


def test_the_delay_doubles_up_to_a_minute(brake, clock):
    delays = []
    for _ in range(11):
        delay = waiting(brake, "password", "a")
        delays.append(delay)
        clock.wait(delay)
        if delay:
            assert waiting(brake, "password", "a") == 0
    assert delays == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_a_try_that_comes_too_early_does_not_lengthen_the_delay(brake, clock):
    for _ in range(5):
        waiting(brake, "password", "a")
    assert waiting(brake, "password", "a") == 1
    clock.wait(1)
    assert waiting(brake, "password", "a") == 0


def test_being_right_clears_only_its_own_count(brake):
    for _ in range(3):
        waiting(brake, "secret", "a", "ana")
        waiting(brake, "secret", "a", "bo")
    brake.right("secret", "a", "ana")
    assert waiting(brake, "secret", "a", "ana") == 0
    assert waiting(brake, "secret", "a", "bo") == 1


def test_addresses_and_kinds_do_not_slow_each_other_down(brake):
    for _ in range(4):
        waiting(brake, "password", "a")
    assert waiting(brake, "password", "b") == 0
    assert waiting(brake, "class_code", "a") == 0


def test_an_address_starts_afresh_after_a_long_pause(brake, clock):
    for _ in range(4):
        waiting(brake, "password", "a")
    clock.wait(throttle.FORGET + 1)
    assert [waiting(brake, "password", "a") for _ in range(3)] == [0, 0, 0]


def test_changing_address_with_each_guess_is_slowed_down_too(brake):
    delays = [waiting(brake, "password", f"a{number}") for number in range(25)]
    assert delays[: throttle.FREE_OVERALL] == [0] * throttle.FREE_OVERALL
    assert all(delays[throttle.FREE_OVERALL :])


def test_the_delay_over_all_addresses_stays_short(brake, clock):
    for number in range(200):
        clock.wait(waiting(brake, "password", f"a{number}"))
        waiting(brake, "password", f"a{number}")
    assert waiting(brake, "password", "teacher") <= throttle.LONGEST_OVERALL


def test_one_child_alone_never_slows_the_others_down(brake, clock):
    for _ in range(3600):
        waiting(brake, "password", "child")
        clock.wait(1)
    assert waiting(brake, "password", "teacher") == 0


def test_a_device_that_was_right_before_is_let_through_a_flood(brake):
    waiting(brake, "password", "teacher")
    brake.right("password", "teacher")
    for number in range(30):
        waiting(brake, "password", f"a{number}")
    assert waiting(brake, "password", "newcomer") > 0
    assert waiting(brake, "password", "teacher") == 0


def test_the_count_over_all_addresses_drains_away(brake, clock):
    for number in range(30):
        waiting(brake, "password", f"a{number}")
    clock.wait(throttle.DRAIN * 10)
    assert waiting(brake, "password", "newcomer") == 0


def test_parallel_guesses_count_before_they_are_known_to_be_wrong(brake):
    with ThreadPoolExecutor(16) as pool:
        delays = list(pool.map(lambda _: waiting(brake, "password", "a"), range(64)))
    assert delays.count(0) == throttle.FREE


def test_a_known_outcome_is_checked_and_counted_at_once(brake, refused):
    assert brake.check(True, "class_code", "a")
    assert [brake.check(False, "class_code", "a") for _ in range(3)] == [False] * 3
    with refused("wait"):
        brake.check(True, "class_code", "a")


def test_a_class_that_types_the_right_code_is_never_slowed_down(brake):
    assert all(brake.check(True, "class_code", "same-router") for _ in range(300))


def test_memory_is_bounded(brake, clock):
    for number in range(10_000):
        waiting(brake, "password", f"a{number}")
        clock.wait(100)
    assert len(brake._tries) <= 4096
