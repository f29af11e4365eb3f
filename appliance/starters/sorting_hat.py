"""The sorting hat: it asks, thinks, and says the label; one colour for each label."""

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
from appliance.starters.script import Block
from appliance.starters.script import Script
from appliance.starters.script import Variable

_COLOURS = 200
"""Scratch's colour effect is the same again after so much."""


def make(model: Model, say: Say) -> Program:
    """Return the program for a project of texts."""
    house = Variable("house", say(N_("house")))
    asleep, thinking, awake = (say(name) for name in (N_("waiting"), N_("thinking"), N_("talking")))
    chime = say(N_("chime"))
    verdict = (
        stock.wear(awake),
        stock.play(chime),
        *_colours(model, house),
        stock.say(
            stock.sentence(
                say(N_("%(label)s! I am %(percent)s %% sure.")),
                label=house,
                percent=model.percent(TEXT=stock.ANSWER),
            ),
            4,
        ),
    )
    script = (
        stock.FLAG,
        stock.wear(awake),
        stock.say(say(N_("I know where you belong!")), 2),
        stock.forever(
            stock.wear(asleep),
            stock.colour(0),
            stock.ask(say(N_("Tell me something about you."))),
            stock.wear(thinking),
            stock.think(say(N_("Hmm …")), 1),
            stock.put(house, model.label(TEXT=stock.ANSWER)),
            stock.either(model.knows(TEXT=stock.ANSWER), verdict, (stock.say(house, 3),)),
        ),
    )
    hat = Sprite(
        name=say(N_("Hat")),
        costumes=(
            Costume(asleep, "hat-waiting"),
            Costume(thinking, "hat-thinking"),
            Costume(awake, "hat-talking"),
        ),
        sounds=(Sound(chime, tones.melody((523, 0.12), (659, 0.12), (784, 0.3))),),
        scripts=(Script(40, 40, script),),
        notes=(
            Note(
                say(
                    N_(
                        "Ideas: let the hat ask three questions. Give each house its own backdrop "
                        "or sound. Find a sentence that the hat is not sure about."
                    )
                ),
                620,
                40,
            ),
        ),
        y=-20,
    )
    backdrop = Costume(say(N_("hall")), "hall")
    return Program(extension=model.extension, backdrop=backdrop, sprites=(hat,), variables=(house,))


def _colours(model: Model, house: Variable) -> list[Block]:
    return [
        stock.when(
            stock.same(house, model.name(label)),
            stock.colour(place * _COLOURS // len(model.labels)),
        )
        for place, label in enumerate(model.labels)
    ]
