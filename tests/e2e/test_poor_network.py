"""What a class has: filters that block, scripts that do not load, power that goes."""

import threading
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from appliance.demo.client import Refused
from tests.e2e.conftest import go_offline


@pytest.fixture(scope="module")
def teacher(box: Any) -> Any:
    """The teacher's client, with one class project on the projector."""
    client = box.claim()
    project = client.call(
        "POST", "/projects", {"name": "Crews", "type": "text", "crowd_sourced": True}
    )
    for label in ("Bears", "Owls"):
        client.call("POST", f"/projects/{project['id']}/labels", {"name": label})
    client.call("PUT", "/projector", {"screen": "wall", "project": project["id"]})
    client.project = project["id"]
    client.code = client.call("GET", "/me")["class_code"]
    return client


def total(client: Any) -> int:
    return int(client.call("GET", f"/projects/{client.project}/counts")["total"])


def let_in(client: Any, projector: Any) -> Any:
    client.call("POST", "/projector/pair", {"code": projector.open()})
    projector.page.locator(".p-wall").wait_for()
    return projector


def add(client: Any, project: str, id: str | None = None) -> str:
    example = {"id": id or str(uuid.uuid4()), "label": "Bears", "data": "I am brave"}
    client.call("POST", f"/projects/{project}/examples", example)
    return example["id"]


def test_where_web_sockets_are_blocked_the_wall_still_counts(teacher: Any, visitors: Any) -> None:
    projector = visitors.projector()
    projector.page.context.route_web_socket("**/*", lambda socket: socket.close())
    let_in(teacher, projector)
    for _ in range(3):
        add(teacher, teacher.project)
        projector.expect_total(total(teacher))


def test_without_javascript_a_student_joins_and_adds(teacher: Any, visitors: Any) -> None:
    before = total(teacher)
    student = visitors.student(java_script_enabled=False).join("Plain", teacher.code)
    student.write("Owls", "I wonder how this works without a script")
    expect(student.page.locator("#mine-list")).to_contain_text("without a script")
    assert total(teacher) == before + 1


def test_without_javascript_a_button_pressed_twice_stores_once(teacher: Any, visitors: Any) -> None:
    before = total(teacher)
    student = visitors.student(java_script_enabled=False).join("Twice", teacher.code)
    student.page.get_by_label("Write an example").fill("once")
    student.page.locator('.bucket[data-label="Owls"]').click()
    student.page.get_by_role("button", name="Add", exact=True).dblclick()
    expect(student.page.locator("#mine-list")).to_contain_text("once")
    assert total(teacher) == before + 1


def test_what_was_written_without_wifi_survives_closing_the_page(
    teacher: Any, visitors: Any
) -> None:
    before = total(teacher)
    student = visitors.student().join("Away", teacher.code)
    address = student.page.url
    go_offline(student.page)
    student.write("Bears", "written in the cellar")
    expect(student.page.locator("#mine-list")).to_contain_text("Waiting for Wi-Fi")
    assert total(teacher) == before
    context = student.page.context
    student.page.wait_for_timeout(500)  # closing kills it here, with what is on its way to the disk
    student.page.close()
    context.set_offline(False)
    assert total(teacher) == before
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#mine-list")).to_contain_text("Safe on the box")
    assert total(teacher) == before + 1


class Writer(threading.Thread):
    """A student's script that keeps writing, and sends again what was not acknowledged."""

    def __init__(self, client: Any, project: str, examples: int) -> None:
        super().__init__()
        self.client = client
        self.project = project
        self.waiting = [str(uuid.uuid4()) for _ in range(examples)]
        self.acknowledged: list[str] = []

    def run(self) -> None:
        pause = threading.Event()
        while self.waiting:
            try:
                self.acknowledged.append(add(self.client, self.project, self.waiting[0]))
                self.waiting.pop(0)
            except (OSError, Refused):
                pause.wait(0.2)
            pause.wait(0.02)


def test_killing_the_web_server_loses_and_doubles_nothing(
    box: Any, teacher: Any, visitors: Any
) -> None:
    projector = let_in(teacher, visitors.projector())
    before = total(teacher)
    writers = [Writer(box.client(teacher.token), teacher.project, 100) for _ in range(5)]
    for writer in writers:
        writer.start()
    while sum(len(writer.acknowledged) for writer in writers) < 100:
        threading.Event().wait(0.05)
    box.kill_web()
    for writer in writers:
        writer.join(timeout=60)
    assert sum(len(writer.acknowledged) for writer in writers) == 500
    assert total(teacher) == before + 500
    projector.expect_total(before + 500)
