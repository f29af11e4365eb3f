import time
import uuid

from appliance.classroom import students
from appliance.classroom import studies
from appliance.classroom.records import Actor
from appliance.classroom.records import Example

ENDED = {"done", "failed", "cancelled"}
TEACHER = Actor(role="teacher")


def path(world, rest=""):
    return f"/api/v1/projects/{world.shared}{rest}"


def ended(client, world, job):
    while (state := client.get(path(world, f"/jobs/{job}")).json)["state"] not in ENDED:
        time.sleep(0.05)
    return state


def study(client, world, kind):
    asked = {"kind": kind, "options": {"seconds": 5}}
    reply = client.post(path(world, "/studies"), json=asked)
    assert reply.status_code == 202
    state = ended(client, world, reply.json["job"])
    assert (state["state"], state["task"]) == ("done", kind)
    kept = client.get(path(world, "/studies")).json["studies"]
    [found] = [item for item in kept if item["kind"] == kind]
    return found


def crowd(box, world, people):
    """Let so many more people write about the weather."""
    for number in range(people):
        for label, text in (("Sun", "bright warm day"), ("Rain", "wet grey drops")):
            box.room.insert(
                Example(
                    id=str(uuid.uuid4()),
                    project=world.shared,
                    label=label,
                    data=f"{text} by {number}",
                    contributor=f"p{number}",
                )
            )


def test_the_curve_is_drawn_and_kept(taught, teacher, box):
    crowd(box, taught, 3)
    found = study(teacher, taught, "curve")
    assert found["model"] == 1
    assert found["result"]["contributors"] == 6
    assert [point["contributors"] for point in found["result"]["points"]] == [1, 2, 4]


def test_the_projector_gets_the_curve_alone(taught, teacher, browser):
    for kind in ("curve", "noise"):
        study(teacher, taught, kind)
    shown = browser("projector").get(path(taught, "/studies")).json["studies"]
    assert [item["kind"] for item in shown] == ["curve"]


def test_students_see_no_study(taught, student):
    assert student.get(path(taught, "/studies")).status_code == 403
    assert student.post(path(taught, "/studies"), json={"kind": "curve"}).status_code == 403


def test_people_come_with_their_names(taught, teacher):
    result = study(teacher, taught, "contributors")["result"]
    assert {item["name"] for item in result["people"]} == {"Ada", "Ben", "Cem"}
    assert {item["contributor"] for item in result["people"]} == set(taught.students.values())


def test_who_has_left_the_class_is_not_named(world, teacher, box):
    people = [{"contributor": world.students[name], "examples": 4} for name in ("Ada", "Ben")]
    kept = {"people": [*people, {"contributor": "teacher", "examples": 1}]}
    studies.save(box.room, world.shared, kind="contributors", model=0, result=kept)
    students.remove(box.room, TEACHER, world.students["Ben"], examples=True)
    [found] = teacher.get(path(world, "/studies")).json["studies"]
    assert [item["name"] for item in found["result"]["people"]] == ["Ada", "Teacher"]


def test_options_out_of_bounds_are_refused(world, teacher):
    for options in ({"seconds": 9999}, {"speed": 1}, {"seed": -1}):
        reply = teacher.post(path(world, "/studies"), json={"kind": "curve", "options": options})
        assert (reply.status_code, reply.json["error"]["code"]) == (400, "bad_request")


def test_a_test_set_is_locked_and_given_back(world, teacher, box):
    crowd(box, world, 4)
    locked = teacher.put(path(world, "/test-set"), json={"share": 0.2})
    assert locked.status_code == 200
    assert locked.json["tested"] > 0
    assert teacher.delete(path(world, "/test-set")).json["tested"] == 0


def test_a_class_of_three_has_no_test_set(world, teacher):
    reply = teacher.put(path(world, "/test-set"), json={"share": 0.2})
    assert (reply.status_code, reply.json["error"]["code"]) == (409, "few_contributors")
    assert "4 people" in reply.json["error"]["message"]


def test_a_share_out_of_bounds_is_refused(world, teacher):
    assert teacher.put(path(world, "/test-set"), json={"share": 0.9}).status_code == 400
