"""The "Box" page of a box that was made from the image: networks, health, backups, updates."""

import os
import re
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from playwright.sync_api import Page

from tests.e2e.conftest import LAPTOP
from tests.e2e.conftest import PHONE
from tests.e2e.conftest import PROJECTOR
from tests.e2e.conftest import RealBox
from tests.e2e.conftest import Visitors
from tests.e2e.test_every_page import check
from tests.machine import BOARD
from tests.machine import HOTSPOT
from tests.machine import IDLE
from tests.machine import Machine
from tests.machine import STICK
from tests.machine import WIFI
from tests.ports import free_port

Take = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(prefix="cb") as folder:
        running = Machine(Path(folder) / "helper.sock", Path(folder)).start()
        yield running
        running.stop()


@pytest.fixture(scope="module")
def box(machine: Machine) -> Iterator[RealBox]:
    """A box with a helper, and a class."""
    os.environ |= {"CROWDBOX_ANNOUNCE": "0", "CROWDBOX_HELPER": str(machine.path)}
    try:
        with RealBox(free_port()) as running:
            running.teacher = running.claim()  # type: ignore[attr-defined]
            yield running
    finally:
        del os.environ["CROWDBOX_ANNOUNCE"], os.environ["CROWDBOX_HELPER"]


@pytest.fixture(autouse=True)
def as_new(machine: Machine, box: RealBox) -> None:
    """Each test begins with a machine that is well."""
    machine.network, machine.board = dict(HOTSPOT), dict(BOARD)
    machine.sticks, machine.update = [dict(STICK)], dict(IDLE)
    box.teacher.call("DELETE", "/box/update")  # type: ignore[attr-defined]
    machine.refused, machine.asked, machine.offset = {}, [], 0.0


@pytest.fixture
def teacher(visitors: Visitors, box: RealBox) -> Callable[..., Page]:
    """`teacher(size)`: the box's page on a device of that size, with the teacher signed in."""

    def opened(size: Any = LAPTOP, path: str = "/teacher/box", **options: Any) -> Page:
        page = visitors.device(size, **options)
        page.request.post("/api/v1/login", data={"password": box.password})
        page.goto(path)
        return page

    return opened


def ready(page: Page) -> Page:
    expect(page.locator("#network .large")).to_be_visible()
    expect(page.locator("#about dd").first).to_be_visible()
    return page


@pytest.mark.parametrize(
    ("size", "colours"), [(PHONE, "dark"), (LAPTOP, "light")], ids=["phone", "laptop"]
)
def test_the_page_is_for_everybody(teacher: Any, size: Any, colours: str) -> None:
    page = ready(teacher(size, bypass_csp=True, color_scheme=colours))
    check(page)


def test_the_network_that_works_is_shown_with_both_codes(teacher: Any, picture: Take) -> None:
    page = ready(teacher())
    network = page.locator("#network")
    expect(network).to_contain_text("Crowdbox-7F3A")
    expect(network).to_contain_text("maple-tiger-42")
    for image in network.locator("img").all():
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    picture(page, "box-network")


def test_the_devices_are_counted_against_what_the_radio_takes(
    teacher: Any, machine: Machine
) -> None:
    machine.network["clients"] = 17
    page = ready(teacher())
    expect(page.locator("#devices")).to_contain_text("17 devices are connected")
    expect(page.locator("#devices")).to_contain_text("nearly full")


def test_joining_a_wifi_counts_down_and_is_kept_from_the_new_network(
    teacher: Any, machine: Machine, visitors: Visitors, box: RealBox, picture: Take
) -> None:
    machine.network["clients"] = 0
    page = ready(teacher())
    page.get_by_role("button", name="Change the network").click()
    page.get_by_role("button", name="A Wi-Fi that is there").click()
    page.get_by_role("button", name="School strong, with a password").click()
    page.get_by_label("Its password").fill("correct horse")
    picture(page, "box-wifi")
    page.get_by_role("button", name="Join it", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("join the Wi-Fi School")
    expect(dialog.locator(".countdown")).to_have_text(re.compile(r"1[01]\d seconds|120 seconds"))
    picture(page, "box-countdown")
    address = dialog.locator("a.keep-link").get_attribute("href")
    assert address
    code = address.partition("?code=")[2]
    phone = visitors.device(PHONE)  # nobody is signed in on it
    phone.goto(f"/teacher/keep?code={code}")
    picture(phone, "box-keep")
    phone.get_by_role("button", name="Keep this network").click()
    expect(phone.get_by_role("heading", name="Kept")).to_be_visible()
    assert machine.network["mode"] == "wifi"
    expect(page.locator("#network")).to_contain_text("in the Wi-Fi School")


def test_a_change_can_be_taken_back_from_the_page(teacher: Any, machine: Machine) -> None:
    machine.network = dict(WIFI)
    page = ready(teacher())
    page.get_by_role("button", name="Change the network").click()
    page.get_by_role("button", name="The box's own Wi-Fi For a class").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("maple-tiger-42")
    dialog.get_by_role("button", name="Go back now").click()
    expect(dialog).to_have_count(0)  # the page comes again
    expect(page.locator("#network")).to_contain_text("in the Wi-Fi School")
    assert machine.verbs() == ["network.hotspot", "network.back"]


def test_looking_around_says_why_not_while_a_class_is_connected(teacher: Any) -> None:
    page = ready(teacher())
    page.get_by_role("button", name="Change the network").click()
    page.get_by_role("button", name="A Wi-Fi that is there").click()
    expect(page.get_by_role("dialog")).to_contain_text("would throw them out")


def test_nobody_keeps_a_network_with_another_code(visitors: Visitors) -> None:
    phone = visitors.device(PHONE)
    phone.goto("/teacher/keep?code=guessed")
    phone.wait_for_url(re.compile("/teacher/login"))


def test_low_power_heat_and_a_full_card_are_warned_of_everywhere(
    teacher: Any, machine: Machine
) -> None:
    machine.board |= {"undervoltage_now": True, "temperature_c": 83.2, "data_free_mb": 310}
    page = teacher(path="/teacher")
    mark = page.locator("#health-mark")
    expect(mark).to_have_text("Too little power")
    mark.click()
    warnings = page.locator("#warnings")
    expect(warnings).to_contain_text("short cable")
    expect(warnings).to_contain_text("too hot")
    expect(warnings).to_contain_text("little room")


def test_a_clock_that_is_off_is_set_from_the_device(teacher: Any, machine: Machine) -> None:
    machine.offset = -86_400.0
    page = ready(teacher())
    page.get_by_role("button", name="Set it from this device").click()
    expect(page.locator("#clock-off")).to_be_hidden()
    assert abs(machine.offset) < 60


def test_a_backup_goes_onto_a_stick(teacher: Any, machine: Machine, picture: Take) -> None:
    page = ready(teacher())
    page.get_by_role("button", name="Look for a stick").click()
    expect(page.locator("#sticks")).to_contain_text("SanDisk Ultra")
    page.get_by_role("button", name="Save a backup onto it").click()
    expect(page.get_by_text("You can pull it out")).to_be_visible()
    [content] = machine.saved.values()
    assert content.startswith(b"PK")
    page.locator("#sticks").scroll_into_view_if_needed()
    picture(page, "box-backup")


def test_a_damaged_backup_of_a_stick_is_said(teacher: Any, machine: Machine) -> None:
    page = ready(teacher())
    page.get_by_role("button", name="Look for a stick").click()
    page.locator("#sticks").get_by_role("button", name="Bring back").click()
    page.get_by_role("button", name="Replace everything").click()
    expect(page.locator("#notices")).to_contain_text("That is not here")


def update_file(page: Page, content: bytes) -> None:
    page.locator("#update-file").set_input_files(
        {"name": "crowdbox-1.5.0.update", "mimeType": "", "buffer": content}
    )


def test_an_update_is_looked_into_installed_and_comes_back(
    teacher: Any, machine: Machine, picture: Take
) -> None:
    page = ready(teacher())
    update_file(page, b"an update 1.5.0")
    found = page.locator("#update-found")
    expect(found).to_contain_text("Version 1.5.0")
    expect(found).to_contain_text("Sounds are heard better.")
    found.scroll_into_view_if_needed()
    picture(page, "box-update")
    found.get_by_role("button", name="Install it").click()
    page.get_by_role("dialog").get_by_role("button", name="Install it").click()
    expect(page.locator("#update-progress p")).to_contain_text("writes the update")
    machine.update = IDLE | {"state": "restarting", "version": "1.5.0"}
    expect(page.locator("#update-progress p")).to_contain_text("comes back by itself")
    machine.update = IDLE | {"last": "applied", "version": "1.5.0", "slot": "b"}
    expect(page.locator("#update-last")).to_contain_text("runs version 1.5.0")


def test_an_update_that_went_back_is_said(teacher: Any, machine: Machine) -> None:
    machine.update = IDLE | {"last": "rolled_back", "version": "1.5.0"}
    page = ready(teacher())
    expect(page.locator("#update-last")).to_contain_text("went back by itself")


def test_what_is_no_update_is_refused(teacher: Any) -> None:
    page = ready(teacher())
    update_file(page, b"something else")
    expect(page.locator("#notices")).to_contain_text("no update for a Crowdbox")
    expect(page.locator("#update-found")).to_be_hidden()


def test_an_update_is_taken_from_a_stick(teacher: Any, machine: Machine) -> None:
    machine.on_stick["crowdbox-1.5.0.update"] = b"an update 1.5.0"
    page = ready(teacher())
    page.get_by_role("button", name="Look on a stick").click()
    page.get_by_role("button", name="crowdbox-1.5.0.update").click()
    expect(page.locator("#update-found")).to_contain_text("Version 1.5.0")


def test_shutting_down_says_when_it_is_safe_to_unplug(
    teacher: Any, machine: Machine, box: RealBox
) -> None:
    page = ready(teacher())
    page.get_by_role("button", name="Shut down …").click()
    page.get_by_role("dialog").get_by_role("button", name="Shut down").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Do not unplug it yet")
    page.context.set_offline(True)
    expect(dialog).to_contain_text("safe to unplug", timeout=30_000)
    assert machine.verbs() == ["power.off"]


def test_restarting_comes_back_by_itself(teacher: Any, machine: Machine) -> None:
    page = ready(teacher())
    page.get_by_role("button", name="Restart …").click()
    page.get_by_role("dialog").get_by_role("button", name="Restart").click()
    expect(page.get_by_role("dialog")).to_contain_text("comes back by itself")
    page.context.set_offline(True)
    expect(page.get_by_role("dialog")).to_contain_text("off for a moment")
    page.context.set_offline(False)
    expect(page.get_by_role("dialog")).to_have_count(0)
    ready(page)


def test_a_factory_reset_wants_the_name_of_the_class(teacher: Any, machine: Machine) -> None:
    page = ready(teacher())
    page.get_by_role("button", name="Make the box as new …").click()
    page.get_by_label(re.compile("Type the name of the class")).fill("Class 5b")
    page.get_by_role("button", name="Delete everything and start anew").click()
    expect(page.get_by_role("dialog")).to_contain_text("CROWDBOX.TXT")
    assert machine.verbs() == ["factory.reset"]


def test_the_projector_shows_the_wifi_before_the_address(
    teacher: Any, picture: Take, box: RealBox
) -> None:
    wall = teacher(PROJECTOR, "/projector")
    wifi = wall.locator(".p-wifi")
    expect(wifi).to_contain_text("Crowdbox-7F3A")
    expect(wifi).to_contain_text("maple-tiger-42")
    inside = wall.evaluate("""() => [...document.querySelectorAll(".p-wifi, .p-qr, .p-code")]
      .every((each) => each.getBoundingClientRect().bottom <= innerHeight)""")
    assert inside
    picture(wall, "projector-join-wifi")


def test_the_projector_of_a_box_in_the_schools_wifi_shows_none(
    teacher: Any, machine: Machine
) -> None:
    machine.network = dict(WIFI)
    time.sleep(5.5)  # what the network was is good enough for five seconds
    wall = teacher(PROJECTOR, "/projector")
    expect(wall.locator(".p-code")).to_be_visible()
    assert wall.locator(".p-wifi").count() == 0


def test_the_keyboard_reaches_the_network_and_leaves_it(teacher: Any) -> None:
    page = ready(teacher())
    page.get_by_role("button", name="Change the network").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Change the network")).to_be_focused()
