"""Building with the model's blocks: what a student does, and what the class changes meanwhile."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from playwright.sync_api import Page

from tests.e2e.conftest import LAPTOP
from tests.e2e.conftest import PHONE
from tests.e2e.scratch.lesson import asked
from tests.e2e.scratch.lesson import at_rest
from tests.e2e.scratch.lesson import choose_language
from tests.e2e.scratch.lesson import Class
from tests.e2e.scratch.lesson import drag
from tests.e2e.scratch.lesson import expect_said
from tests.e2e.scratch.lesson import open_category
from tests.e2e.scratch.lesson import run

AXE = Path(__file__).parents[3] / "webui" / "client" / "node_modules" / "axe-core" / "axe.min.js"
SCRIPTS = ".blocklyBlockCanvas"


def slot(page: Page, words: str) -> Any:
    """Return where a slot with these words is on the workspace."""
    found = page.locator(f".blocklyWorkspace > {SCRIPTS} .blocklyEditableText", has_text=words)
    return at_rest(found.first)


def test_a_student_builds_a_program_that_says_what_the_model_says(
    show: Callable[..., Page], klass: Class, picture: Callable[..., None]
) -> None:
    page = show(klass.texts.url(klass.ada))
    workspace = page.locator(".blocklySvg").first.bounding_box()
    assert workspace is not None
    x, y = workspace["x"] + 330, workspace["y"] + 60
    drag(page, "Events", "event_whenflagclicked", x, y)
    hat = at_rest(page.locator(f"{SCRIPTS} .blocklyDraggable").first)
    drag(page, "Looks", "looks_say", hat["x"], hat["y"] + hat["height"] - 4, into=True)
    for words, category, opcode in (
        ("Hello!", "Operators", "operator_join"),
        ("apple", "Weather", "_label"),
        ("banana", "Weather", "_confidence"),
    ):
        place = slot(page, words)
        drag(page, category, opcode, place["x"] - 8, place["y"] - 8, into=True)
    page.locator("[class*=green-flag_green-flag]").first.click()
    said = "vm.editingTarget.getCustomState('Scratch.looks')?.text ?? ''"
    page.wait_for_function(f"() => /^(Sun|Rain)[0-9]+$/.test({said})")
    picture(page, "scratch-program")


def test_the_blocks_say_what_the_model_says_and_use_the_next_one_without_a_reload(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    assert asked(page, "label", TEXT="bright warm day") == "Sun"
    assert asked(page, "label", TEXT="wet grey drops") == "Rain"
    assert asked(page, "confidence", TEXT="wet grey drops") > 50
    assert asked(page, "why", TEXT="wet grey drops") in {"wet", "grey", "drops"}
    before = asked(page, "version")
    for number in range(20):
        klass.texts.add("Rain", f"purple elephants {number}")
    klass.texts.train()
    version = """(before) => Object.entries(vm.runtime._primitives).some(([name, block]) =>
      /^crowdbox.*_version$/.test(name) && block({}, {}) === before + 1)"""
    page.wait_for_function(version, arg=before)
    assert asked(page, "label", TEXT="purple elephants") == "Rain"


def test_a_student_adds_while_the_class_collects_and_is_told_when_it_does_not(
    show: Callable[..., Page], klass: Class
) -> None:
    project = klass.project("text")
    page = show(project.url(klass.ada))
    before = asked(page, "countOf", LABEL="Sun")
    run(page, "add", TEXT="from a block", LABEL="Sun")
    counted = """(wanted) => Object.entries(vm.runtime._primitives).some(([name, block]) =>
      /^crowdbox.*_countOf$/.test(name) && block({LABEL: "Sun"}, {}) === wanted)"""
    page.wait_for_function(counted, arg=before + 1)
    project.change(phase="use")
    run(page, "add", TEXT="too late", LABEL="Sun")
    expect_said(page, "The class is not collecting examples right now.")
    assert asked(page, "countOf", LABEL="Sun") == before + 1


def test_training_is_the_teachers_and_reaches_everybody(
    show: Callable[..., Page], klass: Class
) -> None:
    project = klass.project("text")
    page = show(project.url(klass.ada))
    assert asked(page, "label", TEXT="bright warm day") == "no model yet"
    assert asked(page, "confidence", TEXT="bright warm day") == 0
    assert asked(page, "isState", STATE="none") is True
    run(page, "train")
    expect_said(page, "Only your teacher can do that.")
    run(show(project.url(klass.teacher)), "train")
    ready = """() => Object.entries(vm.runtime._primitives).some(([name, block]) =>
      /^crowdbox.*_isState$/.test(name) && block({STATE: "ready"}, {}))"""
    page.wait_for_function(ready)
    assert asked(page, "label", TEXT="bright warm day") == "Sun"


def test_without_the_network_the_last_answer_holds_and_others_are_not_reachable(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    assert asked(page, "label", TEXT="bright warm day") == "Sun"
    page.context.set_offline(True)
    assert asked(page, "label", TEXT="never asked before") == "not reachable"
    assert asked(page, "confidence", TEXT="never asked either") == 0
    assert asked(page, "label", TEXT="bright warm day") == "Sun"


def test_a_label_that_is_called_otherwise_is_drawn_anew_while_the_editor_is_open(
    show: Callable[..., Page], klass: Class
) -> None:
    project = klass.project("text")
    page = show(project.url(klass.ada))
    open_category(page, "Some text")
    drag(page, "Some text", f"_name_{project.labels['Sun']}", 700, 300)
    project.rename("Sun", "Sunshine")
    drawn = page.locator(".blocklyText").get_by_text("Sunshine", exact=True)
    expect(page.locator(f".blocklyFlyout {SCRIPTS}")).to_contain_text("Sunshine")
    expect(page.locator(f".blocklyWorkspace > {SCRIPTS}").last).to_contain_text("Sunshine")
    assert drawn.count() >= 2


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_our_part_of_the_page_is_for_everybody(
    show: Callable[..., Page], klass: Class, size: dict[str, int]
) -> None:
    page = show(klass.texts.url(klass.ada), size)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.get_by_role("button", name="My programs").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    code = """async (place) => (await axe.run(place)).violations
      .map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 150)}`)"""
    assert page.evaluate(code, "dialog") == []
    page.keyboard.press("Escape")
    assert page.evaluate(code, "#bar") == []
    expect(page.get_by_role("button", name="My programs")).to_be_focused()


def test_the_editor_and_our_blocks_speak_french_and_english_again_without_a_reload(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    drag(page, "Weather", "_train", 700, 300)
    scripts = page.locator(f".blocklyWorkspace > {SCRIPTS}").last
    for settings, menu, name, words, block in (
        ("Settings", "Language", "Français", "Enregistrer sur la boîte", "entraîner"),
        ("Paramètres", "Langue", "English", "Save on the box", "train new machine learning model"),
    ):
        choose_language(page, settings, menu, name)
        expect(page.get_by_role("button", name=words)).to_be_visible()
        expect(page.locator(".blocklyFlyout")).to_contain_text(block.replace(" ", "\u00a0"))
        expect(scripts).to_contain_text(block.replace(" ", "\u00a0"))


def test_nothing_that_needs_the_internet_is_offered(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    outside = """() => [...document.querySelectorAll("a[href], iframe[src], img[src]")]
      .filter((each) => each.checkVisibility()).map((each) => each.href ?? each.src)
      .filter((url) => /^https?:/.test(url) && new URL(url).hostname !== location.hostname)"""
    assert page.evaluate(outside) == []
    expect(page.get_by_text("Tutorials")).to_be_hidden()
    page.get_by_title("Add Extension").click()
    shown = page.locator("[class*=library-item_library-item-name]:visible")
    expect(shown.first).to_be_visible()
    assert shown.all_inner_texts() == ["Music", "Pen", "Video Sensing", "Makey Makey"]
    assert page.evaluate(outside) == []


def test_a_costume_can_be_drawn_though_its_editor_is_made_only_then(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    expect(page.locator("[class*=paint-editor_editor-container]")).to_have_count(0)
    costume = "() => vm.editingTarget.sprite.costumes[0].assetId"
    before = page.evaluate(costume)
    page.get_by_role("tab", name="Costumes").click()
    page.get_by_title("Rectangle").click()
    area = page.locator("canvas[class*=paper-canvas]").bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 60, area["y"] + 60)
    page.mouse.down()
    page.mouse.move(area["x"] + 160, area["y"] + 140, steps=5)
    page.mouse.up()
    page.wait_for_function(f"(before) => ({costume})() !== before", arg=before)
    page.get_by_role("tab", name="Code").click()
    expect(page.locator(".blocklyFlyout")).to_be_visible()
