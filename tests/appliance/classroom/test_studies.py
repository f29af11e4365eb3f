import pytest

from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom import studies

CURVE = {"points": [], "fit": None, "guess": [], "contributors": 2, "reason": ""}


@pytest.fixture
def saved(room, pets):
    def saved(kind, result, project=pets.id):
        return studies.save(room, project, kind=kind, model=3, result=result)

    return saved


@pytest.fixture
def three(teacher, pets, write):
    """The ids of two cats and a dog."""
    return [write(teacher, pets, label) for label in ("Cats", "Cats", "Dogs")]


def results(room, actor, project):
    return {study.kind: study.result for study in studies.latest(room, actor, project.id)}


def test_the_latest_of_each_kind_is_kept(room, teacher, pets, saved):
    for number in range(2):
        saved("curve", CURVE | {"contributors": number})
    saved("contributors", {"people": []})
    found = studies.latest(room, teacher, pets.id)
    assert [(study.kind, study.model) for study in found] == [("curve", 3), ("contributors", 3)]
    assert found[0].result["contributors"] == 1


def test_the_projector_gets_the_curve_alone(room, projector, pets, saved):
    saved("curve", CURVE)
    saved("noise", {"doubtful": []})
    assert list(results(room, projector, pets)) == ["curve"]


def test_students_of_the_class_see_no_study(room, ana, pets, saved, refused):
    saved("curve", CURVE)
    with refused("forbidden"):
        studies.latest(room, ana, pets.id)


def test_owners_see_all_of_theirs(room, ana, diary, saved):
    for kind in studies.KINDS:
        saved(kind, {}, diary.id)
    assert len(studies.latest(room, ana, diary.id)) == 3


def test_a_study_of_a_deleted_project_is_not_kept(room, teacher, pets, saved, refused):
    projects.delete(room, teacher, pets.id)
    with refused("not_found"):
        saved("curve", CURVE)


def test_studies_go_with_their_project(room, teacher, pets, saved):
    saved("curve", CURVE)
    projects.delete(room, teacher, pets.id)
    assert room.db.table("studies").all() == []


def test_places_become_ids():
    result = {
        "doubtful": [{"example": 1, "label": "a"}],
        "contradictions": [{"examples": [0, 2], "labels": ["a", "b"]}],
        "near": [{"examples": [2, 1], "similarity": 0.98}],
        "flips": [{"share": 0.1, "mean": 0.9, "spread": 0.0}],
    }
    named = studies.named(result, ["x", "y", "z"])
    assert named["doubtful"] == [{"example": "y", "label": "a"}]
    assert named["contradictions"][0]["examples"] == ["x", "z"]
    assert named["near"] == [{"examples": ["z", "y"], "similarity": 0.98}]
    assert named["flips"] == result["flips"]


def test_a_curve_has_nothing_to_name():
    assert studies.named(CURVE, []) == CURVE


def test_doubts_about_a_changed_example_are_dropped(room, teacher, pets, three, saved):
    doubts = [{"example": id, "label": "Cats", "guess": "Dogs"} for id in three[:2]]
    saved("noise", {"doubtful": doubts})
    examples.change(room, teacher, pets.id, three[0], label="Dogs")
    found = results(room, teacher, pets)["noise"]["doubtful"]
    assert [item["example"] for item in found] == [three[1]]


def test_pairs_with_a_deleted_example_are_dropped(room, teacher, pets, three, saved):
    near = [{"examples": three[:2], "similarity": 1.0}, {"examples": three[1:], "similarity": 1.0}]
    saved("noise", {"near": near})
    examples.delete(room, teacher, pets.id, three[0])
    assert results(room, teacher, pets)["noise"]["near"] == near[1:]


def test_a_contradiction_ends_when_its_labels_agree(room, teacher, pets, three, saved):
    saved("noise", {"contradictions": [{"examples": three, "labels": ["Cats", "Dogs"]}]})
    assert len(results(room, teacher, pets)["noise"]["contradictions"]) == 1
    examples.change(room, teacher, pets.id, three[2], state="hidden")
    assert results(room, teacher, pets)["noise"]["contradictions"] == []


@pytest.mark.parametrize("kind", studies.KINDS)
def test_a_known_kind_with_options_in_bounds_may_run(kind):
    assert studies.checked(kind, {"seconds": 30, "seed": 1}) == kind


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("fit", {}),
        ("curve", {"seconds": 0}),
        ("curve", {"seconds": 601}),
        ("curve", {"seconds": float("nan")}),
        ("curve", {"seed": -1}),
        ("curve", {"speed": 1}),
    ],
)
def test_anything_else_is_refused(kind, options, refused):
    with refused("bad_request"):
        studies.checked(kind, options)
