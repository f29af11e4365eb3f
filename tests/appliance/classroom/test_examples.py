import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.classroom import examples
from appliance.classroom import projects
from appliance.classroom.problems import Problem
from appliance.classroom.records import Counts
from appliance.classroom.records import Example

UUID = "6c0a2a4f-52a1-4a2c-9d0e-3f1f2b7c8d9e"


@pytest.fixture
def add(room, pets):
    """Add an example with some values of one's own."""

    def add(actor, id=None, label="Cats", data="Miau", project=pets.id):
        id = id or str(uuid.uuid4())
        return examples.add(room, actor, project, id=id, label=label, data=data)

    return add


def ids(page):
    return [stored.example.id for stored in page[0]]


def test_an_example_is_stored_with_who_wrote_it(add, ana, pets):
    stored, created = add(ana, label="Cats", data=" Miau!\r\n ")
    assert created
    assert stored.name == "Ana"
    assert stored.example.contributor == ana.student
    assert (stored.example.data, stored.example.label, stored.example.state) == (
        "Miau!",
        "Cats",
        "shown",
    )


def test_later_examples_have_greater_places(add, ana, bo):
    assert add(ana)[0].seq < add(bo)[0].seq < add(ana)[0].seq


def test_the_label_may_be_given_by_its_name(room, teacher, ana, pets, add):
    projects.rename_label(room, teacher, pets.id, "Cats", "Kätzchen")
    assert add(ana, label="KÄTZCHEN")[0].example.label == "Cats"


@pytest.mark.parametrize("label", ["Fish", "", "\ud800"])
def test_an_unknown_label_is_refused(add, ana, label, refused):
    with refused("unknown_label") as refusal:
        add(ana, label=label)
    assert refusal.problem.field == "label"


@pytest.mark.parametrize("data", ["", " \n", "\u200b", "x" * 41])
def test_a_text_is_neither_empty_nor_too_long(add, ana, data, refused):
    with refused("bad_text"):
        add(ana, data=data)


@pytest.mark.parametrize("id", ["", "1", "x" * 36, f"{{{UUID}}}", UUID.replace("-", "")])
def test_an_id_is_a_uuid(room, ana, pets, id, refused):
    with refused("bad_id"):
        examples.add(room, ana, pets.id, id=id, label="Cats", data="Miau")


def test_sending_twice_stores_once(room, add, ana):
    id = str(uuid.uuid4())
    first, created = add(ana, id)
    again, created_again = add(ana, id.upper(), data="Something else")
    assert (created, created_again) == (True, False)
    assert again == first
    assert len(room.everything(Example)) == 1


def test_sending_twice_at_once_stores_once(room, add, ana):
    id = str(uuid.uuid4())
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: add(ana, id), range(8)))
    assert [created for _, created in results].count(True) == 1
    assert len({stored.seq for stored, _ in results}) == 1


def test_a_retry_gets_its_answer_whatever_has_changed_since(room, teacher, ana, pets, add):
    id = str(uuid.uuid4())
    first, _ = add(ana, id)
    projects.update(room, teacher, pets.id, phase="train", closed=True)
    assert add(ana, id) == (first, False)


def test_a_retry_gets_its_answer_when_the_project_is_full(room, ana, limits, add):
    sent = [str(uuid.uuid4()) for _ in range(limits.max_examples)]
    for id in sent:
        add(ana, id)
    assert add(ana, sent[-1])[1] is False


def test_an_id_of_somebody_else_is_taken(add, ana, bo, refused):
    id = add(ana)[0].example.id
    with refused("id_taken"):
        add(bo, id)


def test_an_id_of_another_project_is_taken(add, ana, diary, refused):
    id = add(ana)[0].example.id
    with refused("id_taken"):
        add(ana, id, project=diary.id, label="Good")


def test_the_id_of_a_deleted_example_is_free(room, add, ana, pets):
    id = add(ana)[0].example.id
    examples.delete(room, ana, pets.id, id)
    assert add(ana, id)[1] is True


def test_a_full_project_takes_no_more(add, ana, limits, refused):
    for _ in range(limits.max_examples):
        add(ana)
    with refused("too_many_examples") as refusal:
        add(ana)
    assert refusal.values == {"max": limits.max_examples}


def test_a_full_project_stays_within_its_limit_when_all_write_at_once(room, add, ana, limits):
    def attempt(_):
        try:
            add(ana)
        except Problem as problem:
            return problem.code
        return "stored"

    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(attempt, range(20)))
    assert results.count("stored") == limits.max_examples == len(room.everything(Example))


@pytest.mark.parametrize("phase", ["freeze", "train", "use"])
def test_students_write_while_collecting_only(room, teacher, ana, pets, add, phase, refused):
    id = add(ana)[0].example.id
    projects.update(room, teacher, pets.id, phase=phase)
    for call in (
        lambda: add(ana),
        lambda: examples.change(room, ana, pets.id, id, data="Wuff"),
        lambda: examples.delete(room, ana, pets.id, id),
    ):
        with refused("wrong_phase"):
            call()
    assert add(teacher)[1]


def test_strangers_add_nothing(add, bo, diary, projector, anonymous, refused):
    with refused("not_found"):
        add(bo, project=diary.id, label="Good")
    with refused("forbidden"):
        add(projector)
    with refused("login_needed"):
        add(anonymous)


def test_somebody_elses_private_examples_cannot_be_probed(room, ana, bo, diary, add, refused):
    id = add(ana, project=diary.id, label="Good")[0].example.id
    with refused("not_found"):
        add(bo, id, project=diary.id)


def test_a_student_sees_their_own_examples(room, ana, bo, pets, add):
    mine = [add(ana)[0].example.id, add(bo) and add(ana)[0].example.id]
    assert ids(examples.page(room, ana, pets.id)) == mine


def test_the_teacher_sees_all_examples_in_order(room, teacher, ana, bo, pets, add):
    sent = [add(who)[0].example.id for who in (ana, bo, ana, teacher)]
    examples.change(room, teacher, pets.id, sent[1], state="hidden")
    page = examples.page(room, teacher, pets.id)
    assert ids(page) == sent
    assert [stored.name for stored in page[0]] == ["Ana", "Bo", "Ana", "Teacher"]


def test_the_projector_sees_shown_examples(room, teacher, projector, ana, pets, add):
    shown, hidden = add(ana)[0].example.id, add(ana)[0].example.id
    examples.change(room, teacher, pets.id, hidden, state="hidden")
    assert ids(examples.page(room, projector, pets.id)) == [shown]


def test_a_student_sees_a_hidden_example_of_their_own(room, teacher, ana, pets, add):
    id = add(ana)[0].example.id
    examples.change(room, teacher, pets.id, id, state="hidden")
    assert ids(examples.page(room, ana, pets.id)) == [id]


@pytest.mark.parametrize("role", ["teacher", "ana", "projector"])
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_follow_each_other_without_gap(room, pets, ana, add, role, limit, request):
    reader = request.getfixturevalue(role)
    sent = [add(ana, label=label)[0].example.id for label in ("Cats", "Dogs") * 3]
    read, after = [], 0
    while after is not None:
        page = examples.page(room, reader, pets.id, after=after, limit=limit)
        assert len(page[0]) <= limit
        read += ids(page)
        after = page[1]
    assert read == sent


def test_pages_of_shown_and_hidden_examples_are_in_order(room, teacher, pets, ana, add):
    sent = [add(ana)[0].example.id for _ in range(6)]
    for id in sent[::2]:
        examples.change(room, teacher, pets.id, id, state="hidden")
    first, after = examples.page(room, teacher, pets.id, limit=4)
    assert [one.example.id for one in first] == sent[:4]
    assert ids(examples.page(room, teacher, pets.id, limit=4, after=after)) == sent[4:]


@pytest.mark.parametrize("role", ["teacher", "ana", "projector"])
def test_a_page_can_be_of_one_label(room, pets, ana, add, role, request):
    sent = [add(ana, label=label)[0].example.id for label in ("Cats", "Dogs") * 2]
    page = examples.page(room, request.getfixturevalue(role), pets.id, label="dogs")
    assert ids(page) == sent[1::2]


def test_odd_limits_give_a_page_all_the_same(room, ana, pets, add):
    add(ana)
    for after, limit in ((-5, 0), (0, -1), (0, 10**9)):
        assert len(examples.page(room, ana, pets.id, after=after, limit=limit)[0]) == 1


def test_a_student_changes_their_own_example(room, ana, pets, add):
    before, _ = add(ana)
    after = examples.change(room, ana, pets.id, before.example.id, data=" Wuff ", label="dogs")
    assert (after.example.data, after.example.label) == ("Wuff", "Dogs")
    assert (after.seq, after.name) == (before.seq, "Ana")


def test_a_student_does_not_touch_an_example_of_somebody_else(room, ana, bo, pets, add, refused):
    id = add(ana)[0].example.id
    with refused("not_found"):
        examples.change(room, bo, pets.id, id, data="Haha")
    with refused("not_found"):
        examples.delete(room, bo, pets.id, id)


def test_the_teacher_changes_and_deletes_any_example(room, teacher, ana, pets, add):
    id = add(ana)[0].example.id
    changed = examples.change(room, teacher, pets.id, id, label="Dogs")
    assert changed.example.contributor == ana.student
    examples.delete(room, teacher, pets.id, id)
    assert room.everything(Example) == []


def test_only_the_teacher_hides_and_restores(room, teacher, ana, pets, diary, add, refused):
    id = add(ana)[0].example.id
    private = add(ana, project=diary.id, label="Good")[0].example.id
    for project, mine in ((pets.id, id), (diary.id, private)):
        with refused("forbidden"):
            examples.change(room, ana, project, mine, state="hidden")
    for state in ("hidden", "shown"):
        assert examples.change(room, teacher, pets.id, id, state=state).example.state == state


def test_a_hidden_example_that_is_edited_stays_hidden(room, teacher, ana, pets, add):
    id = add(ana)[0].example.id
    examples.change(room, teacher, pets.id, id, state="hidden")
    assert examples.change(room, ana, pets.id, id, data="Wuff").example.state == "hidden"


def test_changes_are_checked_and_nothing_changes_when_one_is_wrong(
    room, teacher, ana, pets, add, refused
):
    before, _ = add(ana)
    for code, wrong in (
        ("bad_text", {"data": ""}),
        ("unknown_label", {"data": "Wuff", "label": "Fish"}),
        ("bad_request", {"data": "Wuff", "state": "gone"}),
    ):
        with refused(code):
            examples.change(room, teacher, pets.id, before.example.id, **wrong)
    assert room.everything(Example) == [before.example]


def test_an_example_is_looked_for_in_its_project_only(
    room, teacher, ana, pets, diary, add, refused
):
    id = add(ana)[0].example.id
    with refused("not_found"):
        examples.delete(room, teacher, diary.id, id)
    with refused("not_found"):
        examples.change(room, teacher, pets.id, str(uuid.uuid4()), data="x")


def test_counts_are_of_shown_examples(room, teacher, ana, bo, pets, add):
    for who, label in ((ana, "Cats"), (ana, "Cats"), (bo, "Dogs")):
        last, _ = add(who, label=label)
    before = examples.counts(room, ana, pets.id)
    assert (before.total, before.contributors, before.labels) == (3, 2, {"Cats": 2, "Dogs": 1})
    examples.change(room, teacher, pets.id, last.example.id, state="hidden")
    after = examples.counts(room, ana, pets.id)
    assert (after.total, after.contributors, after.labels) == (2, 1, {"Cats": 2, "Dogs": 0})
    assert after.seq > before.seq


def test_the_teacher_is_a_contributor_too(room, teacher, projector, pets, add):
    add(teacher)
    assert examples.counts(room, projector, pets.id).contributors == 1


def test_an_empty_project_has_counts(room, ana, pets):
    counts = examples.counts(room, ana, pets.id)
    assert counts == Counts(
        seq=room.db.revision, total=0, contributors=0, labels={"Cats": 0, "Dogs": 0}
    )


def test_counts_of_somebody_elses_project_are_not_there(room, bo, diary, refused):
    with refused("not_found"):
        examples.counts(room, bo, diary.id)


def test_a_change_in_storage_becomes_an_example_again(room, ana, add):
    changes = []
    room.db.on_commit(changes.extend)
    stored, _ = add(ana)
    change = next(change for change in changes if change.table == "examples")
    assert examples.stored(room, change.doc_id, change.new) == stored


def test_students_writing_at_once_lose_nothing(room, teacher, join):
    project = projects.create(
        room, teacher, name="Big", type="text", crowd_sourced=True, labels=["A"]
    )
    people = [join(f"S{number}") for number in range(8)]

    def send(who):
        id = str(uuid.uuid4())
        examples.add(room, who, project.id, id=id, label="A", data="x")
        return id

    with ThreadPoolExecutor(8) as pool:
        sent = set(pool.map(send, people))
    assert sent == {example.id for example in room.everything(Example)}
    assert examples.counts(room, teacher, project.id).contributors == 8
