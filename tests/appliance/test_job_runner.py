"""Studies, reports, packages and test sets, with a real trainer."""

import base64
import io
import threading
import time
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from PIL import Image

from appliance.classroom import examples
from appliance.classroom import models
from appliance.classroom import projects
from appliance.classroom import studies
from appliance.classroom import test_set as tests
from appliance.classroom.problems import Problem
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import Field
from appliance.classroom.records import Project
from appliance.classroom.room import Room
from appliance.media import MediaDesk
from appliance.trainer_client import TrainerClient
from appliance.training import Job
from appliance.training import Training

ENDED = ("done", "failed", "cancelled")
STUDENT = Actor(role="student", student="ana")


def ended(training: Training, teacher: Actor, job: Job) -> Job:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        now = training.job(teacher, job.project, job.id)
        if now.state in ENDED:
            return now
        time.sleep(0.01)
    raise AssertionError(f"still {now}")


def trained(training: Training, teacher: Actor, project: Project) -> Job:
    return ended(training, teacher, training.start(teacher, project.id))


def studied(training: Training, teacher: Actor, project: Project, kind: str) -> Any:
    job = ended(training, teacher, training.study(teacher, project.id, kind, {"seconds": 5}))
    assert (job.state, job.task) == ("done", kind)


def result(room: Room, teacher: Actor, project: Project) -> dict[str, Any]:
    return studies.latest(room, teacher, project.id)[-1].result


def test_the_crowd_curve_is_kept_with_the_version_that_was_in_use(
    room: Room, training: Training, teacher: Actor, taught: Project
) -> None:
    trained(training, teacher, taught)
    studied(training, teacher, taught, "curve")
    [study] = studies.latest(room, teacher, taught.id)
    assert (study.kind, study.model, study.result["contributors"]) == ("curve", 1, 4)
    assert [point["contributors"] for point in study.result["points"]] == [1, 2, 3]


def test_the_noise_lab_names_examples_by_their_ids(
    room: Room, training: Training, teacher: Actor, taught: Project, fill: Callable[..., Project]
) -> None:
    wrong = ["dog", "my cat Tom purrs softly!", "ana"]
    fill(room, taught, {"labels": [], "examples": [wrong]})
    studied(training, teacher, taught, "noise")
    found = result(room, teacher, taught)
    texts = {item.id: item.data for item in room.everything(Example)}
    assert "my cat Tom purrs softly!" in {texts[item["example"]] for item in found["doubtful"]}
    [contradiction] = found["contradictions"]
    assert contradiction["labels"] == ["cat", "dog"]
    assert {texts[id].strip("!") for id in contradiction["examples"]} == {"my cat Tom purrs softly"}


def test_whose_data_knows_people_by_their_ids(
    room: Room, training: Training, teacher: Actor, taught: Project
) -> None:
    studied(training, teacher, taught, "contributors")
    people = {item["contributor"] for item in result(room, teacher, taught)["people"]}
    assert people == {"ana", "bo", "cem", "dee"}


def test_a_study_makes_no_version(
    room: Room, training: Training, teacher: Actor, taught: Project
) -> None:
    studied(training, teacher, taught, "curve")
    assert models.versions(room, teacher, taught.id) == []


def test_results_are_heard_as_they_grow_and_the_last_one_is_kept_before(
    room: Room, training: Training, teacher: Actor, taught: Project
) -> None:
    heard: list[tuple[str, dict[str, Any]]] = []
    kept: list[int] = []

    def hear(job: Job, result: dict[str, Any]) -> None:
        heard.append((job.state, result))
        kept.append(len(room.db.table("studies").all()))

    training.on_point(hear)
    studied(training, teacher, taught, "curve")
    states = [state for state, _ in heard]
    assert states == ["running"] * (len(heard) - 1) + ["done"]
    assert len(heard[0][1]["points"]) == 1
    assert (kept[0], kept[-1]) == (0, 1)


def test_what_is_known_of_a_running_study_can_be_asked_for(
    training: Training, teacher: Actor, taught: Project
) -> None:
    known: list[Any] = []
    training.on_point(lambda job, result: known.append(training.partial(taught.id)))
    studied(training, teacher, taught, "curve")
    job, partial = known[0]
    assert (job.task, len(partial["points"])) == ("curve", 1)
    assert known[-1] is None
    assert training.partial(taught.id) is None


def test_a_study_is_no_training_that_runs(
    training: Training, teacher: Actor, taught: Project
) -> None:
    job = training.study(teacher, taught.id, "curve", {"seconds": 60})
    busy = training.busy(taught.id)
    assert busy is not None
    assert busy.id == job.id
    assert training.running(taught.id) is None


def test_training_cancels_a_study_of_its_project(
    training: Training, teacher: Actor, long: Project
) -> None:
    reached = threading.Event()
    training.on_change(lambda job: reached.set() if job.state == "running" else None)
    study = training.study(teacher, long.id, "curve")
    assert reached.wait(30)
    job = training.start(teacher, long.id)
    assert ended(training, teacher, study).state == "cancelled"
    assert training.cancel(teacher, long.id, job.id).state == "cancelled"


def test_a_study_waits_for_no_training_of_its_project_but_is_refused(
    training: Training, teacher: Actor, long: Project
) -> None:
    training.start(teacher, long.id)
    with pytest.raises(Problem, match="training already"):
        training.study(teacher, long.id, "curve")


def test_a_training_of_another_project_goes_before_a_study_that_waits(
    room: Room, training: Training, teacher: Actor, long: Project, taught: Project, fruit: Project,
    fill: Callable[..., Project], small_request: dict[str, Any],
) -> None:  # fmt: skip
    begun: list[str] = []

    def note(job: Job) -> None:
        if job.state == "running" and job.project not in begun:
            begun.append(job.project)

    training.on_change(note)
    fill(room, fruit, small_request)
    projects.remove_label(room, teacher, fruit.id, "apple")
    projects.remove_label(room, teacher, fruit.id, "pear")
    first = training.start(teacher, long.id)
    waits = training.study(teacher, taught.id, "contributors")
    trains = training.start(teacher, fruit.id)
    training.cancel(teacher, long.id, first.id)
    for job in (waits, trains):
        assert ended(training, teacher, job).state == "done"
    assert begun[-2:] == [fruit.id, taught.id]


def test_studies_are_for_the_teacher_and_the_owner(training: Training, taught: Project) -> None:
    with pytest.raises(Problem, match="teacher"):
        training.study(STUDENT, taught.id, "curve")


def test_a_study_of_nothing_is_refused_at_once(
    training: Training, teacher: Actor, pets: Project
) -> None:
    with pytest.raises(Problem) as refused:
        training.study(teacher, pets.id, "noise")
    assert refused.value.code == "few_examples"


def test_mistakes_are_told_with_their_examples(
    room: Room, training: Training, teacher: Actor, taught: Project, fill: Callable[..., Project]
) -> None:
    fill(room, taught, {"labels": [], "examples": [["dog", "my cat Kim purrs softly", "bo"]]})
    trained(training, teacher, taught)
    [wrong] = training.mistakes(teacher, taught.id, 1)
    assert (wrong.stored.example.data, wrong.guess) == ("my cat Kim purrs softly", "cat")
    assert 0.5 < wrong.confidence <= 1
    assert training.mistakes(teacher, taught.id, 1, label="cat", guess="dog") == []
    assert len(training.mistakes(teacher, taught.id, 1, label="cat", guess="cat", limit=7)) == 7


def test_a_mistake_that_is_gone_is_not_told(
    room: Room, training: Training, teacher: Actor, taught: Project, fill: Callable[..., Project]
) -> None:
    fill(room, taught, {"labels": [], "examples": [["dog", "my cat Kim purrs softly", "bo"]]})
    trained(training, teacher, taught)
    [wrong] = training.mistakes(teacher, taught.id, 1)
    examples.delete(room, teacher, taught.id, wrong.stored.example.id)
    assert training.mistakes(teacher, taught.id, 1) == []


def test_mistakes_are_not_for_students(training: Training, teacher: Actor, taught: Project) -> None:
    trained(training, teacher, taught)
    with pytest.raises(Problem, match="teacher"):
        training.mistakes(STUDENT, taught.id, 1)


def test_without_enough_people_there_is_no_report(
    room: Room, training: Training, teacher: Actor, pets: Project, fill: Callable[..., Project],
    small_request: dict[str, Any],
) -> None:  # fmt: skip
    rows = [[label, text, "ana"] for label, text, _ in small_request["examples"]]
    fill(room, pets, {"labels": [], "examples": rows})
    trained(training, teacher, pets)
    assert models.current(room, teacher, pets.id).report == ""
    with pytest.raises(Problem) as refused:
        training.mistakes(teacher, pets.id, 1)
    assert refused.value.code == "not_found"


def test_a_damaged_report_is_said(
    room: Room, training: Training, teacher: Actor, taught: Project, tmp_path: Any
) -> None:
    trained(training, teacher, taught)
    report = models.current(room, teacher, taught.id).report
    (tmp_path / "models" / f"{report}.report").write_bytes(b"?")
    with pytest.raises(Problem) as refused:
        training.mistakes(teacher, taught.id, 1)
    assert refused.value.code == "damaged_model"


def test_a_test_set_is_scored_and_never_learned_from(
    room: Room, training: Training, teacher: Actor, taught: Project
) -> None:
    locked = tests.lock(room, teacher, taught.id, share=0.25)
    assert len(locked.tested) == 1
    trained(training, teacher, taught)
    model = models.current(room, teacher, taught.id)
    assert (model.examples, model.contributors) == (30, 3)
    assert model.score.test is not None
    assert model.score.test.of == 10
    assert model.score.of == 30


def test_a_model_leaves_the_box_as_a_package(
    room: Room, training: Training, teacher: Actor, taught: Project
) -> None:
    trained(training, teacher, taught)
    with zipfile.ZipFile(io.BytesIO(training.export(teacher, taught.id, 1))) as archive:
        names = {name.rpartition("/")[2] for name in archive.namelist()}
        card = next(name for name in archive.namelist() if name.endswith("card.md"))
        words = archive.read(card).decode()
    assert {"model.onnx", "predict.py", "card.md", "labels.json"} <= names
    assert "Pets" in words
    assert "ana" not in words.split()
    with pytest.raises(Problem, match="not here"):
        training.export(teacher, taught.id, 2)


def test_the_box_says_what_it_uses(training: Training) -> None:
    found = training.uses()
    assert {"text", "images", "sounds"} <= found.keys()
    assert all(item.version for item in found.values())


def test_what_is_predicted_comes_with_its_reason_if_asked(
    training: Training, teacher: Actor, taught: Project
) -> None:
    trained(training, teacher, taught)
    _, [told] = training.predict(teacher, taught.id, ["Rex barks"])
    _, [plain] = training.predict(teacher, taught.id, ["Rex barks"], why=False)
    assert told.why is not None
    assert told.why["kind"] == "words"
    assert plain.why is None
    assert plain.labels == told.labels


def picture(colour: str, size: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60 + size, 50), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def pictures(room: Room, teacher: Actor, trainer: Any) -> Project:
    """A project of red and blue pictures by four people."""
    made = projects.create(
        room, teacher, name="Colours", type="images", crowd_sourced=True, labels=["red", "blue"]
    )
    client = TrainerClient(trainer.socket)
    desk = MediaDesk(client)
    for number in range(12):
        for label in ("red", "blue"):
            file = desk.prepare("images", picture(label, number))
            stored, _ = examples.add(
                room, teacher, made.id, id=str(uuid.uuid4()), label=label, data=file.key,
                blob=file.data, preview=file.preview,
            )  # fmt: skip
            who = Actor(role="student", student=f"s{number % 4}")
            room.save(msgspec.structs.replace(stored.example, contributor=who.student))
    client.close()
    return made


def test_pictures_are_taught_studied_and_tried(
    room: Room, training: Training, teacher: Actor, pictures: Project
) -> None:
    assert trained(training, teacher, pictures).state == "done"
    model = models.current(room, teacher, pictures.id)
    assert model.score.accuracy == 1
    asked = base64.b64encode(picture("red", 99)).decode()
    _, [said] = training.predict(teacher, pictures.id, [asked])
    assert said.labels[0].label == "red"
    assert said.why is not None
    assert said.why["kind"] == "regions"
    studied(training, teacher, pictures, "noise")
    assert result(room, teacher, pictures)["near"]


def test_what_is_no_picture_is_said(training: Training, teacher: Actor, pictures: Project) -> None:
    trained(training, teacher, pictures)
    with pytest.raises(Problem) as refused:
        training.predict(teacher, pictures.id, [base64.b64encode(b"words").decode()])
    assert refused.value.code in {"bad_picture", "unsupported_media_file"}


def test_rows_of_numbers_are_taught_studied_and_tried(
    room: Room, training: Training, teacher: Actor
) -> None:
    made = projects.create(
        room, teacher, name="Fruit", type="numbers", crowd_sourced=True,
        labels=["apple", "cherry"], fields=[Field("grams", "number"),
                                            Field("colour", "choice", ("red", "green"))],
    )  # fmt: skip
    rows = [("apple", f'[{150 + number},"green"]') for number in range(12)]
    rows += [("cherry", f'[{5 + number},"red"]') for number in range(12)]
    for number, (label, row) in enumerate(rows):
        room.insert(
            Example(id=str(uuid.uuid4()), project=made.id, label=label, data=row,
                    contributor=f"s{number % 4}")
        )  # fmt: skip
    assert trained(training, teacher, made).state == "done"
    _, [said] = training.predict(teacher, made.id, ['[170,"green"]'])
    assert said.labels[0].label == "apple"
    assert said.why is not None
    assert said.why["kind"] == "path"
    studied(training, teacher, made, "curve")
    assert result(room, teacher, made)["points"]
