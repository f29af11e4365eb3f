"""Every page in every size and colour, with a checker of accessibility, in two languages."""

import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "webui" / "client" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"phone": {"width": 390, "height": 844}, "laptop": {"width": 1366, "height": 768}}
DEVICES = (("phone", "dark"), ("laptop", "light"))
VIOLATIONS = """async () => (await axe.run(document)).violations
  .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 150)).join(' | ')}`)"""
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"
EXAMPLES = {"Bears": "I am brave number {}", "Owls": "I wonder why {} is odd"}
PHASES = ("collect", "freeze", "train", "use")
STUDENT = {"name": "Zoë"}


@pytest.fixture(scope="module")
def lesson(box: Any) -> Any:
    """The teacher's client of a class with a project in every phase, the last with a model."""
    client = box.claim()
    client.code = client.call("GET", "/me")["class_code"]
    client.projects = {phase: project(client, phase) for phase in PHASES}
    joined = client.call("POST", "/join", {"class_code": client.code, **STUDENT})
    client.secret = joined["secret"]
    return client


def project(client: Any, phase: str) -> str:
    body = {"name": f"Crews, {phase}", "type": "text", "crowd_sourced": True}
    made = str(client.call("POST", "/projects", body)["id"])
    for label in EXAMPLES:
        client.call("POST", f"/projects/{made}/labels", {"name": label})
    if phase != "collect":
        write(client, made)
    if phase == "use":
        train(client, made)
    client.call("PATCH", f"/projects/{made}", {"phase": phase})
    return made


def write(client: Any, project: str) -> None:
    for n in range(6):
        for label, text in EXAMPLES.items():
            body = {"id": str(uuid.uuid4()), "label": label, "data": text.format(n)}
            client.call("POST", f"/projects/{project}/examples", body)


def train(client: Any, project: str) -> None:
    job = client.call("POST", f"/projects/{project}/train")["job"]
    path = f"/projects/{project}/jobs/{job}"
    while client.call("GET", path)["state"] in {"queued", "running"}:
        time.sleep(0.1)


def check(page: Page) -> None:
    """Fail where the page cannot be used by everybody, or is wider than the device."""
    page.add_script_tag(path=AXE)
    assert page.evaluate(VIOLATIONS) == [], page.url
    assert not page.evaluate(TOO_WIDE), page.url


@pytest.fixture(params=DEVICES, ids="-".join)
def device(request: pytest.FixtureRequest, visitors: Any) -> Page:
    size, colours = request.param
    page: Page = visitors.device(SIZES[size], bypass_csp=True, color_scheme=colours)
    return page


def test_the_claim_page_is_for_everybody(device: Page) -> None:
    device.goto("/claim")
    expect(device.get_by_label("Claim code")).to_be_visible()
    check(device)


def test_the_pages_to_join_are_for_everybody(device: Page, lesson: Any) -> None:
    device.goto("/join")
    check(device)
    device.get_by_role("button", name="I was here before").click()
    expect(device.locator("#choices")).to_be_visible()
    check(device)
    device.goto(f"/join?code={lesson.code}")
    device.get_by_label("Your name").fill(f"New {uuid.uuid4().hex[:8]}")
    device.get_by_role("button", name="Join", exact=True).click()
    expect(device.get_by_role("button", name="I will remember")).to_be_visible()
    check(device)


def test_the_pages_of_a_student_are_for_everybody(device: Page, lesson: Any) -> None:
    again = {"class_code": lesson.code, **STUDENT, "secret": lesson.secret}
    device.request.post("/api/v1/join", data=again)
    device.goto("/projects")
    check(device)
    for phase in PHASES:
        device.goto(f"/projects/{lesson.projects[phase]}")
        check(device)
    device.locator("#try-data").fill("I am brave")
    device.locator("#try-button").click()
    expect(device.locator("#answer")).to_contain_text("Bears")
    check(device)
    device.goto("/projects")
    device.get_by_label("Name of a new project").fill(f"Mine {uuid.uuid4().hex[:6]}")
    device.get_by_role("button", name="Start a project").click()
    device.wait_for_url("**/projects/*")
    check(device)


def test_the_pages_of_a_teacher_are_for_everybody(device: Page, lesson: Any, box: Any) -> None:
    device.goto("/teacher/login")
    check(device)
    device.request.post("/api/v1/login", data={"password": box.password})
    places = ["", "/people", "/box", *(f"/projects/{id}" for id in lesson.projects.values())]
    for place in places:
        device.goto(f"/teacher{place}")
        device.wait_for_load_state("networkidle")
        check(device)
    device.locator("#join-open").click()
    check(device)


def test_what_is_inside_is_for_everybody(device: Page, lesson: Any) -> None:
    device.goto("/join")
    device.get_by_role("link", name="What is inside").click()
    expect(device.get_by_role("heading", name="The Scratch editor")).to_be_visible()
    check(device)


def test_a_page_that_is_not_there_is_for_everybody(device: Page, lesson: Any) -> None:
    device.goto("/not/here")
    check(device)


def test_the_projector_is_for_everybody(device: Page, lesson: Any) -> None:
    device.goto("/projector")
    expect(device.locator(".p-code")).not_to_be_empty()
    check(device)
    lesson.call("POST", "/projector/pair", {"code": device.locator(".p-code").inner_text()})
    for screen in ("join", "wall", "training", "result", "curve", "try", "program"):
        shown = {"screen": screen, "project": lesson.projects["use"], "text": "I am brave"}
        lesson.call("PUT", "/projector", shown)
        expect(device.locator(f"main > .p-{screen}")).to_be_visible()
        check(device)


def test_a_visitor_chooses_french(visitors: Any, lesson: Any) -> None:
    page = visitors.device(SIZES["phone"])
    page.goto(f"/join?code={lesson.code}")
    english = page.locator("main").inner_text()
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.locator("main").inner_text() != english
    page.locator("[name=name]").fill(f"Léa {uuid.uuid4().hex[:6]}")
    page.locator("main form .button-primary").click()
    page.locator("main form .button-primary").click()
    page.wait_for_url("**/projects")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_the_projector_speaks_the_language_of_the_class(visitors: Any, lesson: Any) -> None:
    lesson.call("PATCH", "/class", {"language": "fr"})
    projector = visitors.projector()
    lesson.call("POST", "/projector/pair", {"code": projector.open()})
    lesson.call("PUT", "/projector", {"screen": "join"})
    expect(projector.page.locator(".p-how")).to_contain_text("adresse")
    lesson.call("PATCH", "/class", {"language": "en"})


def test_every_page_keeps_the_strict_policy(visitors: Any, lesson: Any) -> None:
    page = visitors.device(SIZES["laptop"])
    addresses = ("/join", "/teacher/login", "/projector", "/not/here")
    for address in addresses:
        reply = page.goto(address)
        assert "default-src 'self'" in reply.headers["content-security-policy"]
        assert "unsafe" not in reply.headers["content-security-policy"]
