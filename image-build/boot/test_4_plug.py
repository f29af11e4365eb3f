"""The power is cut while thirty students write, and meanwhile the password is forgotten."""

import re
import threading
import time

import pytest
from school import School

from appliance.demo.client import Refused
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
    # As the card is in a laptop: what a teacher does who does not know the password any more.
    machine.card.put("RESET-PASSWORD.TXT", b"")
    figures["later boot, power to first page"] = f"{school.switch_on():.0f} s"
    with pytest.raises(Refused):
        school.sign_in()
    sign_in_with_new_password(school)
    assert school.acknowledged - school.stored() == set()
    figures["acknowledged while the power was cut, all there"] = str(
        len(school.acknowledged) - before
    )


def test_the_file_for_a_new_password_has_been_used_up(machine: Machine) -> None:
    assert not [name for name in machine.card.names() if "reset" in name.lower()]


def sign_in_with_new_password(school: School) -> None:
    words = re.findall(r"\b[a-z2-9]{4}-?[a-z2-9]{4}-?[a-z2-9]{4}\b", school.note())
    assert any(signs_in(school, word) for word in words), school.note()


def signs_in(school: School, password: str) -> bool:
    try:
        school.sign_in(password)
    except Refused:
        return False
    return True
