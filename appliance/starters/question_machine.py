"""A machine that asks for each field of a row and guesses the label."""

from appliance.classroom.records import Field
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
    """Return the program for a project of numbers."""
    guess = Variable("guess", say(N_("guess")))
    given = [Variable(f"field{n}", field.name) for n, field in enumerate(model.fields)]
    names = {variable.name for variable in given}
    while guess.name in names:  # two variables of one name look the same
        guess = Variable(guess.id, f"{guess.name} ?")
    waiting, busy = say(N_("waiting")), say(N_("thinking"))
    ping = say(N_("ping"))
    row = {f"FIELD{n}": variable for n, variable in enumerate(given)}
    told = stock.sentence(
        say(N_("I guess: %(label)s. I am %(percent)s %% sure.")),
        label=guess,
        percent=model.percent(**row),
    )
    script = (
        stock.FLAG,
        stock.wear(waiting),
        *(block for field, variable in zip(model.fields, given, strict=True)
          for block in _question(say, field, variable)),
        stock.wear(busy),
        stock.think(say(N_("Hmm …")), 1),
        stock.put(guess, model.label(**row)),
        stock.wear(waiting),
        stock.play(ping),
        stock.either(model.knows(**row), (stock.say(told, 4),), (stock.say(guess, 4),)),
    )  # fmt: skip
    machine = Sprite(
        name=say(N_("Machine")),
        costumes=(Costume(waiting, "machine-waiting"), Costume(busy, "machine-thinking")),
        sounds=(Sound(ping, tones.melody((1_047, 0.35))),),
        scripts=(Script(40, 40, script),),
        notes=(
            Note(
                say(
                    N_(
                        "Ideas: let the machine say something else for each label. Change one "
                        "answer only: when does the guess change?"
                    )
                ),
                620,
                40,
            ),
        ),
        y=-30,
    )
    return Program(
        extension=model.extension,
        backdrop=Costume(say(N_("lab")), "lab"),
        sprites=(machine,),
        variables=(guess, *given),
    )


def _question(say: Say, field: Field, variable: Variable) -> tuple[Block, Block]:
    if field.kind == "choice":
        text, choices = say(N_("%(field)s? (%(choices)s)")), ", ".join(field.choices)
    else:
        text, choices = say(N_("%(field)s? (a number)")), ""
    question = text % {"field": field.name, "choices": choices}
    return stock.ask(question), stock.put(variable, stock.ANSWER)
