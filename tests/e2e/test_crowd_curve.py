"""What the box finds out about a class: the crowd curve, the noise lab, whose data, a fair test."""

import time
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect
from playwright.sync_api import Page

from appliance.demo import sentences

LAPTOP = {"width": 1366, "height": 768}
LABELS = ("Bears", "Owls", "Otters", "Foxes")
PEOPLE = 12
EACH = 3
"""Examples that each person writes for each label."""
WORK = 120_000
"""Milliseconds that a study may take on a busy machine."""
SMALL_PRINT = """() => {
  const least = innerHeight / 25 - 0.01;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = [];
  while (walker.nextNode()) {
    const { data, parentElement: parent } = walker.currentNode;
    if (!data.trim() || parent.closest('.unseen, script, [hidden]')) continue;
    if (parseFloat(getComputedStyle(parent).fontSize) < least) small.push(data);
  }
  return small;
}"""
OUTSIDE = """() => [...document.querySelectorAll('.curve-word')]
  .map((word) => [word.textContent, word.getBoundingClientRect()])
  .filter(([, box]) => box.left < 0 || box.right > innerWidth || box.bottom > innerHeight)
  .map(([text]) => text)"""


def project(client: Any, name: str) -> str:
    body = {"name": name, "type": "text", "crowd_sourced": True, "labels": list(LABELS)}
    return str(client.call("POST", "/projects", body)["id"])


def write(client: Any, project: str, label: str, text: str) -> None:
    body = {"id": str(uuid.uuid4()), "label": label, "data": text}
    client.call("POST", f"/projects/{project}/examples", body)


def sentences_of(label: str) -> list[str]:
    return [text for it, text in sentences.written() if it == label]


@pytest.fixture(scope="module")
def teacher(box: Any) -> Any:
    """The teacher's client, with a class of twelve and one example under the wrong label."""
    client = box.claim()
    code = client.call("GET", "/me")["class_code"]
    client.project = project(client, "Which crew are you?")
    client.alone = project(client, "Nobody else wrote")
    write(client, client.alone, "Bears", "I am brave")
    for person in range(PEOPLE):
        joined = client.call("POST", "/join", {"class_code": code, "name": f"Person {person}"})
        student = box.client(joined["token"])
        for label in LABELS:
            known = sentences_of(label)
            for n in range(EACH):
                text = known[(person * EACH + n) % len(known)]
                write(student, client.project, label, text)
    return client


@pytest.fixture
def page(teacher: Any, visitors: Any, box: Any) -> Page:
    opened: Page = visitors.device(LAPTOP)
    opened.request.post("/api/v1/login", data={"password": box.password})
    opened.goto(f"/teacher/projects/{teacher.project}")
    return opened


def open_panel(page: Page, panel: str) -> Any:
    found = page.locator(f"#{panel}")
    found.locator("> summary").click()
    return found


def finish(panel: Any, again: str) -> None:
    """Wait until a study is done: its button can start it again."""
    expect(panel.get_by_role("button", name=again)).to_be_visible(timeout=WORK)


def train(teacher: Any) -> None:
    job = teacher.call("POST", f"/projects/{teacher.project}/train")["job"]
    path = f"/projects/{teacher.project}/jobs/{job}"
    while teacher.call("GET", path)["state"] in {"queued", "running"}:
        time.sleep(0.2)


def test_the_curve_is_drawn_on_the_page_and_on_the_wall(
    page: Page, teacher: Any, visitors: Any, picture: Any
) -> None:
    wall = visitors.projector()
    teacher.call("POST", "/projector/pair", {"code": wall.open()})
    panel = open_panel(page, "crowd")
    panel.get_by_role("button", name="Show on the projector").click()
    expect(wall.page.locator("main")).to_contain_text("More people, better model?")
    panel.get_by_role("button", name="Draw the curve").click()
    expect(wall.page.locator(".curve-point").first).to_be_visible(timeout=WORK)
    finish(panel, "Draw it again")
    assert panel.locator(".curve-point").count() >= 3
    expect(panel.locator(".curve-guess")).to_have_count(2)
    expect(panel.locator(".guesses")).to_contain_text("A guess: 3,000 people")
    panel.get_by_text("The same in numbers").click()
    expect(panel.get_by_role("row")).to_have_count(1 + panel.locator(".curve-point").count() + 2)
    words = wall.page.locator(".p-curve-soft")
    expect(words).to_contain_text("guess for 3,000 people", timeout=WORK)
    assert wall.page.evaluate(SMALL_PRINT) == []
    assert wall.page.evaluate(OUTSIDE) == []
    picture(wall.page, "projector-curve")
    picture(page, "teacher-curve")


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_the_curve_is_readable_on_every_wall(teacher: Any, visitors: Any, size: Any) -> None:
    wall = visitors.projector({"width": size[0], "height": size[1]})
    teacher.call("POST", "/projector/pair", {"code": wall.open()})
    teacher.call("PUT", "/projector", {"screen": "curve", "project": teacher.project})
    expect(wall.page.locator(".curve-point").first).to_be_visible()
    assert wall.page.evaluate(SMALL_PRINT) == []
    assert wall.page.evaluate(OUTSIDE) == []


def test_one_person_is_too_few_for_a_curve(page: Page, teacher: Any) -> None:
    page.goto(f"/teacher/projects/{teacher.alone}")
    panel = open_panel(page, "crowd")
    panel.get_by_role("button", name="Draw the curve").click()
    expect(page.locator("#notices .notice, #crowd .found .notice").first).to_be_visible(
        timeout=WORK
    )


def test_the_noise_lab_finds_a_wrong_label_and_puts_it_right(page: Page, teacher: Any) -> None:
    wrong = "I jumped in first although I was scared, because I am brave"
    write(teacher, teacher.project, "Otters", wrong)
    panel = open_panel(page, "noise")
    panel.get_by_role("button", name="Look for doubtful examples").click()
    finish(panel, "Look again")
    panel.locator("summary", has_text="doubtful").click()
    expect(panel.locator(".finding-card").first).to_be_visible()
    before = panel.locator(".finding-card .example-text").first.inner_text()
    panel.locator(".finding-card").first.get_by_role("button", name="Move to").click()
    expect(panel).to_contain_text("Moved to")
    expect(panel.locator(".finding-card .example-text").first).not_to_have_text(before)


def test_wrong_labels_are_shown_to_cost_something(page: Page, teacher: Any) -> None:
    panel = open_panel(page, "noise")
    panel.locator("summary", has_text="What if labels were wrong?").click()
    expect(panel.locator(".by-label.flip")).to_have_count(5)
    expect(panel.locator(".by-label.flip").first).to_contain_text("as they are")


def test_leaving_somebody_out_says_what_is_luck(page: Page) -> None:
    panel = open_panel(page, "whose")
    panel.get_by_role("button", name="Leave out one person after the other").click()
    finish(panel, "Look again")
    expect(panel.locator(".person-row").first).to_contain_text("Without:")
    expect(panel.locator(".person-row").first).to_contain_text("With:")
    panel.get_by_role("button", name="Look at them").first.click()
    expect(page.locator("#filter-contributor")).not_to_have_value("")


def test_a_locked_test_has_its_own_score_and_can_be_unlocked(page: Page, teacher: Any) -> None:
    panel = open_panel(page, "learning")
    panel.get_by_label("2 of 10 people").check()
    panel.get_by_role("button", name="Lock away").click()
    expect(panel.locator(".lock-state")).to_contain_text("locked away")
    train(teacher)
    expect(page.locator("#result .locked")).to_contain_text("On the locked-away test")
    panel.get_by_role("button", name="Unlock").click()
    page.get_by_role("dialog").get_by_role("button", name="Unlock").click()
    expect(panel.get_by_role("button", name="Lock away")).to_be_visible()


def test_the_box_trains_by_itself_and_the_score_line_grows(page: Page, teacher: Any) -> None:
    panel = open_panel(page, "learning")
    panel.get_by_role("switch", name="Train by itself").check()
    panel.get_by_label("after each 10 new examples").check()
    expect(page.locator("#result-version")).not_to_be_empty()
    before = page.locator("#result-version").text_content() or ""
    for n in range(12):
        write(teacher, teacher.project, LABELS[n % 4], f"{sentences_of(LABELS[n % 4])[n]} today")
    expect(page.locator("#result-version")).not_to_have_text(before, timeout=WORK)
    expect(page.locator("#now-line .score-svg")).to_be_visible()


def test_the_page_says_what_the_box_understands_texts_with(page: Page) -> None:
    panel = open_panel(page, "learning")
    expect(panel.locator("#uses-place p").first).not_to_be_empty()
