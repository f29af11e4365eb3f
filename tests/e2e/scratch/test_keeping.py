"""Programs on the box: saved, opened elsewhere, looked at by the teacher, on the wall."""

import io
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Browser
from playwright.sync_api import expect
from playwright.sync_api import Page

from tests.e2e.conftest import PASSWORD
from tests.e2e.scratch.lesson import asked
from tests.e2e.scratch.lesson import Class
from tests.e2e.scratch.lesson import READY
from tests.e2e.scratch.lesson import save


def test_a_program_is_saved_and_opens_on_another_device(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    page.get_by_role("textbox", name="Name of the program").fill("Forecast")
    page.get_by_role("button", name="Save on the box").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    page.wait_for_timeout(1_000)
    (found,) = [one for one in klass.texts.programs() if one["name"] == "Forecast"]
    assert found["thumbnail"]
    other = show(klass.texts.url(klass.ada))
    other.get_by_role("button", name="My programs").click()
    other.get_by_role("button", name="Open “Forecast”").first.click()
    expect(other.get_by_role("textbox", name="Name of the program")).to_have_value("Forecast")


def test_an_earlier_version_opens_from_my_programs(show: Callable[..., Page], klass: Class) -> None:
    page = show(klass.texts.url(klass.ada) + "/starter/sorting-hat")
    page.get_by_role("textbox", name="Name of the program").fill("Twice")
    save(page)
    page.evaluate("() => vm.renameSprite(vm.editingTarget.id, 'Second')")
    expect(page.get_by_role("status")).to_contain_text("Not saved yet")
    save(page)
    page.get_by_role("button", name="My programs").click()
    row = page.get_by_role("listitem").filter(has_text="Twice")
    row.get_by_text("Earlier versions").click()
    row.locator("details li button").first.click()
    page.wait_for_function("() => !vm.runtime.targets.some((t) => t.getName() === 'Second')")


def test_the_teacher_looks_at_a_program_and_changes_nothing(
    show: Callable[..., Page], klass: Class
) -> None:
    save(show(klass.texts.url(klass.ada) + "/starter/robot"))
    program = klass.texts.programs()[0]
    url = klass.texts.url(klass.teacher, program=program["id"], watch=True)
    page = show(f"{url}/program/{program['id']}")
    expect(page.locator(".cb-notice")).to_contain_text("by Ada. Only to look at.")
    expect(page.get_by_role("button", name="Save on the box")).to_have_count(0)
    label = klass.texts.labels["Sun"]
    before = asked(page, "countOf", LABEL=label)
    asked(page, "add", TEXT="the teacher ran it", LABEL=label)
    said = "() => vm.runtime.targets.map((t) => t.getCustomState('Scratch.looks')?.text).join('')"
    page.wait_for_function(f"() => ({said})() === 'This is only to look at.'")
    assert asked(page, "countOf", LABEL=label) == before


def test_the_projector_runs_a_program_of_the_class(
    painter: Browser, klass: Class, show: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = show(klass.texts.url(klass.ada) + "/starter/sorting-hat")
    save(page)
    program = klass.texts.programs()[0]["id"]
    wanted = {"screen": "program", "project": klass.texts.id, "program": program}
    klass.teacher.call("PUT", "/projector", wanted)
    context = painter.new_context(viewport={"width": 1280, "height": 720})
    wall = context.new_page()
    wall.request.post(f"{klass.box.url}/api/v1/login", data={"password": PASSWORD})
    wall.goto(f"{klass.box.url}/projector")
    stage = wall.frame_locator("iframe")
    expect(stage.locator("body[data-ready]")).to_have_count(1, timeout=READY)
    expect(stage.locator("canvas").first).to_be_visible()
    wall.wait_for_timeout(1_500)
    with Image.open(io.BytesIO(wall.screenshot())) as shown:
        red, *_ = shown.convert("RGB").getpixel((400, 250))
    assert red < 100, "the hall of the sorting hat is dark; a stage without it is grey"
    picture(wall, "scratch-projector")
    context.close()
