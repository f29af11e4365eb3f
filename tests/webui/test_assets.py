import json
from pathlib import Path

import pytest
from flask import Flask

from webui.assets import Assets
from webui.assets import label_mark
from webui.assets import NotBuilt
from webui.assets import SHAPES
from webui.assets import share_step

CLIENT = Path(__file__).parents[2] / "webui" / "client"
PAGE_BUDGET = 100_000
"""Bytes of a student's first page, compressed, fonts and drawings included."""


def weight(*names: str) -> int:
    """Return the bytes that a browser loads for these files and all they import."""
    assets = Assets()
    entries = [assets.entry(name) for name in names]
    files = {file for entry in entries for file in (entry["file"], *entry.get("imports", []))}
    return sum(_compressed(assets.folder / file) for file in files)


def _compressed(file: Path) -> int:
    smaller = file.with_name(file.name + ".gz")
    return (smaller if smaller.exists() else file).stat().st_size


def test_an_asset_has_the_hash_of_its_content_in_its_name() -> None:
    url = Assets().asset("base.css")
    assert url.startswith("/static/build/base-")
    assert (Assets().folder / url.rsplit("/", 1)[1]).is_file()


def test_what_was_not_built_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match="make build"):
        Assets(tmp_path).asset("base.css")
    with pytest.raises(NotBuilt, match=r"nothing\.js"):
        Assets().asset("nothing.js")


def test_labels_look_the_same_in_pages_and_scripts() -> None:
    listed = (CLIENT / "lib" / "labels.js").read_text().split("SHAPES = [")[1].split("]")[0]
    assert tuple(json.loads(f"[{listed.strip().rstrip(',')}]")) == SHAPES


def test_no_two_of_the_first_labels_look_the_same() -> None:
    assert len({label_mark(index) for index in range(132)}) == 132


def test_a_count_is_never_drawn_as_nothing() -> None:
    assert [share_step(count, 1000) for count in (0, 1, 500, 1000)] == [0, 1, 10, 20]


def test_texts_cannot_end_the_script_element(app: Flask, tmp_path: Path) -> None:
    entry = {"file": "x.js", "imports": ["y.js"], "texts": [["</script>"]]}
    (tmp_path / "manifest.json").write_text(json.dumps({"x.js": entry}))
    with app.test_request_context("/", headers={"Accept-Language": "fr"}):
        tags = Assets(tmp_path).script("x.js")
    assert tags.count("</script>") == 1
    assert '<link rel="modulepreload" href="/static/build/y.js">' in tags


def test_a_students_first_page_is_light() -> None:
    fonts = [f"atkinson-hyperlegible-latin-{bold}-normal.woff2" for bold in (400, 700)]
    shared = ["base.css", "student.css", "icons.svg", "favicon.svg", *fonts]
    page = 12_000  # the document itself, measured at 9 kB
    assert weight(*shared, "pictures.svg", "join.js") + page < PAGE_BUDGET
    assert weight(*shared, "student.js") + page < PAGE_BUDGET
