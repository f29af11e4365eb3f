"""Programs in files that were not written with this editor, and how they come into it."""

import io
import json
import zipfile
from typing import Any

from playwright.sync_api import Page

STRANGER = "() => vm.runtime.targets.some((t) => t.getName() === 'Stranger')"
"""Whether what `sb3` makes is open."""


def sb3(
    blocks: dict[str, Any],
    svg: str = "",
    extensions: tuple[str, ...] = (),
    beep: bytes = b"",
    labels: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """Return a program that was not written with this editor.

    `beep` is a WAV of its sprite, `labels` the names of labels by extension and id.
    """
    mark = "0123456789abcdef0123456789abcdef"
    drawing = svg or '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    costume = {
        "name": "c", "assetId": mark, "md5ext": f"{mark}.svg", "dataFormat": "svg",
        "rotationCenterX": 4, "rotationCenterY": 4,
    }  # fmt: skip
    common = {
        "variables": {}, "lists": {"l": ["list", ["one", "two"]]}, "broadcasts": {},
        "comments": {}, "currentCostume": 0, "costumes": [costume], "sounds": [], "volume": 100,
    }  # fmt: skip
    stage = {"isStage": True, "name": "Stage", "blocks": {}, "layerOrder": 0, "tempo": 60,
             "videoTransparency": 50, "videoState": "on", "textToSpeechLanguage": None}  # fmt: skip
    sprite = {"isStage": False, "name": "Stranger", "blocks": blocks, "layerOrder": 1, "x": 0,
              "y": 0, "size": 100, "direction": 90, "draggable": False, "visible": True,
              "rotationStyle": "all around"}  # fmt: skip
    if beep:
        sprite["sounds"] = [{"name": "beep", "assetId": mark, "md5ext": f"{mark}.wav",
                             "dataFormat": "wav", "rate": 16000, "sampleCount": 8000}]  # fmt: skip
    project = {
        "targets": [common | stage, common | sprite], "monitors": [],
        "extensions": list(extensions),
        "meta": {"semver": "3.0.0", "vm": "0.2.0", "agent": "", "labels": labels or {}},
    }  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("project.json", json.dumps(project))
        archive.writestr(f"{mark}.svg", drawing)
        if beep:
            archive.writestr(f"{mark}.wav", beep)
    return packed.getvalue()


def stack(*opcodes: str, at: str = "b", **filled: dict[str, Any]) -> dict[str, Any]:
    """Return the blocks of one stack; `filled` gives inputs and fields (lists) of an opcode."""
    names = [f"{at}{place}" for place in range(len(opcodes))]
    blocks: dict[str, Any] = {}
    for place, (name, opcode) in enumerate(zip(names, opcodes, strict=True)):
        given = filled.get(opcode, {})
        blocks[name] = {
            "opcode": opcode, "next": names[place + 1] if place + 1 < len(names) else None,
            "parent": names[place - 1] if place else None,
            "inputs": {key: value for key, value in given.items() if key != "fields"},
            "fields": given.get("fields", {}), "shadow": False, "topLevel": place == 0,
            "x": 30, "y": 30,
        }  # fmt: skip
    return blocks


def menu(name: str, parent: str, opcode: str, field: str, value: str) -> dict[str, Any]:
    """Return the block of a menu, as it stands in the slot of its parent."""
    block = {"opcode": opcode, "next": None, "parent": parent, "inputs": {}, "shadow": True}
    return {name: block | {"fields": {field: [value, None]}, "topLevel": False}}


def stock() -> dict[str, Any]:
    """Return blocks of each kind that comes with Scratch: lists, clones, sounds, pen and music."""
    the_list = {"LIST": ["list", "l"]}
    first = stack(
        "event_whenflagclicked", "data_deletealloflist", "data_addtolist", "pen_clear",
        "pen_setPenColorToColor", "pen_penDown", "motion_movesteps", "music_playDrumForBeats",
        "sound_play", "control_create_clone_of",
        data_deletealloflist={"fields": the_list},
        data_addtolist={"fields": the_list, "ITEM": [1, [10, "three"]]},
        pen_setPenColorToColor={"COLOR": [1, [9, "#ff0000"]]},
        motion_movesteps={"STEPS": [1, [4, "100"]]},
        music_playDrumForBeats={"DRUM": [1, "drum"], "BEATS": [1, [4, "0.1"]]},
        sound_play={"SOUND_MENU": [1, "sound"]},
        control_create_clone_of={"CLONE_OPTION": [1, "clone"]},
    )  # fmt: skip
    second = stack(
        "control_start_as_clone", "data_addtolist", at="c",
        data_addtolist={"fields": the_list, "ITEM": [1, [10, "clone"]]},
    )  # fmt: skip
    return {
        **first,
        **second,
        **menu("drum", "b7", "music_menu_DRUM", "DRUM", "2"),
        **menu("sound", "b8", "sound_sounds_menu", "SOUND_MENU", "beep"),
        **menu("clone", "b9", "control_create_clone_of_menu", "CLONE_OPTION", "_myself_"),
    }


def from_computer(page: Page, body: bytes) -> None:
    page.get_by_text("File", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Load from your computer").click()
    page.once("dialog", lambda dialog: dialog.accept())
    file = {"name": "stranger.sb3", "mimeType": "application/octet-stream", "buffer": body}
    chooser.value.set_files([file])  # type: ignore[list-item]
