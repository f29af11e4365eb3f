from flask import Flask

from appliance.classroom import klass
from appliance.classroom.records import Actor
from webui import words
from webui.box import Box

TEACHER = Actor(role="teacher")


def spoken(app: Flask, cookie: str = "", accepts: str = "") -> str:
    headers = {"Accept-Language": accepts, "Cookie": f"language={cookie}"}
    with app.test_request_context("/", headers=headers):
        return words.choose()


def test_a_visitors_own_choice_comes_first(lesson: Flask) -> None:
    assert spoken(lesson, cookie="fr", accepts="en") == "fr"


def test_the_class_speaks_its_language_whatever_the_browser_prefers(
    lesson: Flask, box: Box
) -> None:
    klass.update(box.room, TEACHER, language="fr")
    assert spoken(lesson, accepts="en") == "fr"


def test_before_there_is_a_class_the_browser_decides(app: Flask) -> None:
    assert spoken(app, accepts="de, fr;q=0.8, en;q=0.5") == "fr"
    assert spoken(app, accepts="de") == "en"


def test_an_unknown_choice_is_no_choice(lesson: Flask) -> None:
    assert spoken(lesson, cookie="tlh") == "en"


def test_english_needs_no_words_beside_the_page(lesson: Flask) -> None:
    with lesson.test_request_context("/"):
        assert words.block([["Add"], ["%(n)s person", "%(n)s people"]]) == {}


def test_a_script_gets_its_texts_and_plurals(lesson: Flask) -> None:
    with lesson.test_request_context("/", headers={"Cookie": "language=fr"}):
        block = words.block([["Add"], ["%(n)s person", "%(n)s people"]])
    assert block["texts"] == {
        "Add": "Ajouter",
        "%(n)s person": ["%(n)s personne", "%(n)s personnes"],
    }
    assert block["plurals"]["one"] == 0
    assert block["plurals"]["other"] == 1
