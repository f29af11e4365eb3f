"""Programs that were not made here: all of Scratch opens, and nothing empties the editor."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from playwright.sync_api import Page

from tests.e2e.media import sound
from tests.e2e.scratch.files import from_computer
from tests.e2e.scratch.files import sb3
from tests.e2e.scratch.files import stack
from tests.e2e.scratch.files import stock
from tests.e2e.scratch.files import STRANGER
from tests.e2e.scratch.lesson import Class
from tests.e2e.scratch.lesson import opcodes


def test_a_program_with_all_of_stock_scratch_opens_and_runs(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    program = stock()
    from_computer(page, sb3(program, extensions=("pen", "music"), beep=sound("Hum", 1, 0.5)))
    page.wait_for_function(STRANGER)
    assert {block["opcode"] for block in program.values()} <= set(opcodes(page))
    expect(page.locator("dialog")).to_have_count(0)
    page.evaluate("() => vm.greenFlag()")
    page.wait_for_function(
        """() => vm.runtime.targets.some(
          ({variables}) => variables.l?.value.join() === "three,clone")"""
    )
    ran = """() => ({
      clones: vm.runtime.targets.length, x: vm.editingTarget.x,
      sounds: Object.keys(vm.editingTarget.sprite.soundBank.soundPlayers).length,
    })"""
    assert page.evaluate(ran) == {"clones": 3, "x": 100, "sounds": 1}


def test_what_is_saved_to_the_computer_opens_from_it_on_another_device(
    show: Callable[..., Page], klass: Class, tmp_path: Path
) -> None:
    page = show(klass.texts.url(klass.ada) + "/starter/sorting-hat")
    page.get_by_text("File", exact=True).click()
    with page.expect_download() as download:
        page.get_by_text("Save to your computer").click()
    download.value.save_as(tmp_path / "hat.sb3")
    other = show(klass.texts.url(klass.ada))
    from_computer(other, (tmp_path / "hat.sb3").read_bytes())
    names = "() => vm.runtime.targets.map((each) => each.getName()).join()"
    other.wait_for_function(f"(wanted) => ({names})() === wanted", arg=page.evaluate(names))
    expect(other.locator("dialog")).to_have_count(0)
    assert opcodes(other) == opcodes(page)


def test_blocks_that_the_box_does_not_know_are_left_out_and_named(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    body = sb3(
        stack("event_whenflagclicked", "text2speech_speakAndWaitBlock", "motion_movesteps"),
        extensions=("text2speech", "odd"),
    )
    from_computer(page, body)
    expect(page.get_by_role("dialog")).to_contain_text("text2speech speakAndWaitBlock")
    page.get_by_role("button", name="OK").click()
    page.wait_for_function(STRANGER)
    found = opcodes(page)
    assert found == ["event_whenflagclicked", "motion_movesteps"]


def test_a_program_of_another_project_asks_first_and_empties_nothing(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    body = sb3(stack("event_whenflagclicked", "crowdboxffff_train"), extensions=("crowdboxffff",))
    from_computer(page, body)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("another model")
    link = page.get_by_role("link", name="Open that project")
    expect(link).to_have_attribute("href", f"{klass.box.url}/projects/ffff")
    page.get_by_role("button", name="Do not open it").click()
    assert page.evaluate("() => vm.runtime.targets.length") == 2
    from_computer(page, body)
    page.get_by_role("button", name="Change it to this project").click()
    page.wait_for_function(STRANGER)
    found = opcodes(page)
    assert found[1].endswith("_train")
    assert "ffff_" not in found[1]


def test_a_program_keeps_its_labels_in_another_project_by_their_names(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    meta = "async () => JSON.parse(vm.toJSON()).meta.labels"
    (told,) = page.evaluate(meta).values()
    assert "Sun" in told.values()
    (id,) = (id for id, name in told.items() if name == "Sun")
    body = sb3(
        stack("event_whenflagclicked") | stack("crowdboxffff_name_elsewhere", at="r"),
        extensions=("crowdboxffff",),
        labels={"crowdboxffff": {"elsewhere": "sun "}},
    )
    from_computer(page, body)
    page.get_by_role("button", name="Change it to this project").click()
    page.wait_for_function(STRANGER)
    assert any(opcode.endswith(f"_name_{id}") for opcode in opcodes(page))


def test_a_file_that_is_broken_leaves_the_editor_as_it_was(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    page.on("dialog", lambda dialog: dialog.accept())
    from_computer(page, sb3({})[:200])
    page.wait_for_timeout(1_500)
    assert page.evaluate("() => vm.runtime.targets.length") == 2
