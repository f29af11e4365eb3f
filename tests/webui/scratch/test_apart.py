"""What lies beside the editor's script, and how the script fetches it; run by node."""

import base64
import json
import re

import pytest

from tests.webui.scratch.edition import font_bytes
from tests.webui.scratch.edition import font_modules
from tests.webui.scratch.edition import FONTS
from tests.webui.scratch.edition import language_tables
from tests.webui.scratch.node import said
from webui.scratch.build import apart
from webui.scratch.build import languages
from webui.scratch.build.misfit import Misfit

BROWSER = """
    const files = %s, asked = [], rules = [];
    let away = false;
    globalThis.document = {
      currentScript: {src: "http://box/gui/scratch-gui-1.js"},
      head: {append: (style) => rules.push(style.textContent)},
      createElement: () => ({}),
      fonts: {add: (font) => here.push(font)},
    };
    const here = [];
    globalThis.FontFace = class {
      constructor(name, bytes) { this.told = [name, bytes.length, bytes[100]]; }
    };
    globalThis.XMLHttpRequest = class {
      open(method, url, later) { this.url = url; asked.push(url.replace(/-[A-F0-9]{8}/, "")); }
      overrideMimeType(type) { this.type = type; }
      send() {
        if (away) throw new Error("away");
        const body = files[this.url.replace("http://box/gui/", "")];
        this.status = body === undefined ? 404 : 200;
        const bytes = Buffer.from(body ?? "", "base64");
        // "user-defined" gives each byte as one character, some of them far away
        this.responseText = this.type.includes("user-defined")
          ? Array.from(bytes, (b) => String.fromCharCode(b < 128 ? b : 0xf700 + b)).join("")
          : bytes.toString("utf-8");
      }
    };
"""


@pytest.fixture
def run(tmp_path):
    """`run(asks)`: what `asks`, JavaScript behind the parted script, gives."""
    script, files = apart.parted(language_tables() + font_modules())
    packed = {name: base64.b64encode(body).decode() for name, body in files.items()}
    browser = BROWSER % json.dumps(packed)
    return lambda asks: said(f"{browser}{script}\nconsole.log(JSON.stringify({asks}));", tmp_path)


def test_every_language_is_listed_and_none_is_fetched_for_that(run):
    assert run("[Object.keys(uM).length, Object.keys(n.ScratchMsgs.locales).length, asked]") == [
        80, 80, [],
    ]  # fmt: skip


def test_english_needs_no_file(run):
    assert run('[gM.messages["gui.go"], n.ScratchMsgs.locales.en.GO, asked]') == [
        "en {x}", "en %1", [],
    ]  # fmt: skip


def test_a_language_is_fetched_once_for_both_parts(run):
    asks = '[uM["zh-tw"], Object.assign({}, n.ScratchMsgs.locales["zh-tw"]), uM["zh-tw"], asked]'
    editor = {"gui.go": "zh-tw {x}", "it's": '"'}
    assert run(asks) == [
        editor, {"GO": "zh-tw %1"}, editor, ["http://box/gui/texts/zh-tw.json"],
    ]  # fmt: skip


def test_a_language_that_cannot_be_fetched_is_none_and_is_asked_for_again(run):
    asks = "[(away = true, uM.ab ?? null), Object.assign({}, n.ScratchMsgs.locales.ab), "
    assert run(f"{asks}(away = false, uM.ab['gui.go'])]") == [None, {}, "ab {x}"]


def test_texts_are_read_as_a_browser_reads_them():
    written = r"""{a:"\x41\u00e9\u{1F600}\ud83d\ude00\n\"\\",'b-c':'it\'s {x}, "y": z',"":''}"""
    (name, body), *_ = (
        languages.taken(language_tables().replace('{GO:"ab %1"}', written))[1]["ab"],
    )
    assert name == "texts/ab.json"
    assert json.loads(body)["blocks"] == {
        "a": 'Aé😀😀\n"\\', "b-c": 'it\'s {x}, "y": z', "": "",
    }  # fmt: skip


def test_texts_that_are_no_plain_literals_stop_the_build():
    tables = language_tables().replace('{GO:"ab %1"}', '{GO:"ab %1"+x}')
    with pytest.raises(Misfit, match="otherwise"):
        languages.taken(tables)


def test_another_number_of_languages_stops_the_build():
    with pytest.raises(Misfit, match="79 languages"):
        apart.parted(language_tables(79) + font_modules())


def test_the_page_gets_the_fonts_as_files_that_a_browser_may_leave_where_they_are(run):
    keys, rules, asked = run("[(m[18413](x = {}), Object.keys(x.exports())), rules, asked]")
    assert keys == list(FONTS)
    assert len(rules) == 1
    assert rules[0].count("@font-face") == len(FONTS)
    assert re.search(
        r'"Sans Serif";src: url\("http://box/gui/fonts/sans-serif-\w{8}\.ttf"', rules[0]
    )
    assert asked == []


def test_a_drawing_gets_the_font_of_its_words_inside_it(run):
    rule, asked = run("[(m[18413](x = {}), x.exports().Serif), asked]")
    inside = re.fullmatch(
        r'@font-face \{font-family: "Serif";src: url\("data:font/ttf;base64,(.*)"\);\}', rule
    )
    assert base64.b64decode(inside[1]) == font_bytes(8)
    assert asked == ["http://box/gui/fonts/serif.otf"]


def test_a_drawing_is_measured_with_its_fonts_and_asks_once(run):
    drawing = """'<text font-family="Pixel"/><text font-family="Pixel"/><a font-family="Odd"/>'"""
    measured, fonts, asked = run(
        f"[measured({{outerHTML: {drawing}}}, {{sanitize: (it) => it}}), here, asked]"
    )
    assert measured == drawing.strip("'")
    assert fonts == [{"told": ["Pixel", 261, 96]}]
    assert asked == ["http://box/gui/fonts/pixel.ttf"]


def test_a_drawing_without_words_asks_for_nothing(run):
    assert run("[measured({outerHTML: '<svg/>'}, {sanitize: (it) => it}), asked]") == ["<svg/>", []]


def test_a_font_that_cannot_be_fetched_leaves_the_drawing_as_it_is(run):
    assert run("[(m[18413](x = {}), away = true, x.exports().Curly ?? null), rules.length]") == [
        None, 1,
    ]  # fmt: skip


def test_another_number_of_fonts_stops_the_build():
    with pytest.raises(Misfit, match="6 fonts"):
        apart.parted(language_tables() + font_modules(6))


def test_nothing_of_it_stays_in_the_script():
    script, files = apart.parted(language_tables() + font_modules())
    assert "zh-tw {x}" not in script
    assert base64.b64encode(font_bytes(9)).decode() not in script
    assert len(files) == 79 + 7
