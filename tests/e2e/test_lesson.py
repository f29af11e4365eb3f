"""The whole job: a class teaches a model together, from the claim code to a prediction."""

from typing import Any

from playwright.sync_api import expect

from appliance.demo import sentences
from tests.e2e.conftest import go_offline

CUES = {
    "Bears": ("brave", "afraid", "scared"),
    "Owls": ("wonder", "curious", "want to know", "why"),
    "Otters": ("share", "kind", "help", "friends"),
    "Foxes": ("trick", "secret", "plan", "clever"),
}
TRIES = {
    "Bears": "I am brave and not afraid of the fire",
    "Owls": "I wonder why and want to know how",
    "Otters": "I am kind and share with my friends",
    "Foxes": "My secret plan is a clever trick",
}
NAMES = ("Ana", "Bo", "Chloé", "Łucja", "Noor")
EACH = {"Bears": 3, "Owls": 2, "Otters": 3, "Foxes": 2}
"""Examples that each student writes for each label."""


def script() -> dict[str, list[tuple[str, str]]]:
    """Return who writes what: for each student the same number of sentences for each label."""
    good = {
        label: [
            text for it, text in sentences.written() if it == label and any(c in text for c in cues)
        ]
        for label, cues in CUES.items()
    }
    return {
        name: [
            (label, text) for label, k in EACH.items() for text in good[label][n * k : n * k + k]
        ]
        for n, name in enumerate(NAMES)
    }


def test_a_class_teaches_a_model_together(box: Any, visitors: Any, picture: Any) -> None:
    teacher = visitors.teacher().claim(box.claim_code())
    picture(teacher.page, "teacher-start")
    teacher.make_project("Which crew are you?", list(CUES))

    projector = visitors.projector()
    teacher.pair(projector.open())
    teacher.show("join")
    expect(projector.page.locator(".p-address")).to_contain_text(str(box.port))
    code = projector.page.locator(".p-code").inner_text().replace(" ", "")
    students = {name: visitors.student().join(name, code) for name in NAMES}
    expect(projector.page.locator(".p-people")).to_contain_text("Łucja")
    expect(projector.page.locator(".p-total")).to_have_text("5 people have joined")
    picture(projector.page, "projector-join")

    teacher.show("wall")
    expect(projector.page.locator(".p-project")).to_have_text("Which crew are you?")
    everyone_writes(students, projector)
    picture(projector.page, "projector-wall")
    picture(students["Ana"].page, "student-write")
    picture(teacher.page, "teacher-collect")

    teacher.press("Stop adding and look")
    expect(students["Ana"].page.locator("#add-button")).to_be_hidden()
    teacher.page.get_by_label("Show the examples").check()
    expect(projector.page.locator(".p-card").first).to_be_visible()
    picture(projector.page, "projector-texts")

    teacher.press("Go on to training")
    teacher.press("Train the model")
    expect(teacher.page.locator("#now-say")).to_contain_text("Version 1", timeout=60_000)
    teacher.show("result")
    expect(projector.page.locator(".p-matrix")).to_be_visible()
    picture(projector.page, "projector-result")
    picture(teacher.page, "teacher-result")

    teacher.press("Let everyone use it")
    for student, (label, text) in zip(students.values(), list(TRIES.items()) * 2, strict=False):
        assert label in student.ask(text)
    picture(students["Bo"].page, "student-try")
    teacher.show("try")
    teacher.page.locator("#remote-text").fill(TRIES["Foxes"])
    teacher.page.get_by_role("button", name="Show it").click()
    expect(projector.page.locator(".p-verdict")).to_have_text("Foxes")
    picture(projector.page, "projector-try")


def everyone_writes(students: dict[str, Any], projector: Any) -> None:
    """Let all write; the last one's Wi-Fi is away meanwhile, and comes back."""
    away = students[NAMES[-1]]
    go_offline(away.page)
    for name, lines in script().items():
        for label, text in lines:
            students[name].write(label, text)
    mine = sum(EACH.values())
    everybody = mine * len(NAMES)
    projector.expect_total(everybody - mine)
    expect(away.page.locator("#mine-list")).to_contain_text("Waiting for Wi-Fi")
    away.page.context.set_offline(False)
    projector.expect_total(everybody)
    assert projector.counts() == [each * len(NAMES) for each in EACH.values()]
    expect(away.page.locator("#mine-list").get_by_text("Safe on the box")).to_have_count(mine)
    expect(projector.page.locator(".p-words")).to_contain_text("from 5 people")
