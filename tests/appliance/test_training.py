import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.classroom import models
from appliance.classroom import projects
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Project
from appliance.classroom.room import Room
from appliance.training import Job
from appliance.training import MESSAGES
from appliance.training import Training

STUDENT = Actor(role="student", student="ana")
Begin = Callable[..., Training]


def wait(training: Training, teacher: Actor, job: Job, *states: str) -> Job:
    """Wait until a job has one of these states, or any in which it has ended."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        now = training.job(teacher, job.project, job.id)
        if now.state in (states or ("done", "failed", "cancelled")):
            return now
        time.sleep(0.01)
    raise AssertionError(f"still {now}")


def train(training: Training, teacher: Actor, project: Project) -> Job:
    return wait(training, teacher, training.start(teacher, project.id))


def test_a_training_makes_the_next_version_and_its_file(
    room: Room, training: Training, teacher: Actor, taught: Project, tmp_path: Path
) -> None:
    job = train(training, teacher, taught)
    model = models.current(room, teacher, taught.id)
    assert (job.state, job.message) == ("done", "")
    assert (model.version, model.examples, model.contributors) == (1, 40, 4)
    assert model.labels == taught.labels
    assert model.features.startswith("text-")
    assert model.score.order == ("cat", "dog")
    assert (tmp_path / "models" / f"{model.file}.model").stat().st_size == model.size


def test_a_model_predicts_any_number_of_texts_and_says_why(
    training: Training, teacher: Actor, taught: Project
) -> None:
    train(training, teacher, taught)
    texts = ["Rex barks", "Tom purrs"] * 600
    model, found = training.predict(STUDENT, taught.id, texts)
    assert model.version == 1
    assert [item.labels[0].label for item in found] == ["dog", "cat"] * 600
    assert found[0].because[0].word == "barks"


def test_many_predict_at_once(training: Training, teacher: Actor, taught: Project) -> None:
    train(training, teacher, taught)
    found: list[str] = []

    def predict() -> None:
        for _ in range(10):
            _, (said,) = training.predict(teacher, taught.id, ["Rex barks"])
            found.append(said.labels[0].label)

    threads = [threading.Thread(target=predict) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["dog"] * 200


def test_every_change_of_a_job_is_heard(
    training: Training, teacher: Actor, taught: Project
) -> None:
    heard: list[Job] = []
    training.on_change(heard.append)
    train(training, teacher, taught)
    states = list(dict.fromkeys(job.state for job in heard))
    assert states == ["queued", "running", "done"]
    assert {"reading", "folds", "final", "saving"} <= {job.stage for job in heard}


def test_a_project_trains_once_at_a_time(training: Training, teacher: Actor, long: Project) -> None:
    job = training.start(teacher, long.id)
    with pytest.raises(Problem, match="training already"):
        training.start(teacher, long.id)
    running = training.running(long.id)
    assert running is not None
    assert running.id == job.id


def test_what_is_missing_is_said_at_once(training: Training, teacher: Actor, pets: Project) -> None:
    with pytest.raises(Problem) as refused:
        training.start(teacher, pets.id)
    assert refused.value.code == "few_examples"
    assert training.running(pets.id) is None


def test_another_project_waits_for_its_turn(
    training: Training, teacher: Actor, long: Project, taught: Project
) -> None:
    first = training.start(teacher, long.id)
    wait(training, teacher, first, "running")
    second = training.start(teacher, taught.id)
    assert training.job(teacher, taught.id, second.id).state == "queued"
    training.cancel(teacher, long.id, first.id)
    assert wait(training, teacher, second).state == "done"


def test_a_queued_job_is_cancelled_before_it_runs(
    training: Training, teacher: Actor, long: Project, taught: Project
) -> None:
    wait(training, teacher, training.start(teacher, long.id), "running")
    job = training.start(teacher, taught.id)
    assert training.cancel(teacher, taught.id, job.id).state == "cancelled"
    assert training.running(taught.id) is None


def test_a_running_job_is_cancelled_and_leaves_no_model(
    room: Room, training: Training, trainer: Any, teacher: Actor, long: Project
) -> None:
    job = training.start(teacher, long.id)
    wait(training, teacher, job, "running")
    trainer.busy()
    assert training.cancel(teacher, long.id, job.id).state == "cancelled"
    trainer.idle()
    assert models.versions(room, teacher, long.id) == []


@pytest.mark.parametrize("stage", ["features", "folds", "saving"])
def test_a_job_is_cancelled_at_any_stage(
    room: Room, training: Training, teacher: Actor, taught: Project, stage: str
) -> None:
    def cancel(job: Job) -> None:
        if job.stage == stage and job.state == "running":
            reached.set()
            hold.wait(0.2)  # so that the cancelling thread comes before the next event

    reached, hold = threading.Event(), threading.Event()
    training.on_change(cancel)
    job = training.start(teacher, taught.id)
    assert reached.wait(20)
    cancelled = training.cancel(teacher, taught.id, job.id)
    versions = models.versions(room, teacher, taught.id)
    # Too late for a job that saved its model meanwhile; what it says is true either way.
    assert (cancelled.state == "done") == bool(versions)
    assert wait(training, teacher, job) == cancelled


def test_what_has_ended_cannot_be_cancelled(
    training: Training, teacher: Actor, taught: Project
) -> None:
    job = train(training, teacher, taught)
    assert training.cancel(teacher, taught.id, job.id) == job


def test_students_neither_train_nor_cancel_a_class_project(
    training: Training, teacher: Actor, taught: Project
) -> None:
    with pytest.raises(Problem, match="teacher"):
        training.start(STUDENT, taught.id)
    job = training.start(teacher, taught.id)
    with pytest.raises(Problem, match="teacher"):
        training.cancel(STUDENT, taught.id, job.id)
    assert training.job(STUDENT, taught.id, job.id).id == job.id


def test_a_job_is_found_under_its_own_project_only(
    training: Training, teacher: Actor, taught: Project, fruit: Project
) -> None:
    job = training.start(teacher, taught.id)
    with pytest.raises(Problem) as refused:
        training.job(teacher, fruit.id, job.id)
    assert refused.value.code == "not_found"


def test_without_a_model_nothing_is_predicted(
    training: Training, teacher: Actor, pets: Project
) -> None:
    with pytest.raises(Problem) as refused:
        training.predict(teacher, pets.id, ["cat"])
    assert refused.value.code == "no_model"


@pytest.mark.parametrize(
    ("settings", "code"),
    [({"trainer_memory_mb": 100}, "out_of_memory"), ({"trainer_seconds": 1}, "too_slow")],
)
def test_a_limit_that_is_passed_is_said_in_words(
    begin: Begin, trainer: Any, teacher: Actor, long: Project, settings: Any, code: str
) -> None:
    job = train(begin(trainer, **settings), teacher, long)
    assert (job.state, job.code) == ("failed", code)
    assert "shorter" in job.message


def test_a_killed_training_fails_and_the_next_one_works(
    training: Training, trainer: Any, teacher: Actor, long: Project, taught: Project
) -> None:
    job = training.start(teacher, long.id)
    os.kill(trainer.busy(), signal.SIGKILL)
    assert wait(training, teacher, job).code == "stopped"
    assert train(training, teacher, taught).state == "done"


def test_a_trainer_that_dies_fails_its_job_and_the_last_model_serves_on(
    begin: Begin, own_trainer: Any, teacher: Actor, taught: Project, long: Project
) -> None:
    training = begin(own_trainer)
    train(training, teacher, taught)
    before = training.predict(teacher, taught.id, ["a dog"])
    told = threading.Event()
    training.on_change(lambda job: told.set() if job.stage else None)
    job = training.start(teacher, long.id)
    assert told.wait(20)
    own_trainer.kill()
    assert wait(training, teacher, job).code == "trainer_away"
    own_trainer.start()
    assert training.predict(teacher, taught.id, ["a dog"]) == before


def test_a_job_waits_for_a_trainer_that_starts_again(
    begin: Begin, own_trainer: Any, teacher: Actor, taught: Project
) -> None:
    own_trainer.kill()
    training = begin(own_trainer)
    job = training.start(teacher, taught.id)
    own_trainer.start()
    assert wait(training, teacher, job).state == "done"


def test_a_trainer_that_stays_away_is_said(
    begin: Begin, own_trainer: Any, teacher: Actor, taught: Project
) -> None:
    training = begin(own_trainer)
    train(training, teacher, taught)
    own_trainer.kill()
    job = training.start(teacher, taught.id)
    with pytest.raises(Problem) as refused:
        training.predict(teacher, taught.id, ["cat"])
    assert refused.value.code == "trainer_away"
    assert wait(training, teacher, job).code == "trainer_away"


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"?")])
def test_a_damaged_model_file_is_said(
    begin: Begin,
    own_trainer: Any,
    teacher: Actor,
    taught: Project,
    tmp_path: Path,
    damage: Callable[[Path], object],
) -> None:
    training = begin(own_trainer)
    train(training, teacher, taught)
    own_trainer.kill()
    own_trainer.start()  # without its copies
    damage(next((tmp_path / "models").glob("*.model")))
    with pytest.raises(Problem) as refused:
        training.predict(teacher, taught.id, ["cat"])
    assert refused.value.code == "damaged_model"


def test_a_card_that_fails_leaves_no_version(
    room: Room, training: Training, teacher: Actor, taught: Project, tmp_path: Path
) -> None:
    (tmp_path / "models").rmdir()
    assert train(training, teacher, taught).code == "storage_failed"
    assert models.versions(room, teacher, taught.id) == []


def test_a_project_that_is_deleted_while_it_trains_leaves_no_model_file(
    room: Room, training: Training, teacher: Actor, taught: Project, tmp_path: Path
) -> None:
    def delete(job: Job) -> None:
        if job.stage == "saving" and room.find(Project, id=taught.id):
            projects.delete(room, teacher, taught.id)

    training.on_change(delete)
    training.start(teacher, taught.id)
    end = time.monotonic() + 20
    while training.running(taught.id) and time.monotonic() < end:
        time.sleep(0.01)
    training.close()
    assert list((tmp_path / "models").iterdir()) == []


def test_deleting_a_project_deletes_its_words_here_and_at_the_trainer(
    room: Room, training: Training, trainer: Any, teacher: Actor, taught: Project, tmp_path: Path
) -> None:
    train(training, teacher, taught)
    file = models.current(room, teacher, taught.id).file
    projects.delete(room, teacher, taught.id)
    training.close()
    assert list((tmp_path / "models").iterdir()) == []
    assert trainer.ask("GET", f"/models/{file}")[0] == 404


def test_an_older_version_predicts_after_going_back(
    room: Room, training: Training, teacher: Actor, taught: Project, fill: Callable[..., Project]
) -> None:
    train(training, teacher, taught)
    fill(room, taught, {"labels": [], "examples": [["dog", "Zorro", f"s{n}"] for n in range(9)]})
    train(training, teacher, taught)
    models.choose(room, teacher, taught.id, 1)
    model, (old,) = training.predict(teacher, taught.id, ["Zorro"])
    models.choose(room, teacher, taught.id, 2)
    _, (new,) = training.predict(teacher, taught.id, ["Zorro"])
    assert model.version == 1
    assert new.labels[0].confidence > old.labels[0].confidence


def test_closing_ends_what_runs(
    training: Training, trainer: Any, teacher: Actor, long: Project
) -> None:
    training.start(teacher, long.id)
    trainer.busy()
    training.close()
    trainer.idle()
    assert training.running(long.id) is None


@pytest.mark.parametrize("code", MESSAGES)
def test_every_code_of_a_failed_job_is_in_the_docs(code: str) -> None:
    docs = Path(__file__).parents[2] / "docs" / "trainer.md"
    assert f"`{code}`" in docs.read_text(encoding="utf-8")
