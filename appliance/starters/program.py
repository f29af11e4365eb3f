"""A whole Scratch program: stage, sprites, drawings and sounds, packed into an .sb3 file.

The same program has the same bytes at any time.
"""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import Final
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile
from zipfile import ZipInfo

from appliance.starters import tones
from appliance.starters.script import blocks_json
from appliance.starters.script import Message
from appliance.starters.script import Script
from appliance.starters.script import Variable

_DRAWINGS: Final = Path(__file__).parent / "drawings"
_SIZE: Final = re.compile(rb'viewBox="0 0 (\d+) (\d+)"')
_NOTE: Final = {"width": 260, "height": 150, "minimized": False, "blockId": None}


@dataclass(frozen=True)
class Costume:
    """A drawing of the folder `drawings`, under the name that students see."""

    name: str
    drawing: str


@dataclass(frozen=True)
class Sound:
    """A sound of our own, under the name that students see: the bytes of a WAV file."""

    name: str
    wav: bytes


@dataclass(frozen=True)
class Note:
    """A remark beside the scripts, for whoever reads them."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, kw_only=True)
class Sprite:
    """A figure on the stage; x and y are its middle, 0, 0 is the stage's."""

    name: str
    costumes: tuple[Costume, ...]
    sounds: tuple[Sound, ...] = ()
    scripts: tuple[Script, ...] = ()
    notes: tuple[Note, ...] = ()
    x: int = 0
    y: int = 0


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program with one backdrop; `variables` and `messages` are all that its scripts use."""

    extension: str
    backdrop: Costume
    sprites: tuple[Sprite, ...]
    variables: tuple[Variable, ...] = ()
    messages: tuple[Message, ...] = ()


def pack(program: Program) -> bytes:
    """Return the .sb3 file of a program."""
    content = json.dumps(project_json(program), ensure_ascii=False, separators=(",", ":"))
    members = {"project.json": content.encode()} | dict(_assets(program))
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        for name, body in members.items():
            archive.writestr(ZipInfo(name), body, ZIP_DEFLATED)  # ZipInfo: zip's first date
    return file.getvalue()


def project_json(program: Program) -> dict[str, Any]:
    """Return what stands in a program's project.json."""
    sprites = [_sprite(sprite, layer) for layer, sprite in enumerate(program.sprites, 1)]
    return {
        "targets": [_stage(program), *sprites],
        "monitors": [],
        "extensions": [program.extension],
        "meta": {"semver": "3.0.0", "vm": "2.3.0", "agent": "Crowdbox"},
    }


def _assets(program: Program) -> Iterator[tuple[str, bytes]]:
    for costume in (program.backdrop, *(c for sprite in program.sprites for c in sprite.costumes)):
        body = _drawing(costume)
        yield f"{_hash(body)}.svg", body
    for sprite in program.sprites:
        for sound in sprite.sounds:
            yield f"{_hash(sound.wav)}.wav", sound.wav


def _drawing(costume: Costume) -> bytes:
    return (_DRAWINGS / f"{costume.drawing}.svg").read_bytes()


def _hash(body: bytes) -> str:
    # Scratch knows its files by their MD5; nobody is kept out by it.
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


def _stage(program: Program) -> dict[str, Any]:
    return {
        "isStage": True,
        "name": "Stage",
        "variables": {variable.id: [variable.name, ""] for variable in program.variables},
        "broadcasts": {message.id: message.name for message in program.messages},
        **_target((program.backdrop,), ()),
        "blocks": {},
        "comments": {},
        "layerOrder": 0,
        "tempo": 60,
        "videoTransparency": 50,
        "videoState": "on",
        "textToSpeechLanguage": None,
    }


def _sprite(sprite: Sprite, layer: int) -> dict[str, Any]:
    return {
        "isStage": False,
        "name": sprite.name,
        "variables": {},
        "broadcasts": {},
        **_target(sprite.costumes, sprite.sounds),
        "blocks": blocks_json(sprite.scripts),
        "comments": {f"note{n}": _note(note) for n, note in enumerate(sprite.notes, 1)},
        "layerOrder": layer,
        "visible": True,
        "x": sprite.x,
        "y": sprite.y,
        "size": 100,
        "direction": 90,
        "draggable": False,
        "rotationStyle": "all around",
    }


def _target(costumes: tuple[Costume, ...], sounds: tuple[Sound, ...]) -> dict[str, Any]:
    return {
        "lists": {},
        "currentCostume": 0,
        "costumes": [_costume(costume) for costume in costumes],
        "sounds": [_sound(sound) for sound in sounds],
        "volume": 100,
    }


def _costume(costume: Costume) -> dict[str, Any]:
    body = _drawing(costume)
    found = _SIZE.search(body)
    assert found is not None, f"{costume.drawing}.svg has no viewBox from 0 0"  # noqa: S101
    width, height = map(int, found.groups())
    return {
        "name": costume.name,
        "bitmapResolution": 1,
        **_asset(body, "svg"),
        "rotationCenterX": width / 2,
        "rotationCenterY": height / 2,
    }


def _sound(sound: Sound) -> dict[str, Any]:
    return {
        "name": sound.name,
        **_asset(sound.wav, "wav"),
        "format": "",
        "rate": tones.RATE,
        "sampleCount": tones.samples(sound.wav),
    }


def _asset(body: bytes, kind: str) -> dict[str, str]:
    return {"assetId": _hash(body), "dataFormat": kind, "md5ext": f"{_hash(body)}.{kind}"}


def _note(note: Note) -> dict[str, Any]:
    return {**_NOTE, "x": note.x, "y": note.y, "text": note.text}
