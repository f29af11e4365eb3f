"""The power is cut while thirty students write."""

import threading
import time

from school import School

from imagebuild.emulator import Machine


def test_what_was_acknowledged_is_there_after_the_power_was_cut(
    school: School, machine: Machine, figures: dict[str, str]
) -> None:
    school.call("PATCH", f"/projects/{school.project}", {"phase": "collect"})
    before = len(school.acknowledged)
    stop = threading.Event()
    writing = threading.Thread(target=school.write_until, args=(school.students, stop))
    writing.start()
    deadline = time.monotonic() + 60
    while len(school.acknowledged) < before + 60 and time.monotonic() < deadline:
        time.sleep(0.2)
    machine.cut()
    stop.set()
    writing.join()
    assert len(school.acknowledged) > before
    figures["later boot, power to first page"] = f"{school.switch_on():.0f} s"
    school.sign_in()
    assert school.acknowledged - school.stored() == set()
    figures["acknowledged while the power was cut, all there"] = str(
        len(school.acknowledged) - before
    )
