import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from appliance.starters import tones
from appliance.starters.program import Costume
from appliance.starters.program import Note
from appliance.starters.program import pack
from appliance.starters.program import Program
from appliance.starters.program import project_json
from appliance.starters.program import Sound
from appliance.starters.program import Sprite
from appliance.starters.tones import melody

DRAWINGS = Path(tones.__file__).parent / "drawings"
OWL = Costume("an owl", "owl-waiting")


def program(*sprites):
    return Program(extension="crowdboxa1b2c3", backdrop=Costume("hall", "hall"), sprites=sprites)


def test_a_drawing_turns_about_its_middle():
    costume = project_json(program(Sprite(name="Owl", costumes=(OWL,))))["targets"][1]["costumes"][
        0
    ]
    assert (costume["rotationCenterX"], costume["rotationCenterY"]) == (65, 80)


def test_the_backdrop_fills_the_stage():
    (costume,) = project_json(program())["targets"][0]["costumes"]
    assert (costume["rotationCenterX"], costume["rotationCenterY"]) == (240, 180)


def test_two_costumes_of_one_drawing_are_one_file():
    twice = Sprite(name="Owl", costumes=(OWL, Costume("again", "owl-waiting")))
    with zipfile.ZipFile(BytesIO(pack(program(twice)))) as archive:
        assert len(archive.namelist()) == 3


def test_a_sound_says_its_rate_and_length():
    sprite = Sprite(name="Owl", costumes=(OWL,), sounds=(Sound("hoot", melody((440, 0.5))),))
    (sound,) = project_json(program(sprite))["targets"][1]["sounds"]
    assert (sound["rate"], sound["sampleCount"], sound["dataFormat"]) == (22050, 11025, "wav")


def test_notes_lie_beside_the_scripts():
    sprite = Sprite(name="Owl", costumes=(OWL,), notes=(Note("Look!", 5, 6),))
    (note,) = project_json(program(sprite))["targets"][1]["comments"].values()
    assert (note["text"], note["x"], note["y"], note["blockId"]) == ("Look!", 5, 6, None)


@pytest.mark.parametrize("file", sorted(DRAWINGS.glob("*.svg")), ids=lambda file: file.stem)
def test_a_drawing_is_small_and_runs_nothing(file):
    text = file.read_text()
    assert len(text) < 4_000
    assert re.search(r"<script|href|\bon\w+=|<style|<text|<image|url\(", text) is None
