"""Devices that open the Scratch editor of a class, and a class for each module."""

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page
from playwright.sync_api import Playwright
from playwright.sync_api import Request

from tests.e2e.conftest import ARGUMENTS
from tests.e2e.conftest import LAPTOP
from tests.e2e.conftest import RealBox
from tests.e2e.scratch.lesson import Class
from tests.e2e.scratch.lesson import DRAWING
from tests.e2e.scratch.lesson import FIND_VM
from tests.e2e.scratch.lesson import LISTENING
from tests.e2e.scratch.lesson import READY
from tests.tools import chromium
from webui.scratch.built import built


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    missing = pytest.mark.skipif(built() is None, reason="the Scratch editor is not built here")
    for item in items:
        if here in item.path.parents:
            item.add_marker(missing)


@pytest.fixture(scope="module")
def klass(box: RealBox) -> Class:
    return Class(box)


@pytest.fixture(scope="module")
def painter(playwright: Playwright) -> Iterator[Browser]:
    """A browser that has WebGL."""
    started = playwright.chromium.launch(
        executable_path=chromium(),
        args=[*(each for each in ARGUMENTS if each != "--disable-gpu"), *DRAWING, *LISTENING],
    )
    yield started
    started.close()


@pytest.fixture
def show(painter: Browser) -> Iterator[Callable[..., Page]]:
    """`show(url)`: the editor on a device of its own, ready; nothing but the box may be asked."""
    contexts = []
    strangers: list[str] = []

    def watch(request: Request) -> None:
        address = request.url.removeprefix("blob:")
        if address.startswith("http") and not address.startswith("http://localhost:"):
            strangers.append(request.url)

    def open_(url: str, size: Any = LAPTOP) -> Page:
        contexts.append(painter.new_context(viewport=size, locale="en-GB"))
        page = contexts[-1].new_page()
        page.on("request", watch)
        page.goto(url)
        page.wait_for_selector("body[data-ready]", timeout=READY)
        page.evaluate(FIND_VM)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert strangers == []
