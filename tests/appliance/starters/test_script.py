from appliance.starters import stock
from appliance.starters.script import Block
from appliance.starters.script import blocks_json
from appliance.starters.script import Menu
from appliance.starters.script import Message
from appliance.starters.script import Over
from appliance.starters.script import Script
from appliance.starters.script import Variable

THING = Variable("v1", "thing")


def written(*blocks):
    return blocks_json([Script(3, 4, blocks)])


def inputs_of(block):
    return written(block)["b1"]["inputs"]


def test_blocks_of_a_script_know_their_neighbours():
    blocks = written(stock.FLAG, stock.NEXT_COSTUME)
    assert blocks["b1"]["next"] == "b2"
    assert blocks["b2"]["parent"] == "b1"


def test_only_the_first_block_lies_on_the_desk():
    blocks = written(stock.FLAG, stock.NEXT_COSTUME)
    assert [block["topLevel"] for block in blocks.values()] == [True, False]
    assert (blocks["b1"]["x"], blocks["b1"]["y"]) == (3, 4)


def test_a_typed_text_and_number_are_the_input_itself():
    assert inputs_of(stock.say("Hi", 2)) == {"MESSAGE": [1, [10, "Hi"]], "SECS": [1, [4, "2"]]}


def test_a_variable_lies_on_an_empty_text():
    assert inputs_of(stock.ask(THING)) == {"QUESTION": [3, [12, "thing", "v1"], [10, ""]]}


def test_a_message_is_named_with_its_id():
    assert inputs_of(stock.send(Message("m", "Go"))) == {"BROADCAST_INPUT": [1, [11, "Go", "m"]]}


def test_a_block_inside_a_block_has_that_one_as_parent():
    blocks = written(stock.ask(stock.ANSWER))
    assert blocks["b1"]["inputs"]["QUESTION"] == [3, "b2", [10, ""]]
    assert blocks["b2"]["parent"] == "b1"


def test_a_menu_is_a_shadow_block():
    menu = written(stock.wear("cap"))["b2"]
    assert menu["shadow"]
    assert menu["fields"] == {"COSTUME": ["cap", None]}


def test_a_block_on_a_menu_keeps_the_menu_beneath():
    block = Block("x_add", {"LABEL": Over(stock.ANSWER, Menu("x_menu", "labels", "Sun"))})
    assert written(block)["b1"]["inputs"] == {"LABEL": [3, "b2", "b3"]}


def test_an_empty_loop_has_no_input():
    assert inputs_of(stock.forever()) == {}


def test_a_loop_holds_its_first_block():
    blocks = written(stock.forever(stock.NEXT_COSTUME, stock.NEXT_COSTUME))
    assert blocks["b1"]["inputs"] == {"SUBSTACK": [2, "b2"]}
    assert blocks["b3"]["parent"] == "b2"


def test_a_condition_has_nothing_beneath():
    assert inputs_of(stock.when(stock.same("a", "b")))["CONDITION"] == [2, "b2"]
