import time

import pytest

from appliance.jobs import Job
from appliance.jobs import JobBook


@pytest.fixture
def book() -> JobBook:
    return JobBook(most=3)


@pytest.fixture
def heard(book: JobBook) -> list[Job]:
    found: list[Job] = []
    book.on_change(found.append)
    return found


def test_a_new_job_is_queued_and_told(book: JobBook, heard: list[Job]) -> None:
    assert book.add(Job(id="1", project="pets"))
    assert [job.state for job in heard] == ["queued"]


def test_a_project_has_one_job_that_has_not_ended(book: JobBook) -> None:
    book.add(Job(id="1", project="pets"))
    assert not book.add(Job(id="2", project="pets"))
    assert book.add(Job(id="3", project="fruit"))
    book.change("1", state="done")
    assert book.add(Job(id="4", project="pets"))


def test_what_has_ended_stays_as_it_is(book: JobBook) -> None:
    book.add(Job(id="1", project="pets"))
    book.change("1", state="cancelled")
    assert book.change("1", state="done").state == "cancelled"


def test_progress_is_told_at_most_ten_times_a_second(book: JobBook, heard: list[Job]) -> None:
    book.add(Job(id="1", project="pets"))
    start = time.monotonic()
    for done in range(2000):
        book.change("1", state="running", stage="features", done=done, of=2000)
    assert len(heard) <= 3 + (time.monotonic() - start) * 10


def test_a_new_stage_and_its_end_are_told_at_once(book: JobBook, heard: list[Job]) -> None:
    book.add(Job(id="1", project="pets"))
    for stage in ("features", "folds"):
        for done in range(4):
            book.change("1", state="running", stage=stage, done=done, of=3)
    assert [(job.stage, job.done) for job in heard[1:]] == [
        ("features", 0),
        ("features", 3),
        ("folds", 0),
        ("folds", 3),
    ]


def test_progress_that_came_too_soon_is_told_later(book: JobBook, heard: list[Job]) -> None:
    book.add(Job(id="1", project="pets"))
    for done in range(3):
        book.change("1", state="running", stage="folds", done=done, of=5)
    book.catch_up("1")
    book.catch_up("1")
    assert [job.done for job in heard] == [0, 0, 2]


def test_only_the_latest_jobs_are_remembered(book: JobBook) -> None:
    for number in range(5):
        book.add(Job(id=str(number), project="pets"))
        book.change(str(number), state="done")
    assert book.get("1") is None
    assert book.get("4") is not None


def test_jobs_that_run_are_never_forgotten(book: JobBook) -> None:
    for number in range(5):
        book.add(Job(id=str(number), project=f"project {number}"))
    assert [job.id for job in book.alive()] == ["0", "1", "2", "3", "4"]
