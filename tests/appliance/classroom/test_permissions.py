import itertools
from typing import get_args

import pytest
from msgspec import structs

from appliance.classroom import permissions
from appliance.classroom.permissions import Relation
from appliance.classroom.permissions import TABLE
from appliance.classroom.records import Actor
from appliance.classroom.records import Example
from appliance.classroom.records import PHASES
from appliance.classroom.records import Project

TEACHER = Actor(role="teacher")
PROJECTOR = Actor(role="projector")
ANONYMOUS = Actor(role="anonymous")
ANA = Actor(role="student", student="ana")
BO = Actor(role="student", student="bo")

CLASS = Project(id="c", name="Pets", type="text", crowd_sourced=True, owner="teacher")
ANAS = Project(id="a", name="Diary", type="text", crowd_sourced=False, owner="ana")
TEACHERS = Project(id="t", name="Draft", type="text", crowd_sourced=False, owner="teacher")

WITHOUT_SIGNING_IN = {"box.claim", "box.look", "session.open", "session.close"}
OF_THE_TEACHER_ALONE = {
    "box.backup",
    "box.manage",
    "box.restore",
    "class.update",
    "class.wipe",
    "student.update",
    "student.remove",
    "projector.drive",
    "project.create_class",
    "project.import",
    "example.hide",
    "program.show",
}
OF_OWNERS = {
    "project.update",
    "project.delete",
    "project.export",
    "label.add",
    "label.update",
    "label.remove",
    "example.read_any",
    "example.change_any",
    "model.train",
    "model.cancel",
    "model.choose",
    "model.inspect",
    "model.export",
    "study.run",
    "test.lock",
    "key.withdraw_any",
    "program.read_any",
    "program.delete_any",
}
CHANGING = ("add", "update", "delete", "remove", "create", "train", "cancel", "choose", "hide",
            "save")  # fmt: skip


def project(**changes):
    return Project(
        **{"id": "c", "name": "P", "type": "text", "crowd_sourced": True, "owner": "teacher"}
        | changes
    )


def example(contributor):
    return Example(id="e", project="c", label="l", data="d", contributor=contributor)


def test_the_table_speaks_of_known_relations_only():
    assert set().union(*TABLE.values()) <= set(get_args(Relation))
    assert "stranger" not in set().union(*TABLE.values())


def test_every_action_is_of_somebody():
    assert all(TABLE.values())


def test_the_phases_are_of_actions_that_members_have():
    assert all("member" in TABLE[action] for action in permissions.MEMBER_PHASES)


def test_what_nobody_needs_to_sign_in_for_is_a_short_list():
    assert {action for action in TABLE if "anonymous" in TABLE[action]} == WITHOUT_SIGNING_IN


def test_the_teacher_may_do_everything_but_claim_again():
    assert {action for action in TABLE if "teacher" not in TABLE[action]} == {"box.claim"}


def test_some_actions_are_the_teachers_alone():
    assert {action for action in TABLE if TABLE[action] == {"teacher"}} == OF_THE_TEACHER_ALONE


def test_some_actions_are_of_the_teacher_and_of_owners():
    assert {action for action in TABLE if TABLE[action] == {"teacher", "owner"}} == OF_OWNERS


def test_the_projector_changes_nothing():
    mine = {action for action in TABLE if "projector" in TABLE[action]}
    assert not [action for action in mine if action.split(".")[1].startswith(CHANGING)]


def test_members_may_nothing_that_owners_may_not():
    assert all("owner" in TABLE[action] for action in TABLE if "member" in TABLE[action])


@pytest.mark.parametrize(
    ("actor", "of", "relation"),
    [
        (TEACHER, CLASS, "teacher"),
        (TEACHER, ANAS, "teacher"),
        (PROJECTOR, CLASS, "projector"),
        (ANONYMOUS, CLASS, "anonymous"),
        (ANA, None, "student"),
        (ANA, CLASS, "member"),
        (ANA, ANAS, "owner"),
        (BO, ANAS, "stranger"),
        (ANA, TEACHERS, "stranger"),
    ],
)
def test_what_a_person_is_to_a_project(actor, of, relation):
    assert permissions.relation(actor, of) == relation


def test_nobody_gets_into_a_project_of_somebody_else(refused):
    for action, stranger in itertools.product(TABLE, (BO, PROJECTOR)):
        assert not permissions.allowed(stranger, action, ANAS)
        with refused("not_found"):
            permissions.require(stranger, action, ANAS)


def test_the_projector_may_show_what_the_teacher_made():
    assert permissions.allowed(PROJECTOR, "counts.read", TEACHERS)
    assert permissions.allowed(PROJECTOR, "counts.read", CLASS)


def test_who_is_not_signed_in_is_told_so(refused):
    for action in set(TABLE) - WITHOUT_SIGNING_IN:
        with refused("login_needed"):
            permissions.require(ANONYMOUS, action, CLASS)


def test_a_member_is_told_what_is_the_teachers(refused):
    for action in OF_OWNERS | {"example.hide"}:
        with refused("forbidden"):
            permissions.require(ANA, action, CLASS)


@pytest.mark.parametrize("action", ["example.add", "example.update", "example.delete"])
@pytest.mark.parametrize("phase", PHASES)
def test_members_write_while_collecting_only(action, phase, refused):
    if phase == "collect":
        permissions.require(ANA, action, project(phase=phase))
        return
    with refused("wrong_phase"):
        permissions.require(ANA, action, project(phase=phase))


@pytest.mark.parametrize("phase", PHASES)
def test_phases_are_for_members_only(phase):
    permissions.require(TEACHER, "example.add", project(phase=phase))
    permissions.require(ANA, "example.add", project(phase=phase, crowd_sourced=False, owner="ana"))


@pytest.mark.parametrize("phase", PHASES)
def test_everyone_may_look_and_try_in_every_phase(phase):
    for action in ("project.read", "counts.read", "model.list", "model.predict"):
        permissions.require(ANA, action, project(phase=phase))


def test_a_closed_project_is_shut_for_members_only(refused):
    with refused("closed"):
        permissions.require(ANA, "project.read", project(closed=True))
    permissions.require(TEACHER, "example.add", project(closed=True))


def tool(who, name, **more):
    return structs.replace(who, project="c", tool=name, **more)


@pytest.mark.parametrize("who", [TEACHER, ANA, PROJECTOR])
@pytest.mark.parametrize("name", permissions.SCRATCH_ACTIONS)
def test_an_editors_token_is_good_for_few_things_of_its_person(who, name):
    good = {action for action in TABLE if permissions.allowed(tool(who, name), action, CLASS)}
    for_all = {action for action in TABLE if permissions.allowed(who, action, CLASS)}
    assert good == permissions.SCRATCH_ACTIONS[name] & for_all


@pytest.mark.parametrize("name", permissions.SCRATCH_ACTIONS)
def test_an_editors_token_is_good_for_one_project(name, refused):
    other = project(id="d")
    for action in TABLE:
        assert not permissions.allowed(tool(TEACHER, name), action, other)
        assert not permissions.allowed(tool(TEACHER, name), action)
    with refused("not_found"):
        permissions.require(tool(ANA, name), "project.read", other)


def test_a_token_of_a_kind_that_is_not_known_is_good_for_nothing():
    strange = tool(TEACHER, "other")
    assert not any(permissions.allowed(strange, action, CLASS) for action in TABLE)


def test_an_example_is_its_contributors_own(refused):
    permissions.require_own(ANA, "example.update", CLASS, example("ana"))
    with refused("not_found"):
        permissions.require_own(ANA, "example.update", CLASS, example("bo"))


def test_the_teacher_and_the_owner_may_change_any_example():
    permissions.require_own(TEACHER, "example.delete", CLASS, example("bo"))
    permissions.require_own(ANA, "example.delete", ANAS, example("teacher"))
