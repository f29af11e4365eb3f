"""An owl that guesses what is in the frame: the picture is a sprite with costumes to draw."""

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
from appliance.starters.script import Message
from appliance.starters.script import Script
from appliance.starters.script import Variable


def make(model: Model, say: Say) -> Program:
    """Return the program for a project of pictures."""
    guess = Variable("guess", say(N_("guess")))
    sure = Variable("sure", say(N_("sure")))
    turn = Message("turn", say(N_("Your turn, owl")))
    return Program(
        extension=model.extension,
        backdrop=Costume(say(N_("gallery")), "gallery"),
        sprites=(_picture(model, say, guess, sure, turn), _owl(say, guess, sure, turn)),
        variables=(guess, sure),
        messages=(turn,),
    )


def _picture(model: Model, say: Say, guess: Variable, sure: Variable, turn: Message) -> Sprite:
    look = (
        stock.put(guess, model.label(IMAGE=model.costume())),
        stock.put(sure, model.percent(IMAGE=model.costume())),
        stock.send(turn),
    )
    return Sprite(
        name=say(N_("Picture")),
        costumes=(
            Costume(say(N_("apple")), "apple"),
            Costume(say(N_("leaf")), "leaf"),
            Costume(say(N_("fish")), "fish"),
        ),
        scripts=(
            Script(40, 40, (stock.FLAG, *look)),
            Script(40, 260, (stock.CLICKED, stock.NEXT_COSTUME, *look)),
        ),
        notes=(
            Note(
                say(
                    N_(
                        "Draw your own pictures under Costumes, or bring some from the computer. "
                        "Click the picture for the next one. Which ones fool the owl?"
                    )
                ),
                520,
                40,
            ),
        ),
        x=-95,
        y=25,
    )


def _owl(say: Say, guess: Variable, sure: Variable, turn: Message) -> Sprite:
    waiting, thinking = say(N_("waiting")), say(N_("thinking"))
    hoot = say(N_("hoot"))
    told = stock.sentence(
        say(N_("This is: %(label)s. I am %(percent)s %% sure.")), label=guess, percent=sure
    )
    script = (
        stock.received(turn),
        stock.wear(thinking),
        stock.think(say(N_("Hmm …")), 1),
        stock.wear(waiting),
        stock.play(hoot),
        stock.either(stock.more(sure, 0), (stock.say(told, 4),), (stock.say(guess, 4),)),
    )
    return Sprite(
        name=say(N_("Owl")),
        costumes=(Costume(waiting, "owl-waiting"), Costume(thinking, "owl-thinking")),
        sounds=(Sound(hoot, tones.melody((330, 0.18), (294, 0.4))),),
        scripts=(Script(40, 40, script),),
        x=140,
        y=-75,
    )
