"""The page about what is inside the box."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from webui.pages.about import CREDITS
from webui.pages.about import TITLES

DOCS = Path(__file__).resolve().parents[2] / "docs"
LICENCE = {"Python packages": 2, "In the files that the browser gets": 2, "Weights of networks": 3}


def documented(title: str) -> list[tuple[str, str]]:
    """Return name and licence of each row of a table of docs/third-party.md."""
    text = (DOCS / "third-party.md").read_text(encoding="utf-8")
    chapter = re.split(r"^## ", text.split(f"## {title}\n")[1], flags=re.MULTILINE)[0]
    rows = [line.strip("| ").split(" | ") for line in chapter.splitlines() if line.startswith("| ")]
    return [(row[0].strip("`"), row[LICENCE[title]].strip()) for row in rows[1:]]


@pytest.mark.parametrize("title", LICENCE)
def test_the_page_has_what_the_docs_have(title: str) -> None:
    (chapter,) = [chapter for chapter in CREDITS if chapter.title == title]
    assert [(work.name, work.licence) for work in chapter.works] == documented(title)


def test_every_title_is_in_the_catalogue() -> None:
    assert tuple(chapter.title for chapter in CREDITS) == TITLES


def test_a_box_without_a_teacher_says_it_too(client: FlaskClient) -> None:
    page = client.get("/about").text
    assert "BSD-3-Clause" in page
    assert "Lifelong Kindergarten Group" in page


@pytest.mark.parametrize(
    ("who", "place"),
    [("", "/join"), ("Ada", "/projects"), ("teacher", "/teacher"), ("", "/teacher/login")],
)
def test_every_footer_leads_there(browser, who: str, place: str) -> None:  # type: ignore[no-untyped-def]
    assert 'href="/about"' in browser(who).get(place).text


def test_the_projector_has_no_footer(browser) -> None:  # type: ignore[no-untyped-def]
    assert 'href="/about"' not in browser("projector").get("/projector").text
