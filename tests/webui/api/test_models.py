import io
import time
import zipfile

ENDED = {"done", "failed", "cancelled"}


def path(world, rest=""):
    return f"/api/v1/projects/{world.shared}{rest}"


def finished(client, world, job):
    while (state := client.get(path(world, f"/jobs/{job}")).json)["state"] not in ENDED:
        time.sleep(0.05)
    return state


def test_a_training_makes_the_next_version(taught, teacher):
    reply = teacher.post(path(taught, "/train"))
    assert reply.status_code == 202
    assert finished(teacher, taught, reply.json["job"])["state"] == "done"
    listed = teacher.get(path(taught, "/models")).json
    assert [item["version"] for item in listed["models"]] == [1, 2]
    assert listed["current"] == 2


def test_the_score_tells_right_of_how_many(taught, teacher):
    score = teacher.get(path(taught, "/models")).json["models"][0]["score"]
    assert (score["of"], score["contributors"], score["reason"]) == (12, 3, "")
    assert score["order"] == ["Sun", "Rain"]


def test_a_student_of_a_class_project_never_trains_it(student, world):
    reply = student.post(path(world, "/train"))
    assert (reply.status_code, reply.json["error"]["code"]) == (403, "forbidden")


def test_what_is_missing_for_a_training_is_said(teacher, world):
    teacher.delete(path(world, f"/examples/{world.example[world.shared]}"))
    teacher.post(path(world, "/labels"), json={"name": "Snow"})
    reply = teacher.post(path(world, "/train"))
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "few_examples")
    assert "Snow +5" in reply.json["error"]["message"]


def test_the_model_says_its_label_how_sure_it_is_and_why(taught, student):
    said = student.post(path(taught, "/predict"), json={"data": "a bright warm day"}).json
    assert (said["label"], said["name"], said["model"]) == ("Sun", "Sun", 1)
    assert said["confidence"] == said["labels"][0]["confidence"] > 0.5
    assert {item["label"] for item in said["labels"]} == {"Sun", "Rain"}
    assert "bright" in {item["word"] for item in said["because"]}


def test_a_renamed_label_is_predicted_under_its_new_name(taught, student, teacher):
    teacher.patch(path(taught, "/labels/Sun"), json={"name": "Sunshine"})
    said = student.post(path(taught, "/predict"), json={"data": "a bright warm day"}).json
    assert (said["label"], said["name"]) == ("Sun", "Sunshine")


def test_without_a_model_there_is_no_prediction(student, world):
    reply = student.post(path(world, "/predict"), json={"data": "bright"})
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "no_model")


def test_without_a_text_there_is_no_prediction(taught, student):
    reply = student.post(path(taught, "/predict"), json={"data": "  "})
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "bad_text")


def test_while_the_trainer_is_away_the_box_says_so(taught, teacher):
    (taught.folder / "run" / "trainer.sock").unlink()
    reply = teacher.post(path(taught, "/predict"), json={"data": "bright"})
    assert (reply.status_code, reply.json["error"]["code"]) == (503, "trainer_away")


def test_the_teacher_goes_back_to_another_version_or_none(taught, teacher):
    assert teacher.put(path(taught, "/model"), json={"version": 0}).json["model"] == 0
    assert teacher.put(path(taught, "/model"), json={"version": 1}).json["model"] == 1
    assert teacher.put(path(taught, "/model"), json={"version": 7}).status_code == 404


def test_a_cancelled_training_makes_no_version(taught, teacher):
    job = teacher.post(path(taught, "/train")).json["job"]
    assert teacher.delete(path(taught, f"/jobs/{job}")).status_code == 200
    assert finished(teacher, taught, job)["state"] == "cancelled"
    assert teacher.get(path(taught, "/models")).json["current"] == 1


def test_a_job_says_that_it_is_a_training(taught, teacher):
    job = teacher.post(path(taught, "/train")).json["job"]
    assert teacher.get(path(taught, f"/jobs/{job}")).json["task"] == "fit"


def test_reasons_come_with_a_text_unless_they_are_not_wanted(taught, student):
    asked = {"data": "a bright warm day"}
    said = student.post(path(taught, "/predict"), json=asked).json
    assert said["why"]["kind"] == "words"
    said = student.post(path(taught, "/predict"), json=asked | {"why": False}).json
    assert (said["why"], said["because"]) == (None, [])


def test_a_text_project_takes_no_rows(taught, student):
    reply = student.post(path(taught, "/predict"), json={"data": [1, 2]})
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "bad_request")


def test_the_examples_behind_a_cell_are_listed(taught, teacher):
    found = teacher.get(path(taught, "/models/1/mistakes?label=Sun&guess=Sun&limit=3")).json
    assert len(found["examples"]) == 3
    first = found["examples"][0]
    assert (first["example"]["label"], first["guess"]) == ("Sun", "Sun")
    assert first["example"]["data"].startswith("bright warm day")
    assert 0.5 < first["confidence"] <= 1


def test_each_version_says_whether_its_examples_can_be_listed(taught, teacher):
    [listed] = teacher.get(path(taught, "/models")).json["models"]
    assert listed["inspectable"] is True


def test_mistakes_of_no_version_are_not_there(taught, teacher):
    for version in ("2", "x", "1" * 40, "²"):
        assert teacher.get(path(taught, f"/models/{version}/mistakes")).status_code == 404


def test_a_version_is_given_as_a_zip(taught, teacher):
    reply = teacher.get(path(taught, "/models/1/export"))
    assert reply.mimetype == "application/zip"
    assert "model-1.zip" in reply.headers["Content-Disposition"]
    names = zipfile.ZipFile(io.BytesIO(reply.data)).namelist()
    assert any(name.endswith("model.onnx") for name in names)
