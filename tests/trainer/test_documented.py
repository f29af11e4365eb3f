from pathlib import Path

import pytest

from trainer.features.text import TextFeatures
from trainer.service import create_app

DOCS = (Path(__file__).parents[2] / "docs" / "trainer.md").read_text(encoding="utf-8")


def test_every_route_is_in_the_docs(tmp_path: Path) -> None:
    for rule in create_app(tmp_path).url_map.iter_rules():
        for method in rule.methods or set():
            if method not in ("HEAD", "OPTIONS"):
                assert f"`{method} {rule.rule}" in DOCS


@pytest.mark.parametrize("word", ["heartbeat", "progress", "done", "failed", TextFeatures.version])
def test_every_event_is_in_the_docs(word: str) -> None:
    assert f"`{word}`" in DOCS
