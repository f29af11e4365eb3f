import re

import pytest

from appliance.classroom import problems
from appliance.classroom.problems import KINDS
from appliance.classroom.problems import Problem


@pytest.mark.parametrize("code", KINDS)
def test_a_problem_has_a_status_and_a_sentence(code):
    kind = KINDS[code]
    assert 400 <= kind.status < 600
    assert kind.message.endswith(".")


def test_a_problem_says_its_values():
    assert (
        str(Problem("wait", seconds=4)) == "Too many wrong tries. Wait 4 seconds, then try again."
    )


def test_an_unknown_code_is_a_mistake_in_the_program():
    with pytest.raises(KeyError):
        Problem("no_such_code")


def test_messages_say_no_technical_words():
    words = " ".join(kind.message for kind in KINDS.values()).lower()
    assert not re.search(r"exception|null|invalid|database|server", words)


def test_marking_a_text_leaves_it_as_it_is():
    assert problems.N_("Add") == "Add"
