"""Every text on a page comes from the catalogue, and every language of the box has it all."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from flask import Flask
from flask.testing import FlaskClient

from appliance.classroom import klass
from webui import catalogue
from webui import words
from webui.assets import Assets
from webui.auth import COOKIE

LANGUAGES = [language for language in words.LANGUAGES if language != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")
LETTER = re.compile(r"[^\W\d_]")
SILENT = {"script", "style", "code"}
SPOKEN = ("alt", "aria-label", "placeholder", "title")
DATA = ("crowdbox.local", "Crowdbox", "3B", "Weather", "Mine", "Sun", "Rain", "Ada", "Ben", "Cem",
        "bright warm day", "wet grey drops", "127.0.0.1", *words.LANGUAGES.values())  # fmt: skip
"""What on the pages of `world` is no text of the box: names, addresses, what children wrote."""


@pytest.fixture(scope="module")
def sources() -> Catalog:
    return catalogue.extracted()


def forms(message: Message) -> list[str]:
    """Return all strings of a translation, one or its plural forms."""
    return list(message.string) if isinstance(message.string, (list, tuple)) else [message.string]


def test_the_box_offers_what_is_translated() -> None:
    assert catalogue.languages() == LANGUAGES
    assert list(words.LANGUAGES) == list(klass.LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_exactly_what_the_sources_say(language: str, sources: Catalog) -> None:
    said = {message.id for message in catalogue.texts(sources)}
    known = {message.id for message in catalogue.texts(catalogue.translated(language))}
    assert known - said == set(), "nobody says these: python -m webui.catalogue"
    assert said - known == set(), "these are missing: python -m webui.catalogue"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_complete(language: str) -> None:
    translated = catalogue.translated(language)
    for message in catalogue.texts(translated):
        assert all(forms(message)), message.id
        assert not message.fuzzy, message.id
        assert message.pluralizable == (len(forms(message)) == translated.num_plurals)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    for message in catalogue.texts(catalogue.translated(language)):
        ids = [message.id] if isinstance(message.id, str) else message.id
        wanted = set(PLACEHOLDER.findall(" ".join(ids)))
        for form in forms(message):
            assert set(PLACEHOLDER.findall(form)) == wanted, message.id


def test_a_page_carries_the_texts_of_its_scripts(sources: Catalog) -> None:
    known = {message.id for message in catalogue.texts(sources)}
    for entry in Assets().manifest.values():
        for text in entry.get("texts", []):
            assert (text[0] if len(text) == 1 else tuple(text)) in known


def test_updating_a_complete_catalogue_changes_nothing(
    sources: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = catalogue.file_of("fr").read_bytes()
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    catalogue.file_of("fr").parent.mkdir(parents=True)
    catalogue.file_of("fr").write_bytes(before)
    assert catalogue.update("fr", sources) == []
    assert catalogue.file_of("fr").read_bytes() == before


# --- a language that marks what it says: ⟦…⟧ ---


def marked(text: str) -> str:
    return f"⟦{text}⟧"


@pytest.fixture(scope="module")
def marks(sources: Catalog, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with a French in which every text of the catalogue is marked."""
    catalog = Catalog(locale="fr")
    for message in catalogue.texts(sources):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [marked(text) for text in ids]
        catalog.add(message.id, strings[0] if len(strings) == 1 else tuple(strings))
    file = tmp_path_factory.mktemp("marks") / "fr" / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_mo(stream, catalog)
    return str(file.parent.parent.parent)


def speaking(app: Flask, marks: str) -> Flask:
    """Let `app` speak the marked language as its French."""
    app.extensions["babel"].translation_directories[:] = [marks]
    return app


def visitor(app: Flask, token: str = "") -> FlaskClient:
    """Return a browser that speaks French, of the person with this token."""
    client = app.test_client()
    client.set_cookie(words.COOKIE, "fr")
    if token:
        client.set_cookie(COOKIE, token)
    return client


class Said(HTMLParser):
    """Collects what a page says: text nodes and attributes that are read aloud.

    A name in a sentence has a `bdi` element of its own, which does not cut the sentence.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = [""]
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self.texts += [value for name, value in attrs if name in SPOKEN and value]
        self._cut(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        self._cut(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts[-1] += data

    def _cut(self, tag: str) -> None:
        if tag != "bdi":
            self.texts.append("")


def unmarked(page: str) -> list[str]:
    """Return what a page says outside of marks that is not data of `world`."""
    said = Said()
    said.feed(page)
    return [text for text in said.texts if LETTER.search(_without_data(_outside_marks(text)))]


def _outside_marks(text: str) -> str:
    before = None
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", "", text)
    return text


def _without_data(text: str) -> str:
    for data in DATA:
        text = text.replace(data, "")
    return text


PAGES = [
    ("", "/join"),
    ("", "/nothing"),
    ("", "/teacher/login"),
    ("", "/projector"),
    ("Ada", "/join"),
    ("Ada", "/projects"),
    ("Ada", "/projects/{shared}"),
    ("Ben", "/projects/{private}"),
    ("teacher", "/teacher"),
    ("teacher", "/teacher/people"),
    ("teacher", "/teacher/box"),
    ("teacher", "/teacher/projects/{shared}"),
    ("projector", "/projector"),
]


@pytest.mark.parametrize(("who", "place"), PAGES)
def test_a_page_says_nothing_that_is_not_in_the_catalogue(
    lesson: Flask, marks: str, world: Any, who: str, place: str
) -> None:
    client = visitor(speaking(lesson, marks), world.tokens.get(who, ""))
    page = client.get(place.format(shared=world.shared, private=world.private)).text
    assert "⟦" in page
    assert unmarked(page) == []


@pytest.mark.parametrize(
    "form", [{"name": "Ada", "before": "1"}, {"name": "Ada", "class_code": "no"}]
)
def test_an_answer_to_a_form_says_nothing_that_is_not_in_the_catalogue(
    lesson: Flask, marks: str, form: dict[str, str]
) -> None:
    assert unmarked(visitor(speaking(lesson, marks)).post("/join", data=form).text) == []


def test_the_claim_says_nothing_that_is_not_in_the_catalogue(app: Flask, marks: str) -> None:
    assert unmarked(visitor(speaking(app, marks)).get("/claim").text) == []
