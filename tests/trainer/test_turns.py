import threading
import time

from trainer.turns import Turns


def queued(turns: Turns, *urgent: bool) -> list[bool]:
    """Return in which order these got their turn, when all came while it was taken."""
    order: list[bool] = []

    def wait(hurry: bool) -> None:
        with turns.turn(urgent=hurry):
            order.append(hurry)

    threads = [threading.Thread(target=wait, args=(hurry,)) for hurry in urgent]
    with turns.turn(urgent=True):
        for thread in threads:
            thread.start()
            time.sleep(0.02)
    for thread in threads:
        thread.join(5)
    return order


def test_only_one_has_the_turn() -> None:
    turns, inside, most = Turns(), [0], [0]

    def work() -> None:
        for _ in range(50):
            with turns.turn(urgent=bool(_ % 2)):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_who_is_in_a_hurry_goes_first() -> None:
    assert queued(Turns(), False, False, True, True) == [True, True, False, False]


def test_nobody_waits_for_ever() -> None:
    turns, stop = Turns(patience=0.05), threading.Event()

    def hurry() -> None:
        while not stop.is_set():
            with turns.turn(urgent=True):
                time.sleep(0.002)

    threads = [threading.Thread(target=hurry) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(5):
            with turns.turn(urgent=False):
                pass
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_turn_that_ends_in_an_error_is_over() -> None:
    turns = Turns()
    try:
        with turns.turn(urgent=False):
            raise ValueError
    except ValueError:
        pass
    assert queued(turns, True) == [True]
