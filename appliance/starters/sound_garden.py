"""A flower that grows when it hears what it knows; it has sounds to try where no microphone is."""

from appliance.starters import stock
from appliance.starters import tones
from appliance.starters.marks import N_
from appliance.starters.marks import Say
from appliance.starters.model import Model
from appliance.starters.program import Costume
from appliance.starters.program import Note
from appliance.starters.program import Program
from appliance.starters.program import Sound
from appliance.starters.program import Sprite
from appliance.starters.script import Script

_BESIDE = 340
"""How far right of the first scripts those for the labels lie, each below the other."""
_HIGH = 260


def make(model: Model, say: Say) -> Program:
    """Return the program for a project of sounds."""
    flowers = (
        Costume(say(N_("red flower")), "flower-red"),
        Costume(say(N_("blue flower")), "flower-blue"),
        Costume(say(N_("yellow flower")), "flower-yellow"),
    )
    heard = [
        Script(40 + _BESIDE, 40 + place * _HIGH, (
            model.heard(label),
            stock.wear(flowers[place % len(flowers)].name),
            stock.grow(10),
            stock.say(model.name(label), 1),
        ))
        for place, label in enumerate(model.labels)
    ]  # fmt: skip
    flower = Sprite(
        name=say(N_("Flower")),
        costumes=flowers,
        sounds=_sounds(say),
        scripts=(
            Script(40, 40, (stock.FLAG, stock.size(50), model.listen())),
            Script(40, 240, (stock.key_pressed("space"), model.stop())),
            *(_try(model, key, sound, at) for at, (key, sound) in enumerate(
                zip("123", _sounds(say), strict=True))),
            *heard,
        ),
        notes=(
            Note(
                say(
                    N_(
                        "Press the flag and make your sounds; the space key stops listening. "
                        "If your browser does not let the page listen, press 1, 2 or 3: the flower "
                        "then hears one of its own sounds. Record more under Sounds."
                    )
                ),
                40 + 2 * _BESIDE,
                40,
            ),
        ),
        y=-70,
    )  # fmt: skip
    backdrop = Costume(say(N_("garden")), "garden")
    return Program(extension=model.extension, backdrop=backdrop, sprites=(flower,))


def _try(model: Model, key: str, sound: Sound, place: int) -> Script:
    told = model.label(SOUND=model.sound(sound.name))
    blocks = (stock.key_pressed(key), stock.play(sound.name), stock.say(told, 2))
    return Script(40, 420 + place * 200, blocks)


def _sounds(say: Say) -> tuple[Sound, ...]:
    return (
        Sound(say(N_("clap")), tones.clap()),
        Sound(say(N_("whistle")), tones.slide(1_200, 1_700, 0.5)),
        Sound(say(N_("bell")), tones.melody((880, 0.15), (660, 0.5))),
    )
