import pytest

from webui.pairing import Pairings
from webui.pairing import PER_ADDRESS
from webui.pairing import SECONDS
from webui.pairing import WAITING


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pairings(clock) -> Pairings:
    return Pairings(clock)


def test_a_screen_is_let_in_once_the_teacher_typed_its_code(pairings):
    screen = pairings.begin("a")
    assert not pairings.collect(screen.secret)
    pairings.approve(screen.code)
    assert pairings.collect(screen.secret)


def test_a_screen_is_let_in_only_once(pairings, refused):
    screen = pairings.begin("a")
    pairings.approve(screen.code)
    pairings.collect(screen.secret)
    with refused("not_found"):
        pairings.collect(screen.secret)


def test_a_code_has_four_digits(pairings):
    code = pairings.begin("a").code
    assert len(code) == 4
    assert code.isdecimal()


def test_a_code_is_good_for_ten_minutes(pairings, clock, refused):
    screen = pairings.begin("a")
    clock.now += SECONDS
    with refused("not_found"):
        pairings.approve(screen.code)


def test_the_code_alone_lets_nobody_in(pairings, refused):
    screen = pairings.begin("a")
    pairings.approve(screen.code)
    with refused("not_found"):
        pairings.collect(screen.code)


def test_a_code_that_no_screen_shows_is_not_found(pairings, refused):
    with refused("not_found"):
        pairings.approve("0000")


def test_a_screen_that_starts_again_takes_the_place_of_its_oldest_try(pairings, refused):
    screens = [pairings.begin("a") for _ in range(PER_ADDRESS + 1)]
    with refused("not_found"):
        pairings.collect(screens[0].secret)
    assert not pairings.collect(screens[-1].secret)


def test_many_addresses_cannot_fill_the_memory(pairings, refused):
    for number in range(WAITING):
        pairings.begin(str(number))
    with refused("box_full"):
        pairings.begin("one more")
