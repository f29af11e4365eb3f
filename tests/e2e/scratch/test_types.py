"""The blocks of each type of project, with what a sprite has: costumes, sounds, numbers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from playwright.sync_api import Page

from appliance import starters
from tests.e2e.media import photo
from tests.e2e.media import sound
from tests.e2e.scratch.files import from_computer
from tests.e2e.scratch.files import sb3
from tests.e2e.scratch.lesson import asked
from tests.e2e.scratch.lesson import Class
from tests.e2e.scratch.lesson import data_url
from tests.e2e.scratch.lesson import LABELS
from tests.e2e.scratch.lesson import Project
from tests.e2e.scratch.lesson import run

COUNTED = """([label, wanted]) => Object.entries(vm.runtime._primitives).some(([name, block]) =>
  /^crowdbox.*_countOf$/.test(name) && block({LABEL: label}, {}) === wanted)"""


@pytest.fixture(scope="module")
def taught(klass: Class) -> Callable[[str], Project]:
    """`taught(type)`: a trained project of this type, made once."""
    made: dict[str, Project] = {"text": klass.texts}

    def of(type: str) -> Project:
        if type not in made:
            made[type] = klass.project(type)
            made[type].train()
        return made[type]

    return of


def test_numbers_have_a_slot_for_each_field_and_a_block_for_each_choice(
    show: Callable[..., Page], klass: Class, taught: Callable[[str], Project]
) -> None:
    page = show(taught("numbers").url(klass.ada))
    assert asked(page, "label", FIELD0="4", FIELD1="fur") == "Cat"
    assert asked(page, "label", FIELD0="2", FIELD1="feathers") == "Bird"
    assert asked(page, "confidence", FIELD0="2", FIELD1="feathers") > 50
    assert asked(page, "why", FIELD0="2", FIELD1="feathers") == "skin"
    choice = """() => vm.runtime.getOpcodeFunction(Object.keys(vm.runtime._primitives)
      .find((name) => name.endsWith("_choice_1_1")))({}, {})"""
    assert page.evaluate(choice) == "feathers"
    run(page, "add", FIELD0="4", FIELD1="fur", LABEL="Cat")
    page.wait_for_function(COUNTED, arg=["Cat", 7])


def test_images_are_costumes_and_backdrops(
    show: Callable[..., Page], klass: Class, taught: Callable[[str], Project]
) -> None:
    page = show(taught("images").url(klass.ada))
    ball = data_url("image/jpeg", photo("Ball", 99, (200, 150)))
    assert asked(page, "label", IMAGE=ball) == "Ball"
    costume = asked(page, "costumeImage")
    assert costume.startswith("image:")
    assert asked(page, "label", IMAGE=costume) in LABELS["images"]
    assert asked(page, "confidence", IMAGE=costume) > 0
    assert asked(page, "label", IMAGE=asked(page, "backdropImage")) in LABELS["images"]
    run(page, "add", IMAGE=costume, LABEL="Ball")
    page.wait_for_function(COUNTED, arg=["Ball", 7])


def test_sounds_are_those_of_the_sprite(
    show: Callable[..., Page], klass: Class, taught: Callable[[str], Project]
) -> None:
    page = show(taught("sounds").url(klass.ada))
    from_computer(page, sb3({}, beep=sound("Whistle", 99)))
    page.wait_for_function("() => vm.editingTarget?.getName() === 'Stranger'")
    assert asked(page, "label", SOUND="beep") == "Whistle"
    assert asked(page, "confidence", SOUND="1") > 50
    run(page, "add", SOUND="beep", LABEL="Whistle")
    page.wait_for_function(COUNTED, arg=["Whistle", 7])


def test_the_microphone_is_asked_about_while_a_program_listens(
    show: Callable[..., Page], klass: Class, taught: Callable[[str], Project]
) -> None:
    page = show(taught("sounds").url(klass.ada))
    page.evaluate("() => vm.on('MIC_LISTENING', (on) => { window.listening = on; })")
    with page.expect_response("**/scratch/predictions") as reply:
        run(page, "startListening")
    assert reply.value.ok
    assert page.evaluate("() => window.listening") is True
    run(page, "stopListening")
    page.wait_for_function("() => window.listening === false")


@pytest.mark.parametrize("starter", starters.ALL, ids=lambda starter: starter.id)
def test_each_starter_opens_whole_and_runs(
    show: Callable[..., Page], klass: Class, taught: Callable[[str], Project],
    starter: starters.Starter, picture: Callable[..., None],
) -> None:  # fmt: skip
    size = {"width": 1100, "height": 640}
    page = show(taught(starter.type).url(klass.ada) + f"/starter/{starter.id}", size)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    expect(page.get_by_role("dialog")).to_have_count(0)
    undefined = """() => vm.runtime.targets.flatMap((each) => Object.values(each.blocks._blocks))
      .map(({opcode}) => opcode)
      .filter((opcode) => /^crowdbox/.test(opcode) && !/_menu_/.test(opcode))
      .filter((opcode) => !vm.runtime._primitives[opcode] && !vm.runtime._hats[opcode])"""
    assert page.evaluate(undefined) == []
    page.evaluate("() => vm.greenFlag()")
    page.wait_for_timeout(1_000)
    assert wrong == []
    if starter.id == "sorting-hat":
        page.evaluate("() => vm.stopAll()")
        page.wait_for_timeout(300)
        picture(page, "scratch-starter")
