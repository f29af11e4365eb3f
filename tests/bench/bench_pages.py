"""What pages cost: bytes over the network as a browser counts them, and the wait for the first."""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import sync_playwright

from tests.bench.people import People
from tests.bench.people import settle
from tests.bench.server import Server
from tests.tools import installed_chromium

ROUNDS = 3


def run() -> None:
    """Print the figures, and whether they reach what issue 2 asks for."""
    waits = sorted(_first_page() for _ in range(ROUNDS))
    print(f"From starting the web process to its first page: {waits[ROUNDS // 2]:.1f} s")
    _goal("start to first page, s", waits[ROUNDS // 2], 3)
    path = installed_chromium()
    if path is None:
        print("There is no Chromium on this machine, so pages were not weighed.")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        _weigh_all(browser)
        browser.close()


def weigh(browser: Browser, url: str, token: str) -> dict[str, int]:
    """Return what a browser that was never here loads for a page: kind → bytes with headers."""
    context = browser.new_context()
    if token:
        context.add_cookies([{"name": "crowdbox", "value": token, "url": url}])
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    kinds: dict[str, str] = {}
    weight: dict[str, int] = {}

    def answered(event: dict) -> None:  # type: ignore[type-arg]
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict) -> None:  # type: ignore[type-arg]
        kind = kinds.get(event["requestId"], "Other")
        weight[kind] = weight.get(kind, 0) + int(event["encodedDataLength"])

    network.on("Network.responseReceived", answered)
    network.on("Network.loadingFinished", finished)
    page.goto(url, wait_until="load")
    page.wait_for_timeout(500)
    context.close()
    return weight


def _weigh_all(browser: Browser) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        people = settle(Path(name), 30, 300)
        with Server("webui:create_app", Path(name)) as server:
            server.wait("/join")
            print("\nFirst visit, kB with headers:")
            for title, path, token in _visits(people):
                weight = weigh(browser, f"http://127.0.0.1:{server.port}{path}", token)
                total = sum(weight.values()) / 1000
                parts = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in weight.items())
                print(f"  {title:28} {total:6.1f}   ({parts})")
                if title.startswith("student"):
                    _goal(f"{title}, kB", total, 100)


def _visits(people: People) -> list[tuple[str, str, str]]:
    student = people.students[0]
    return [
        ("student: join", "/join", ""),
        ("student: projects", "/projects", student),
        ("student: a project", f"/projects/{people.project}", student),
        ("teacher: projects", "/teacher", people.teacher),
        ("teacher: a project", f"/teacher/projects/{people.project}", people.teacher),
        ("projector", "/projector", people.projector),
    ]


def _first_page() -> float:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        server = Server("webui:create_app", Path(name))
        began = time.perf_counter()
        with server:
            server.wait("/claim")
            return time.perf_counter() - began


def _goal(what: str, value: float, limit: float) -> None:
    print(f"  {'reached' if value <= limit else 'MISSED '}  {what}: {value:.1f} (at most {limit})")
