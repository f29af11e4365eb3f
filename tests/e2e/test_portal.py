"""A device that has just joined the hotspot, and the way from there to camera and microphone."""

import os
import re
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import expect
from playwright.sync_api import Page
from playwright.sync_api import Playwright

from tests.e2e.conftest import ARGUMENTS
from tests.e2e.conftest import LAPTOP
from tests.e2e.conftest import PATIENCE
from tests.e2e.conftest import PHONE
from tests.e2e.conftest import RealBox
from tests.e2e.test_every_page import check
from tests.ports import free_port
from tests.tools import chromium

Take = Callable[[Page, str], None]
SETTINGS = {
    "CROWDBOX_ANNOUNCE": "0", "CROWDBOX_PORTAL": "1", "CROWDBOX_HTTPS_PORT": "8443",
}  # fmt: skip
MINI = {"width": 320, "height": 480}
"""The window that macOS opens, about."""


@pytest.fixture(scope="module")
def box() -> Iterator[RealBox]:
    """A box as in a hotspot, with a class of its own."""
    os.environ |= SETTINGS
    try:
        with RealBox(free_port()) as running:
            running.teacher = running.claim()  # type: ignore[attr-defined]
            yield running
    finally:
        for name in SETTINGS:
            del os.environ[name]


@pytest.fixture(scope="module")
def hotspot(playwright: Playwright) -> Iterator[Browser]:
    """A browser in whose network every name leads to the box."""
    rule = "--host-resolver-rules=MAP * 127.0.0.1"
    browser = playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, rule])
    yield browser
    browser.close()


@pytest.fixture
def device(hotspot: Browser, box: RealBox) -> Iterator[Callable[..., Page]]:
    """`device(host, size)`: a page of a device at that host, on the port of the box."""
    contexts = []

    def opened(host: str, size: Any = PHONE, **options: Any) -> Page:
        url = f"http://{host}:{box.port}"
        context = hotspot.new_context(base_url=url, viewport=size, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("size", "colours"),
    [(MINI, "light"), (PHONE, "dark"), (LAPTOP, "light")],
    ids=["mini", "phone", "laptop"],
)
def test_the_portal_is_for_everybody(device: Any, size: Any, colours: str) -> None:
    page = device("captive.example", size, bypass_csp=True, color_scheme=colours)
    page.goto("/hotspot-detect.html")
    expect(page.get_by_role("button", name="OK, I see the address")).to_be_in_viewport()
    check(page)


@pytest.fixture(scope="module")
def pictures(box: RealBox) -> str:
    """A class project of pictures; returns its id."""
    body = {"name": "Pets", "type": "images", "crowd_sourced": True, "labels": ["Cat", "Dog"]}
    return str(box.teacher.call("POST", "/projects", body)["id"])  # type: ignore[attr-defined]


def joined(page: Page, box: RealBox, name: str) -> Page:
    """Sign a student in on the page's device."""
    code = box.teacher.call("GET", "/me")["class_code"]  # type: ignore[attr-defined]
    token = box.client().call("POST", "/join", {"class_code": code, "name": name})["token"]
    hosts = [f"http://{host}:{box.port}" for host in ("crowdbox.local", "localhost")]
    page.context.add_cookies([{"name": "crowdbox", "value": token, "url": url} for url in hosts])
    return page


def test_where_the_page_has_no_camera_it_offers_the_way_there(
    device: Any, box: RealBox, pictures: str, picture: Take
) -> None:
    page = joined(device("crowdbox.local", bypass_csp=True), box, "Ada")
    page.goto(f"/projects/{pictures}")
    page.get_by_role("link", name="Use the camera on this page").click()
    expect(page.get_by_role("heading", name="Why the warning?")).to_be_visible()
    go = page.get_by_role("link", name="Go on to the locked page")
    assert go.get_attribute("href") == f"https://crowdbox.local:8443/projects/{pictures}"
    check(page)
    picture(page, "camera-warning")


def test_where_the_page_has_its_camera_nothing_is_offered(
    device: Any, box: RealBox, pictures: str
) -> None:
    page = joined(device("localhost"), box, "Ben")  # browsers trust it without HTTPS
    page.goto(f"/projects/{pictures}")
    expect(page.get_by_role("button", name="Draw")).to_be_visible()
    assert page.locator(".secure-offer").count() == 0


def test_without_scripts_or_storage_ok_leads_to_success_and_to_the_box(
    device: Any, box: RealBox, picture: Take
) -> None:
    page = device("captive.apple.com", java_script_enabled=False)
    page.goto("/hotspot-detect.html")
    expect(page.get_by_role("button", name="OK, I see the address")).to_be_visible()
    picture(page, "portal")
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", name="Now open your browser")).to_be_visible()
    picture(page, "portal-ok")
    page.goto("/hotspot-detect.html")
    expect(page.locator("body")).to_have_text("Success")
    assert page.context.cookies() == []
    page.goto(f"http://www.example.com:{box.port}/anything")
    expect(page).to_have_url(re.compile("/join$"))
    expect(page.get_by_label("Your name")).to_be_visible()
