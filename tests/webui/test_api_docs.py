"""Every route and every live event is in the docs, and no other."""

import re
from pathlib import Path

import pytest

from webui.api.compat import FILE as COMPAT_FILE
from webui.api.compat import ROUTES as COMPAT_ROUTES
from webui.api.routes import ROUTES
from webui.broadcast import SENT

DOCS = Path(__file__).resolve().parents[2] / "docs"
API = (DOCS / "api.md").read_text(encoding="utf-8")
LIVE = (DOCS / "live.md").read_text(encoding="utf-8")


def calls():
    """Return all (method, path) that the tables of docs/api.md begin a row with."""
    return set(re.findall(r"^\| `([A-Z]+) (/[^`]*)` \|", API, re.MULTILINE))


def test_every_route_is_in_the_docs_and_no_other():
    served = {(route.method, route.path) for route in ROUTES}
    compat = set(COMPAT_ROUTES) | {("GET", COMPAT_FILE)}
    assert calls() == served | compat


@pytest.mark.parametrize("route", [route for route in ROUTES if route.body], ids=lambda r: r.name)
def test_every_field_of_a_body_is_in_the_docs(route):
    row = re.search(rf"^\| `{route.method} {re.escape(route.path)}` \|.*$", API, re.MULTILINE)
    missing = [name for name in route.body.__struct_fields__ if name not in row.group()]
    assert missing == []


def test_every_live_event_is_in_the_docs_and_no_other():
    assert set(re.findall(r"^\| `(\w+)` \|", LIVE, re.MULTILINE)) == SENT


def test_the_python_in_the_docs_teaches_a_box(taught, port, capsys):
    code = re.search(r"```python\n(import json.*?)```", API, re.DOTALL)[1]
    code = code.replace("192.168.1.5:8080", f"127.0.0.1:{port}")
    exec(code.replace("the teacher's password", "a long password"), {})
    assert capsys.readouterr().out == "Rainy\n"


def test_the_python_in_the_docs_compiles():
    for text in (API, LIVE):
        for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
            compile(code, "docs", "exec")
