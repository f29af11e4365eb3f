import time
import uuid
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from appliance.auto_training import AutoTraining
from appliance.classroom import examples
from appliance.classroom import models
from appliance.classroom import projects
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Project
from appliance.classroom.room import Room
from appliance.training import Job
from appliance.training import Training

EVERY = 10
Write = Callable[..., None]


@pytest.fixture
def auto(room: Room, training: Training) -> Iterator[AutoTraining]:
    opened = AutoTraining(room, training)
    yield opened
    opened.close()


@pytest.fixture
def live(room: Room, pets: Project) -> Project:
    """A project that trains by itself after each ten examples."""
    changed = replace(pets, auto_train=EVERY)
    room.db.run(lambda: room.save(changed))
    return changed


@pytest.fixture
def write(room: Room, live: Project) -> Write:
    """Add so many examples of both labels in one commit."""

    def write(count: int, project: Project = live) -> None:
        labels = [label.id for label in project.labels]

        def insert() -> None:
            for number in range(count):
                label = labels[number % 2]
                text = f"{label} says {uuid.uuid4().hex}"
                room.insert(
                    Example(
                        id=str(uuid.uuid4()),
                        project=project.id,
                        label=label,
                        data=text,
                        contributor=f"s{number % 5}",
                    )
                )

        room.db.run(insert)

    return write


def versions(room: Room, teacher: Actor, project: Project, count: int) -> list[int]:
    """The sizes of the versions, once there are so many of them."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = models.versions(room, teacher, project.id)
        if len(found) >= count:
            return [model.examples for model in found]
        time.sleep(0.02)
    raise AssertionError(f"only {found}")


def quiet(training: Training, project: Project, seconds: float = 0.5) -> bool:
    """Tell whether nothing is trained for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if training.busy(project.id) is not None:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.usefixtures("auto")
def test_enough_new_examples_start_a_training(
    room: Room, teacher: Actor, live: Project, write: Write
) -> None:
    write(EVERY)
    assert versions(room, teacher, live, 1) == [EVERY]
    write(EVERY)
    assert versions(room, teacher, live, 2) == [EVERY, 2 * EVERY]


@pytest.mark.usefixtures("auto")
def test_fewer_wait_for_more(
    room: Room, training: Training, teacher: Actor, live: Project, write: Write
) -> None:
    write(EVERY - 2)
    assert quiet(training, live)
    write(2)
    assert versions(room, teacher, live, 1) == [EVERY]


@pytest.mark.usefixtures("auto")
def test_a_project_that_does_not_ask_for_it_is_left_alone(
    training: Training, fruit: Project, write: Write
) -> None:
    write(3 * EVERY, fruit)
    assert quiet(training, fruit)


@pytest.mark.usefixtures("auto")
def test_what_came_while_it_trained_is_trained_on_next(
    room: Room, training: Training, teacher: Actor, live: Project, write: Write
) -> None:
    added: list[bool] = []

    def more(job: Job) -> None:
        if job.stage == "folds" and not added:
            added.append(True)
            write(EVERY)

    training.on_change(more)
    write(EVERY)
    assert versions(room, teacher, live, 2) == [EVERY, 2 * EVERY]


@pytest.mark.usefixtures("auto")
def test_a_training_by_hand_counts_as_one(
    room: Room, training: Training, teacher: Actor, pets: Project, live: Project, write: Write
) -> None:
    room.db.run(lambda: room.save(pets))
    write(EVERY)
    training.start(teacher, live.id)
    assert versions(room, teacher, live, 1) == [EVERY]
    room.db.run(lambda: room.save(replace(live, model=1)))
    write(EVERY - 1)
    assert quiet(training, live)


@pytest.mark.usefixtures("auto")
def test_too_few_of_a_label_wait_without_a_word(
    room: Room, training: Training, teacher: Actor, live: Project, write: Write
) -> None:
    projects.add_label(room, teacher, live.id, "bird")
    write(2 * EVERY)
    assert quiet(training, live)
    projects.remove_label(room, teacher, live.id, "bird")
    assert versions(room, teacher, live, 1) == [2 * EVERY]


@pytest.mark.usefixtures("auto")
def test_after_deleting_what_is_added_is_new(
    room: Room, training: Training, teacher: Actor, live: Project, write: Write
) -> None:
    write(2 * EVERY)
    assert versions(room, teacher, live, 1) == [2 * EVERY]
    for stored in examples.page(room, teacher, live.id)[0][:4]:
        examples.delete(room, teacher, live.id, stored.example.id)
    assert quiet(training, live)
    write(EVERY)
    assert versions(room, teacher, live, 2) == [2 * EVERY, 3 * EVERY - 4]


def test_what_was_due_before_the_start_is_made_up_for(
    room: Room, training: Training, teacher: Actor, live: Project, write: Write
) -> None:
    write(EVERY)
    auto = AutoTraining(room, training)
    assert versions(room, teacher, live, 1) == [EVERY]
    auto.close()


def test_what_was_learned_before_the_start_is_not_learned_again(
    room: Room, training: Training, teacher: Actor, live: Project, write: Write
) -> None:
    write(EVERY)
    first = AutoTraining(room, training)
    assert versions(room, teacher, live, 1) == [EVERY]
    first.close()
    again = AutoTraining(room, training)
    write(EVERY - 1)
    assert quiet(training, live)
    write(1)
    assert versions(room, teacher, live, 2) == [EVERY, 2 * EVERY]
    again.close()


@pytest.mark.usefixtures("auto")
def test_a_study_is_not_cut_short(
    room: Room, training: Training, teacher: Actor, pets: Project, live: Project, write: Write
) -> None:
    room.db.run(lambda: room.save(pets))
    write(EVERY)
    study = training.study(teacher, live.id, "curve", {"seconds": 2})
    room.db.run(lambda: room.save(live))
    assert versions(room, teacher, live, 1) == [EVERY]
    assert training.job(teacher, live.id, study.id).state == "done"


def test_closing_twice_over_is_no_matter(room: Room, training: Training, live: Any) -> None:
    auto = AutoTraining(room, training)
    auto.close()
    auto.close()
    assert quiet(training, live, 0.1)
