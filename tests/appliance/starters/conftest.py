import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest

from appliance.classroom.records import BACKGROUND
from appliance.classroom.records import Field
from appliance.classroom.records import Label
from appliance.classroom.records import Project

EXTENSION = "crowdboxa1b2c3"
SHADOWS = {4: 2, 10: 2, 11: 3, 12: 3}
"""Kind of a value inside an input → how many items say it."""
STOCK = {
    "control_forever": ({"SUBSTACK"}, set()),
    "control_if": ({"CONDITION", "SUBSTACK"}, set()),
    "control_if_else": ({"CONDITION", "SUBSTACK", "SUBSTACK2"}, set()),
    "data_setvariableto": ({"VALUE"}, {"VARIABLE"}),
    "event_broadcast": ({"BROADCAST_INPUT"}, set()),
    "event_whenbroadcastreceived": (set(), {"BROADCAST_OPTION"}),
    "event_whenflagclicked": (set(), set()),
    "event_whenkeypressed": (set(), {"KEY_OPTION"}),
    "event_whenthisspriteclicked": (set(), set()),
    "looks_changesizeby": ({"CHANGE"}, set()),
    "looks_costume": (set(), {"COSTUME"}),
    "looks_nextcostume": (set(), set()),
    "looks_sayforsecs": ({"MESSAGE", "SECS"}, set()),
    "looks_seteffectto": ({"VALUE"}, {"EFFECT"}),
    "looks_setsizeto": ({"SIZE"}, set()),
    "looks_switchcostumeto": ({"COSTUME"}, set()),
    "looks_thinkforsecs": ({"MESSAGE", "SECS"}, set()),
    "operator_equals": ({"OPERAND1", "OPERAND2"}, set()),
    "operator_gt": ({"OPERAND1", "OPERAND2"}, set()),
    "operator_join": ({"STRING1", "STRING2"}, set()),
    "operator_round": ({"NUM"}, set()),
    "sensing_answer": (set(), set()),
    "sensing_askandwait": ({"QUESTION"}, set()),
    "sound_play": ({"SOUND_MENU"}, set()),
    "sound_sounds_menu": (set(), {"SOUND_MENU"}),
}
"""Block of every Scratch → its inputs and fields (scratch-vm 2.3, src/blocks)."""
OURS = {
    "confidence", "costumeImage", "label", "menu_sounds", "startListening", "stopListening",
    "whenHear", "why",
}  # fmt: skip


def project_of(type: str, labels: int, fields: int = 2) -> Project:
    """A project with names that no editor likes."""
    odd = ('A <b> & "q"', "%1 [x]", "\u2028\u0000é", "🦊" * 15, "%(label)s", "'\\n")
    named = [Label(f"{odd[n % 6][:3]} {n}", f"{odd[n % 6]} {n}") for n in range(labels)]
    kinds = [("number", ()), ("choice", ("a, b", "%s", "<c>"))]
    asked = [Field(f"{odd[n % 6]} {n}", *kinds[n % 2]) for n in range(fields)]
    return Project(
        id="a1-B2_c3", name=odd[0], type=type, crowd_sourced=True, owner="teacher",
        labels=(*((BACKGROUND,) if type == "sounds" else ()), *named),
        fields=tuple(asked) if type == "numbers" else (),
    )  # fmt: skip


class Sb3:
    """An .sb3 file, and everything about it that would trouble Scratch."""

    def __init__(self, body: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            self.files = {name: archive.read(name) for name in names}
        assert len(names) == len(self.files)
        self.project: dict[str, Any] = json.loads(self.files.pop("project.json"))
        self.stage, *self.sprites = self.project["targets"]

    def opcodes(self) -> list[str]:
        return [block["opcode"] for sprite in self.sprites for block in sprite["blocks"].values()]

    def texts(self) -> str:
        return json.dumps(self.project, ensure_ascii=False)

    def troubles(self) -> Iterator[str]:
        yield from self._assets()
        names = [target["name"] for target in self.project["targets"]]
        if len(set(names)) != len(names) or not self.stage["isStage"] or self.stage["blocks"]:
            yield f"targets {names}"
        if [sprite["layerOrder"] for sprite in self.sprites] != list(range(1, len(names))):
            yield "layers"
        for sprite in self.sprites:
            yield from self._sprite(sprite)

    def _assets(self) -> Iterator[str]:
        wanted = set()
        for target in self.project["targets"]:
            if not target["costumes"]:
                yield f"{target['name']} has no costume"
            for asset in (*target["costumes"], *target["sounds"]):
                wanted.add(asset["md5ext"])
                body = self.files.get(asset["md5ext"], b"")
                if hashlib.md5(body).hexdigest() != asset["assetId"]:
                    yield f"{asset['name']} is not its file"
                if asset["md5ext"] != f"{asset['assetId']}.{asset['dataFormat']}":
                    yield f"{asset['name']} is called otherwise"
        if wanted != set(self.files):
            yield "files that nobody uses"

    def _sprite(self, sprite: dict[str, Any]) -> Iterator[str]:
        for kind in ("costumes", "sounds"):
            named = [asset["name"] for asset in sprite[kind]]
            if len(set(named)) != len(named):
                yield f"{kind} of one name: {named}"
        for id, block in sprite["blocks"].items():
            for trouble in (*self._place(sprite, id, block), *self._block(sprite, block)):
                yield f"{sprite['name']} {block['opcode']}: {trouble}"
            for trouble in self._inputs(sprite, id, block):
                yield f"{sprite['name']} {block['opcode']}: {trouble}"

    def _place(self, sprite: Any, id: str, block: Any) -> Iterator[str]:
        blocks, parent = sprite["blocks"], block["parent"]
        if block["topLevel"] != (parent is None) or block["topLevel"] != ("x" in block):
            yield "is it the first?"
        if block["next"] and blocks[block["next"]]["parent"] != id:
            yield "its next does not know it"
        inside = (
            [value for way in blocks[parent]["inputs"].values() for value in way[1:]]
            if parent
            else []
        )
        if parent and id != blocks[parent]["next"] and id not in inside:
            yield "its parent does not know it"

    def _block(self, sprite: Any, block: Any) -> Iterator[str]:
        opcode, fields = block["opcode"], block["fields"]
        ours = opcode.removeprefix(f"{EXTENSION}_")
        if opcode != ours:
            if ours not in OURS and not ours.startswith("name_"):
                yield "no block of ours"
        elif set(fields) != STOCK[opcode][1] or not set(block["inputs"]) <= STOCK[opcode][0]:
            yield "other inputs or fields"
        if "VARIABLE" in fields and self._variable(fields["VARIABLE"]):
            yield "unknown variable"
        if "BROADCAST_OPTION" in fields and self._message(fields["BROADCAST_OPTION"]):
            yield "unknown message"
        for field, kind in (
            ("COSTUME", "costumes"),
            ("SOUND_MENU", "sounds"),
            ("sounds", "sounds"),
        ):
            if field in fields and fields[field][0] not in [one["name"] for one in sprite[kind]]:
                yield f"unknown {field}"

    def _variable(self, value: list[Any]) -> bool:
        return self.stage["variables"].get(value[1]) != [value[0], ""]

    def _message(self, value: list[Any]) -> bool:
        return self.stage["broadcasts"].get(value[1]) != value[0]

    def _inputs(self, sprite: Any, id: str, block: Any) -> Iterator[str]:
        for name, (kind, *values) in block["inputs"].items():
            if len(values) != (2 if kind == 3 else 1) or kind not in {1, 2, 3}:
                yield f"{name} has {values}"
            for value in values:
                if isinstance(value, str):
                    if sprite["blocks"].get(value, {}).get("parent") != id:
                        yield f"{name} holds a block of another one"
                elif not self._known(value):
                    yield f"{name} holds {value}"

    def _known(self, value: list[Any]) -> bool:
        """Tell whether what is typed into an input is whole, and names what there is."""
        if len(value) != SHADOWS.get(value[0]):
            return False
        unknown = {12: self._variable, 11: self._message}.get(value[0])
        return unknown is None or not unknown(value[1:])


@pytest.fixture(scope="session")
def opened() -> Callable[[bytes], Sb3]:
    """Unpack an .sb3 file."""
    return Sb3


@pytest.fixture(scope="session")
def odd_project() -> Callable[..., Project]:
    """`odd_project("text", 3)`: a project with so many labels, all with odd names."""
    return project_of
