"""The browser's built files: which hashed file belongs to a name, and how a page asks for it."""

import json
from dataclasses import dataclass
from functools import cached_property
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import force_locale
from markupsafe import Markup

from webui import words

BUILT = Path(__file__).parent / "static" / "build"
URL = "/static/build/"
SHAPES = (
    "circle", "square", "triangle", "star", "diamond", "heart",
    "moon", "hexagon", "cross", "drop", "flower", "bolt",
)  # fmt: skip
"""Shapes of labels by index; the same list is in client/lib/labels.js."""


class NotBuilt(RuntimeError):
    """The browser's files are missing or lack the named one; `make` builds them."""


@dataclass(frozen=True)
class Mark:
    """The look of a label: a shape of the icon sheet and the class of its colour."""

    shape: str
    cls: str


def label_mark(index: int) -> Mark:
    """Return the look of the label at place `index` of its project, never the same for two
    of the first 132 labels."""
    count = len(SHAPES)
    return Mark(SHAPES[(index + index // count) % count], f"label-{index % count}")


def share_step(count: int, most: int) -> int:
    """Return how long a bar is, in twentieths of the longest one; a count is never nothing."""
    return max(1, round(20 * count / most)) if count else 0


class Assets:
    """The manifest of one build folder."""

    def __init__(self, folder: Path = BUILT) -> None:
        self.folder = folder

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the build wrote: name → file, imports and texts. Raises NotBuilt."""
        try:
            text = (self.folder / "manifest.json").read_text(encoding="utf-8")
        except OSError as error:
            raise NotBuilt("the browser's files are not built yet: run `make build`") from error
        manifest: dict[str, Any] = json.loads(text)
        return manifest

    def entry(self, name: str) -> dict[str, Any]:
        """Return what the manifest says of `name`. Raises NotBuilt."""
        try:
            found: dict[str, Any] = self.manifest[name]
        except KeyError:
            raise NotBuilt(f"{name} is not among the built files: run `make build`") from None
        return found

    def asset(self, name: str) -> str:
        """Return the URL of a built file by its source's name, such as `student.js`."""
        return URL + str(self.entry(name)["file"])

    def script(self, name: str) -> Markup:
        """Return the tags that run a script: its texts in the page's language, its shared parts
        preloaded, itself."""
        entry = self.entry(name)
        block = words.block(entry["texts"])
        parts = [Markup('<link rel="modulepreload" href="{}">').format(URL + file)
                 for file in entry["imports"]]  # fmt: skip
        if block:
            parts.append(
                Markup('<script type="application/json" class="texts">{}</script>').format(
                    Markup(_json(block))  # noqa: S704  its "<" are escaped
                )
            )
        parts.append(Markup('<script type="module" src="{}"></script>').format(self.asset(name)))
        return Markup("\n").join(parts)


def every_text(assets: Assets, name: str) -> Markup:
    """Return all that a script says in all languages, as JSON `{language: {text: translation}}`.

    The Scratch editor changes its language without another page.
    """
    said = assets.entry(name)["texts"]
    found: dict[str, Any] = {}
    for language in words.LANGUAGES:
        with force_locale(language):
            found[language] = words.block(said).get("texts", {})
    return Markup(_json(found))  # noqa: S704  its "<" are escaped


def _json(value: object) -> str:
    # Inside a script element only "<" could end it early; it is written as JSON's own escape.
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def init_app(app: Flask, folder: Path = BUILT) -> None:
    """Give templates `asset(name)`, `script(name)`, `label_mark(index)` and `share_step(…)`."""
    assets = Assets(folder)
    app.jinja_env.globals.update(
        asset=assets.asset,
        script=assets.script,
        every_text=partial(every_text, assets),
        label_mark=label_mark,
        share_step=share_step,
    )
