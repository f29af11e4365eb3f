"""A real box, a real browser, and people with devices of their own."""

import os
import re
import signal
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import BrowserContext
from playwright.sync_api import ConsoleMessage
from playwright.sync_api import expect
from playwright.sync_api import Page
from playwright.sync_api import Playwright
from playwright.sync_api import Request
from playwright.sync_api import sync_playwright

from appliance.demo.client import Client
from appliance.demo.fresh_box import FreshBox
from tests.ports import free_port
from tests.tools import chromium

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse"
PROJECTOR = {"width": 1920, "height": 1080}
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 15_000
"""Milliseconds that a page may take on a busy machine before a test fails."""
expect.set_options(timeout=PATIENCE)
SMALL = 150_000
"""Bytes of a screenshot in the repository."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


class RealBox(FreshBox):
    """The whole box on a port of its own, with what a test needs to know of it."""

    password = PASSWORD

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self._clients: list[Client] = []

    def close(self) -> None:
        for client in self._clients:
            client.close()
        super().close()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def client(self, token: str = "") -> Client:
        self._clients.append(Client(self.port, token))
        return self._clients[-1]

    def claim(self) -> Client:
        """Claim the box and return the teacher's client."""
        claim = {"code": self.claim_code(), "password": PASSWORD}
        teacher = self.client()
        teacher.call("POST", "/claim", claim | {"class_name": "Class 5b", "language": "en"})
        teacher.token = teacher.call("POST", "/login", {"password": PASSWORD})["token"]
        return teacher

    def kill_web(self) -> None:
        """Kill the web server as a power cut would: no process of it may say good-bye."""
        assert self._process is not None
        for pid in descendants(self._process.pid):
            if "webui" in command_line(pid):
                os.kill(pid, signal.SIGKILL)


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [each for child in children for each in (int(child), *descendants(int(child)))]


@pytest.fixture(scope="module")
def box() -> Iterator[RealBox]:
    """A fresh box, for the tests of one module."""
    os.environ["CROWDBOX_ANNOUNCE"] = "0"
    with RealBox(free_port()) as running:
        yield running
    del os.environ["CROWDBOX_ANNOUNCE"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
    yield browser
    browser.close()


def go_offline(page: Page) -> None:
    """Take a page's network away, and wait until it is gone: a busy browser may act later."""
    page.context.set_offline(True)
    gone = "() => fetch(location.href, {cache: 'no-store'}).then(() => false, () => true)"
    page.wait_for_function(gone, polling=50)


class Visitors:
    """Everybody's devices, each with its own cookies; notes what no page may ever do."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._contexts: list[BrowserContext] = []
        self.off_the_box: list[str] = []
        self.complaints: list[str] = []

    def device(self, size: Any = PHONE, **options: Any) -> Page:
        """Return a page on a new device, on which nobody is signed in."""
        context = self._browser.new_context(
            base_url=self._url, viewport=size, reduced_motion="reduce", **options
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", self._note_request)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._contexts.append(context)
        return context.new_page()

    def student(self, **options: Any) -> "Student":
        """Return a child with a phone."""
        return Student(self.device(PHONE, **options))

    def teacher(self) -> "Teacher":
        """Return a teacher with a laptop."""
        return Teacher(self.device(LAPTOP))

    def projector(self, size: Any = PROJECTOR, **options: Any) -> "Projector":
        """Return a computer at the wall."""
        return Projector(self.device(size, **options))

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != urlsplit(self._url).netloc:
            self.off_the_box.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.complaints.append(message.text)


class Student:
    """A child with a phone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def join(self, name: str, code: str) -> "Student":
        """Come in as in class: the code from the QR, a name, four pictures, the project."""
        self.page.goto(f"/join?code={code}")
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_role("button", name="Join", exact=True).click()
        self.page.get_by_role("button", name="I will remember").click()
        self.page.locator(".project-card").first.click()
        self.page.locator("#add").wait_for()
        return self

    def write(self, label: str, text: str) -> None:
        """Write an example and press Add."""
        self.page.get_by_label("Write an example").fill(text)
        self.page.locator(f'.bucket[data-label="{label}"]').click()
        self.page.get_by_role("button", name="Add", exact=True).click()

    def ask(self, text: str) -> str:
        """Try the model and return what the page answers."""
        self.page.locator("#try-data").fill(text)
        self.page.locator("#try-button").click()
        self.page.locator("#answer .chip, #answer .shape").first.wait_for()
        return self.page.locator("#answer").inner_text()


class Teacher:
    """A teacher with a laptop."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def claim(self, code: str) -> "Teacher":
        """Make the box theirs."""
        self.page.goto("/")
        self.page.get_by_label("Claim code").fill(code)
        self.page.get_by_label("Name of the class").fill("Class 5b")
        self.page.get_by_label("Your password").fill(PASSWORD)
        self.page.get_by_role("button", name="Make it mine").click()
        self.page.wait_for_url("**/teacher")
        return self

    def make_project(self, name: str, labels: Sequence[str]) -> None:
        """Make a class project with these labels and open it."""
        self.page.locator("#new-name").fill(name)
        fields = self.page.locator("#new-labels input")
        for index, label in enumerate(labels):
            if index >= fields.count():
                self.page.get_by_role("button", name="One more label").click()
            fields.nth(index).fill(label)
        self.page.get_by_role("button", name="Make the project").click()
        self.page.wait_for_url("**/teacher/projects/*")

    def press(self, name: str) -> None:
        """Press the button of the lesson's next step."""
        self.page.locator("#now-actions").get_by_role("button", name=name).click()

    def show(self, screen: str) -> None:
        """Choose the projector's screen on the remote."""
        self.page.locator(f'#remote [data-screen="{screen}"]').click()

    def pair(self, code: str) -> None:
        """Let a screen in that shows this code."""
        self.page.get_by_role("button", name="Pair a screen").click()
        self.page.locator("#pair-code").fill(code)
        self.page.get_by_role("button", name="Pair", exact=True).click()


class Projector:
    """A computer at the wall."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> str:
        """Open the projector's page and return the code that it waits with."""
        self.page.goto("/projector")
        expect(self.page.locator(".p-code")).to_have_text(re.compile(r"\d+"))
        return self.page.locator(".p-code").inner_text()

    def expect_total(self, total: int) -> None:
        """Wait until the wall counts this many examples."""
        expect(self.page.locator(".p-number")).to_have_text(f"{total:,}", timeout=PATIENCE)

    def counts(self) -> list[int]:
        """Return the numbers at the bars, from top to bottom."""
        return [int(n.replace(",", "")) for n in self.page.locator(".p-count").all_inner_texts()]


@pytest.fixture
def visitors(browser: Browser, box: RealBox) -> Iterator[Visitors]:
    """Devices; afterwards no page may have left the box, broken its policy or had an error."""
    everybody = Visitors(browser, box.url)
    yield everybody
    everybody.close()
    assert everybody.off_the_box == []
    assert everybody.complaints == []


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[Page, str], None]:
    """Take a screenshot: into docs/screenshots where CROWDBOX_SCREENSHOTS=1, else thrown away."""
    wanted = os.environ.get("CROWDBOX_SCREENSHOTS") == "1"
    folder = ROOT / "docs" / "screenshots" if wanted else tmp_path
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        file = folder / f"{name}.png"
        size = page.viewport_size
        if size == PROJECTOR:  # everything on it is relative to its size
            page.set_viewport_size({"width": 1280, "height": 720})
        page.screenshot(path=file)
        page.set_viewport_size(size)
        assert file.stat().st_size < SMALL, f"{name}.png is too large for the repository"

    return take
