import msgspec
import pytest

from appliance import starters
from appliance.classroom import program_files
from appliance.classroom.problems import Problem
from appliance.classroom.records import Field
from webui import catalogue

BY_ID = pytest.mark.parametrize("starter", starters.ALL, ids=lambda starter: starter.id)
TYPES = ("text", "images", "sounds", "numbers")


def plain(text):
    return text


@BY_ID
@pytest.mark.parametrize("labels", [0, 1, 2, 7, 30])
def test_a_starter_is_whole_for_any_number_of_labels(starter, labels, opened, odd_project):
    body = starters.build(starter, odd_project(starter.type, labels), plain)
    assert list(opened(body).troubles()) == []


@pytest.mark.parametrize("fields", [0, 1, 10])
def test_the_question_machine_asks_for_each_field(fields, opened, odd_project):
    starter = starters.find("numbers", "question-machine")
    made = opened(starters.build(starter, odd_project("numbers", 3, fields), plain))
    assert made.opcodes().count("sensing_askandwait") == fields
    assert list(made.troubles()) == []


@BY_ID
def test_the_box_takes_a_starter_as_a_program_to_save(starter, odd_project):
    program_files.check(starters.build(starter, odd_project(starter.type, 3), plain), 1_000_000)


@BY_ID
def test_the_same_starter_has_the_same_bytes(starter, odd_project):
    project = odd_project(starter.type, 3)
    assert starters.build(starter, project, plain) == starters.build(starter, project, plain)


@BY_ID
def test_a_starter_uses_the_model_of_its_project(starter, opened, odd_project):
    made = opened(starters.build(starter, odd_project(starter.type, 2), plain))
    assert made.project["extensions"] == ["crowdboxa1b2c3"]
    assert "crowdboxa1b2c3_label" in made.opcodes()


@BY_ID
def test_every_text_in_a_starter_comes_from_the_catalogue(starter, opened, odd_project):
    said = set()
    made = starters.build(starter, odd_project(starter.type, 2), lambda text: said.add(text) or "§")
    texts = [
        name["name"] for sprite in opened(made).sprites for name in (sprite, *sprite["costumes"])
    ]
    assert set(texts) == {"§"}
    assert len(said) > 5


@BY_ID
@pytest.mark.parametrize("language", catalogue.languages())
def test_a_starter_is_whole_in_every_language(starter, language, opened, odd_project):
    texts = catalogue.translated(language)
    body = starters.build(
        starter,
        odd_project(starter.type, 3),
        lambda text: str(known.string or text) if (known := texts.get(text)) else text,
    )
    assert list(opened(body).troubles()) == []


@pytest.mark.parametrize("type", TYPES)
def test_each_type_has_a_starter(type):
    assert starters.for_type(type)


def test_texts_have_two_starters_at_least():
    assert len(starters.for_type("text")) >= 2


def test_a_starter_of_another_type_is_not_found():
    with pytest.raises(Problem) as caught:
        starters.find("images", "sorting-hat")
    assert caught.value.code == "not_found"


def test_no_two_starters_have_the_same_id():
    ids = [starter.id for starter in starters.ALL]
    assert len(set(ids)) == len(ids)


def test_the_flower_does_not_grow_by_background_noise(opened, odd_project):
    starter = starters.find("sounds", "sound-garden")
    made = opened(starters.build(starter, odd_project("sounds", 2), plain))
    assert made.opcodes().count("crowdboxa1b2c3_whenHear") == 2
    assert "background_noise" not in made.texts()


def test_a_field_called_like_the_guess_has_a_variable_of_its_own(opened, odd_project):
    project = msgspec.structs.replace(odd_project("numbers", 2), fields=(Field("guess", "number"),))
    made = opened(starters.build(starters.find("numbers", "question-machine"), project, plain))
    names = [name for name, _ in made.stage["variables"].values()]
    assert len(set(names)) == len(names)
