"""A robot that makes another face, and another sound, for each label that it hears."""

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


def make(model: Model, say: Say) -> Program:
    """Return the program for a project of texts."""
    heard = Variable("heard", say(N_("heard")))
    calm = Costume(say(N_("calm")), "robot-calm")
    faces = _faces(say)
    sounds = _sounds(say)
    feel = [
        stock.when(
            stock.same(heard, model.name(label)),
            stock.wear(faces[place % len(faces)].name),
            stock.play(sounds[place % len(sounds)].name),
        )
        for place, label in enumerate(model.labels)
    ]
    robot = Sprite(
        name=say(N_("Robot")),
        costumes=(calm, *faces),
        sounds=sounds,
        scripts=(
            Script(40, 40, _talk(model, say, heard, calm.name, feel)),
            Script(620, 240, _why(model, say)),
        ),
        notes=(
            Note(
                say(
                    N_(
                        "Ideas: draw faces of your own. Let the robot walk away, or come closer. "
                        "Click it after you wrote something: it says which word spoke most for it."
                    )
                ),
                620,
                40,
            ),
        ),
        y=-40,
    )
    backdrop = Costume(say(N_("workshop")), "workshop")
    return Program(
        extension=model.extension, backdrop=backdrop, sprites=(robot,), variables=(heard,)
    )


def _talk(
    model: Model, say: Say, heard: Variable, calm: str, feel: list[Block]
) -> tuple[Block, ...]:
    told = stock.sentence(say(N_("For me that is: %(label)s")), label=heard)
    return (
        stock.FLAG,
        stock.wear(calm),
        stock.forever(
            stock.ask(say(N_("Say something to me."))),
            stock.put(heard, model.label(TEXT=stock.ANSWER)),
            stock.either(
                model.knows(TEXT=stock.ANSWER),
                (*feel, stock.say(told, 3)),
                (stock.say(heard, 3),),
            ),
            stock.wear(calm),
        ),
    )


def _why(model: Model, say: Say) -> tuple[Block, ...]:
    word = stock.sentence(
        say(N_("I listened most to this word: %(word)s")), word=model.why(TEXT=stock.ANSWER)
    )
    return (stock.CLICKED, stock.say(word, 3))


def _faces(say: Say) -> tuple[Costume, ...]:
    return (
        Costume(say(N_("happy")), "robot-happy"),
        Costume(say(N_("sad")), "robot-sad"),
        Costume(say(N_("surprised")), "robot-surprised"),
        Costume(say(N_("angry")), "robot-angry"),
    )


def _sounds(say: Say) -> tuple[Sound, ...]:
    return (
        Sound(say(N_("joy")), tones.slide(420, 880, 0.35)),
        Sound(say(N_("sigh")), tones.slide(440, 200, 0.6)),
        Sound(say(N_("oh")), tones.melody((660, 0.1), (880, 0.2))),
        Sound(say(N_("grumble")), tones.melody((150, 0.15), (130, 0.15), (110, 0.3))),
    )
