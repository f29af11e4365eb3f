"""The blocks that every Scratch has, as far as the starters use them."""

import re
from typing import Final

from appliance.starters.script import Block
from appliance.starters.script import Condition
from appliance.starters.script import Input
from appliance.starters.script import Menu
from appliance.starters.script import Message
from appliance.starters.script import Variable

FLAG: Final = Block("event_whenflagclicked")
CLICKED: Final = Block("event_whenthisspriteclicked")
ANSWER: Final = Block("sensing_answer")
NEXT_COSTUME: Final = Block("looks_nextcostume")
_GAP: Final = re.compile(r"%\((\w+)\)s|%%")


def key_pressed(key: str) -> Block:
    """Return the hat that begins when a key is pressed, such as `space`."""
    return Block("event_whenkeypressed", fields={"KEY_OPTION": (key, None)})


def received(message: Message) -> Block:
    """Return the hat that begins when a message arrives."""
    return Block(
        "event_whenbroadcastreceived", fields={"BROADCAST_OPTION": (message.name, message.id)}
    )


def send(message: Message) -> Block:
    """Return the block that sends a message to all sprites."""
    return Block("event_broadcast", {"BROADCAST_INPUT": message})


def say(text: Input, seconds: int) -> Block:
    """Return the block that says something for some seconds."""
    return Block("looks_sayforsecs", {"MESSAGE": text, "SECS": seconds})


def think(text: Input, seconds: int) -> Block:
    """Return the block that thinks something for some seconds."""
    return Block("looks_thinkforsecs", {"MESSAGE": text, "SECS": seconds})


def ask(question: Input) -> Block:
    """Return the block that asks and waits for the answer."""
    return Block("sensing_askandwait", {"QUESTION": question})


def wear(costume: str) -> Block:
    """Return the block that changes to a costume of the sprite."""
    return Block("looks_switchcostumeto", {"COSTUME": Menu("looks_costume", "COSTUME", costume)})


def play(sound: str) -> Block:
    """Return the block that begins to play a sound of the sprite."""
    return Block("sound_play", {"SOUND_MENU": Menu("sound_sounds_menu", "SOUND_MENU", sound)})


def size(percent: int) -> Block:
    """Return the block that makes the sprite so large."""
    return Block("looks_setsizeto", {"SIZE": percent})


def grow(by: int) -> Block:
    """Return the block that makes the sprite larger by so many percent."""
    return Block("looks_changesizeby", {"CHANGE": by})


def colour(value: int) -> Block:
    """Return the block that turns the sprite's colours, 0 to 199 is once around."""
    return Block("looks_seteffectto", {"VALUE": value}, {"EFFECT": ("COLOR", None)})


def put(variable: Variable, value: Input) -> Block:
    """Return the block that sets a variable."""
    return Block("data_setvariableto", {"VALUE": value}, {"VARIABLE": (variable.name, variable.id)})


def forever(*blocks: Block) -> Block:
    """Return the loop that never ends."""
    return Block("control_forever", {"SUBSTACK": blocks})


def when(condition: Block, *blocks: Block) -> Block:
    """Return the block that does something only if `condition` is true."""
    return Block("control_if", {"CONDITION": Condition(condition), "SUBSTACK": blocks})


def either(condition: Block, then: tuple[Block, ...], otherwise: tuple[Block, ...]) -> Block:
    """Return the block that does one of two things."""
    inputs = {"CONDITION": Condition(condition), "SUBSTACK": then, "SUBSTACK2": otherwise}
    return Block("control_if_else", inputs)


def same(one: Input, other: Input) -> Block:
    """Return the comparison of two values."""
    return Block("operator_equals", {"OPERAND1": one, "OPERAND2": other})


def more(one: Input, other: Input) -> Block:
    """Return whether a value is greater than another one."""
    return Block("operator_gt", {"OPERAND1": one, "OPERAND2": other})


def rounded(value: Input) -> Block:
    """Return a number without what is behind its point."""
    return Block("operator_round", {"NUM": value})


def sentence(text: str, **gaps: Input) -> Input:
    """Return a text whose `%(name)s` are filled with inputs, as joins of its parts.

    The whole sentence is one text to translate, so each language has its own order of words.
    """
    parts: list[Input] = []
    words, at = "", 0
    for gap in _GAP.finditer(text):
        words, at = words + text[at : gap.start()], gap.end()
        if gap[1]:
            parts += [words, gaps[gap[1]]] if words else [gaps[gap[1]]]
            words = ""
        else:
            words += "%"
    words += text[at:]
    return _joined([*parts, words] if words or not parts else parts)


def _joined(parts: list[Input]) -> Input:
    first, *rest = parts
    return Block("operator_join", {"STRING1": first, "STRING2": _joined(rest)}) if rest else first
