"""What lies beside the editor's script comes when it is needed, and not before."""

import re
from collections.abc import Callable

from playwright.sync_api import expect
from playwright.sync_api import Page

from tests.e2e.scratch.files import from_computer
from tests.e2e.scratch.files import sb3
from tests.e2e.scratch.files import STRANGER
from tests.e2e.scratch.lesson import choose_language
from tests.e2e.scratch.lesson import Class
from tests.e2e.scratch.lesson import open_category

WORDS = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="30"><text x="2" y="20"'
    ' font-family="{font}" font-size="18">Hello</text></svg>'
)
FETCHED = """() => performance.getEntriesByType("resource").map(({name}) => name)
  .filter((name) => /gui.(texts|fonts)/.test(name))"""
LOADED = """() => [...document.fonts].filter(({status}) => status === "loaded")
  .map(({family}) => family.replaceAll('"', ""))"""
WIDE = """() => vm.runtime.renderer
  ._allSkins[vm.editingTarget?.sprite.costumes[0].skinId]?.size[0] ?? 0"""
WIDTHS = """() => [...document.querySelectorAll(".blocklyFlyout .blocklyText")]
  .filter((text) => text.textContent && text.getComputedTextLength() > 0)
  .map((text) => [crowdboxWidth(text), text.getComputedTextLength()])"""


def test_a_start_in_english_fetches_neither_languages_nor_fonts(
    show: Callable[..., Page], klass: Class
) -> None:
    page = show(klass.texts.url(klass.ada))
    assert page.evaluate(FETCHED) == []


def test_a_drawing_with_words_brings_their_font(show: Callable[..., Page], klass: Class) -> None:
    page = show(klass.texts.url(klass.ada))
    page.on("dialog", lambda dialog: dialog.accept())
    from_computer(page, sb3({}, svg=WORDS.format(font="Marker")))
    page.wait_for_function(STRANGER)
    (font,) = page.evaluate(FETCHED)
    assert re.search(r"/gui/fonts/marker-[0-9A-F]{8}\.ttf$", font)
    assert "Marker" in page.evaluate(LOADED)
    # the picture is as wide as its words are in that font
    wide = page.evaluate(WIDE)
    from_computer(page, sb3({}, svg=WORDS.format(font="Pixel")))
    page.wait_for_function(f"(before) => ![0, before].includes(({WIDE})())", arg=wide)


def test_a_language_comes_when_it_is_chosen(show: Callable[..., Page], klass: Class) -> None:
    page = show(klass.texts.url(klass.ada))
    choose_language(page, "Settings", "Language", "Deutsch")
    expect(page.get_by_text("Datei", exact=True)).to_be_visible()
    open_category(page, "Bewegung")
    expect(page.locator(".blocklyFlyout").get_by_text("gehe").first).to_be_visible()
    (texts,) = page.evaluate(FETCHED)
    assert re.search(r"/gui/texts/de-[0-9A-F]{8}\.json$", texts)


def test_the_texts_of_blocks_are_as_wide_as_the_browser_draws_them(
    show: Callable[..., Page], klass: Class
) -> None:
    widths = show(klass.texts.url(klass.ada)).evaluate(WIDTHS)
    assert len(widths) > 80
    assert [pair for pair in widths if abs(pair[0] - pair[1]) > 0.5] == []
