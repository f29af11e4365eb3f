from appliance.classroom import sessions
from appliance.classroom import students
from appliance.classroom.records import Actor
from appliance.classroom.records import ANONYMOUS
from appliance.classroom.records import Session
from appliance.classroom.room import open_room


def test_a_token_says_who_it_is(room, ana):
    token = sessions.open_session(room, "student", ana.student)
    assert sessions.who(room, token) == ana


def test_a_token_lasts_when_the_box_was_off(tmp_path):
    before = open_room(tmp_path)
    token = sessions.open_session(before, "teacher")
    before.close()
    after = open_room(tmp_path)
    assert sessions.who(after, token) == Actor(role="teacher")
    after.close()


def test_the_token_itself_is_nowhere_on_the_box(room):
    token = sessions.open_session(room, "projector")
    assert token not in repr(room.everything(Session))


def test_an_unknown_or_odd_token_is_nobody(room):
    for token in ("", "nonsense", "\ud800", "x" * 100_000):
        assert sessions.who(room, token) == ANONYMOUS


def test_a_closed_session_is_nobody(room):
    token = sessions.open_session(room, "teacher")
    sessions.close_session(room, token)
    sessions.close_session(room, token)
    assert sessions.who(room, token) == ANONYMOUS


def test_a_removed_student_is_nobody(room, teacher, ana):
    token = sessions.open_session(room, "student", ana.student)
    students.remove(room, teacher, ana.student, examples=False)
    assert sessions.who(room, token) == ANONYMOUS


def test_a_session_of_a_student_who_is_not_on_the_box_is_nobody(room):
    token = sessions.open_session(room, "student", "gone")
    assert sessions.who(room, token) == ANONYMOUS


def test_closing_all_of_a_student_leaves_the_others(room, ana, bo):
    first = sessions.open_session(room, "student", ana.student)
    other = sessions.open_session(room, "student", bo.student)
    sessions.close_all(room, student=ana.student)
    assert sessions.who(room, first) == ANONYMOUS
    assert sessions.who(room, other) == bo


def test_closing_a_role_can_keep_one_session(room):
    kept = sessions.open_session(room, "teacher")
    other = sessions.open_session(room, "teacher")
    sessions.close_role(room, "teacher", keep=kept)
    assert sessions.who(room, kept).role == "teacher"
    assert sessions.who(room, other) == ANONYMOUS


def test_the_oldest_of_too_many_sessions_is_closed(room):
    tokens = [sessions.open_session(room, "projector") for _ in range(sessions.MAX_SESSIONS + 1)]
    assert sessions.who(room, tokens[0]) == ANONYMOUS
    assert sessions.who(room, tokens[1]).role == "projector"


def editor_of(room, opener, project="p"):
    return sessions.open_editor(room, opener, project=project, tool="scratch")


def test_an_editor_has_its_openers_role_in_one_project(room, ana):
    editor = editor_of(room, sessions.open_session(room, "student", ana.student))
    found = sessions.who(room, editor)
    assert (found.student, found.project, found.tool) == (ana.student, "p", "scratch")


def test_an_editor_ends_with_the_session_that_opened_it(room):
    opener = sessions.open_session(room, "teacher")
    editor = editor_of(room, opener)
    sessions.close_session(room, opener)
    assert sessions.who(room, editor) == ANONYMOUS


def test_an_editor_opens_no_other_and_nobody_opens_none(room, refused):
    editor = editor_of(room, sessions.open_session(room, "teacher"))
    for opener in (editor, "nonsense"):
        with refused("login_needed"):
            editor_of(room, opener)


def test_editors_sign_nobody_out_and_the_oldest_editor_ends(room):
    opener = sessions.open_session(room, "teacher")
    editors = [editor_of(room, opener) for _ in range(sessions.MAX_SESSIONS + 1)]
    here = [sessions.who(room, token) != ANONYMOUS for token in (opener, *editors)]
    assert here == [True, False] + [True] * sessions.MAX_SESSIONS


def test_a_new_password_keeps_the_editors_of_the_session_that_stays(room):
    kept, gone = (sessions.open_session(room, "teacher") for _ in range(2))
    editors = [editor_of(room, opener) for opener in (kept, gone)]
    sessions.close_role(room, "teacher", keep=kept)
    assert [sessions.who(room, token) != ANONYMOUS for token in editors] == [True, False]
