"""The page of the Scratch editor."""

import importlib
import json
import re

import pytest

from webui.scratch.built import Built
from webui.scratch.built import built

scratch = importlib.import_module("webui.pages.scratch")
"""The module: `webui.pages.scratch` is its blueprint."""


@pytest.fixture
def there(monkeypatch):
    found = Built("1", "/static/scratch/gui/a.js", ())
    monkeypatch.setattr(scratch, "built", lambda: found)


def test_the_page_starts_our_part_before_the_editors(there, at_scratch):
    # ours asks the box while the editor's larger script is still being read
    page = at_scratch("").get("/scratch/").text
    ours, editor = re.findall(r'<script[^>]* src="([^"]+)"', page)
    assert re.fullmatch(r"/static/build/scratch-[A-Z0-9]{8}\.js", ours)
    assert editor == "/static/scratch/gui/a.js"


def test_the_page_says_all_languages_at_once(there, at_scratch):
    page = at_scratch("").get("/scratch/").text
    texts = json.loads(re.search(r'id="scratch-texts">(.*?)</script>', page)[1])
    assert texts["fr"]["Save on the box"] == "Enregistrer sur la boîte"


def test_the_page_knows_the_way_back(there, at_scratch):
    assert 'data-main="http://localhost:8123"' in at_scratch("").get("/scratch/").text


def test_a_box_without_the_editor_says_so(at_scratch, monkeypatch, tmp_path):
    monkeypatch.setattr(scratch, "built", lambda: built(tmp_path))
    reply = at_scratch("").get("/scratch/")
    assert reply.status_code == 503
    assert "<script" not in reply.text
