import threading

from appliance.helper.power import Power


def test_the_answer_comes_before_the_deed() -> None:
    restarted, turned_off = threading.Event(), threading.Event()
    power = Power(restarted.set, turned_off.set, grace=0.05)
    power.restart()
    assert not restarted.is_set()
    assert restarted.wait(20)
    assert not turned_off.is_set()


def test_a_box_is_turned_off() -> None:
    turned_off = threading.Event()
    Power(lambda: None, turned_off.set, grace=0).off()
    assert turned_off.wait(20)
