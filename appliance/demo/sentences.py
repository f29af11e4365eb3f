"""What the simulated class writes: our own sentences about our own four explorer crews.

Bears are brave, owls are curious, otters are kind and foxes are cunning. As in a real class
some sentences have typos, some come twice, some are filed under the wrong crew, and some are
about lunch.
"""

from typing import Final

PROJECT: Final = "Which crew are you?"
"""Name of the project that the simulated class teaches."""

BEARS: Final = "Bears"
OWLS: Final = "Owls"
OTTERS: Final = "Otters"
FOXES: Final = "Foxes"
LABELS: Final = (BEARS, OWLS, OTTERS, FOXES)
"""The four crews, in the order in which the teacher adds them."""

_BRAVE: Final = """
I jumped in first even though the water was freezing
I am not scared of the dark, I walk right into the cave
If something growls I stand in front of my friends
I climbed to the very top of the tree and did not look down
Somebody has to go first so I go first
I told the big kids to stop pushing him
My knees were shaking but I did it anyway
I am brave and I would fight a dragon
The bridge was wobbly and I ran across it
I picked up the spider with my bare hands
When the storm came I held the rope and did not let go
I am never afraid of heights
I said sorry in front of the whole class, that was brave
I slept alone in the tent in the forest
I was brave and jumped from the high board
I am strong and brave like a bear
I am not afraid to go into the haunted house
I stood up and sang alone on the stage with my heart pounding
i broke my arm and got back on the bike the same week
I carry the heaviest bag because I am strong
If there is danger I run towards it
I'm not scared of anythign, not even sharks
I held the torch and led everybody out of the dark tunnel
I fight for my friends, I am not scared
I protected my little brother from the angry goose
Brave people go first
Courage is when you are scared and still go
I dare to say no when everyone says yes
I am not afraid of danger
The wave was huge and I was brave and jumped in
I was not scared of the wolf
I am bold and I never give up a fight
We face the storm, we don't hide
I took the blame so that the others were safe
I go in the roller coaster at the front
I am the strongest and I protect my team
I jumped over the fire and I was not scared
The doctor had a big needle and i did not cry
I rescued the cat from the roof
Fear is only a feeling, let's go
I am brave enough for the most dangerous mission
"""

_CURIOUS: Final = """
Why is the sky dark at night if there are so many stars
I took the radio apart to see what is inside
I always ask one more question than the others
I wonder how fish sleep and why
I read the whole book about volcanoes in one day
What happens if we mix the blue one with the red one
I looked at a leaf under the microscope for an hour
I want to know where this path ends
How do they know how old a dinosaur is
I keep a notebook of every bird I have seen
I open every drawer just to look what is in it
I ask why until grown-ups get tired
There is a strange noise, let us find out what it is
I am curious about stones and look up their names
I want to learn how whales talk
I wonder why cats always land on ther feet
My favourite place is the library
I ask questions all day, I am just curious
I look at everything very closely and ask why
I am curious what this button does
What is behind that door
I stayed up late to look at the moon with a telescope
I read the signs in the museum, all of them
I want to know how the internet gets into the cable
I want to discover an island that is on no map
I study old maps and wonder who drew them
Did you know an octopus has three hearts? I looked it up
I tasted the weird fruit becuase I wanted to know
I want to know how deep the puddle is
Questions are better than answers
I am curious what is in every corner of the old house
I wanted to know what is inside a golf ball so I opened one
I like experiments even when they explode
I wonder who lived here a thousand years ago
I read books to learn something new
I looked for the answer in five books
Why do we yawn when others yawn
I want to find out where the ants go
what would happen if gravity stopped
I want to find out how magnets work
I asked the baker how the holes get into the bread
"""

_KIND: Final = """
I shared my lunch with the new girl
When somebody cries I sit down next to them
I am kind and I gave my friend my umbrella
I always save a seat for someone
We do it together or not at all
I helped my grandma carry the shopping
I made a card for my sick teacher
Nobody should play alone
I help the little ones
I forgave him because he was really sorry
I listen when my friends are sad
I hug my friends when they are sad
I said something nice to the boy who lost
I give half of my cookie to my sister
I carried her books when she hurt her foot
Friends are more important than winning
I share everything with my friends
I said thank you to the bus driver
I helped our old neighbour carry her bag
I waited for my friend so nobody is left alone
I help everybody to tie their shoes
I invited the whole class to my birthday so nobody feels left out
I gave my old toys to children who have none
i held her hand becuase she was scared of the dog
Let's all share the blanket
I asked him if he is ok
I take care of my friends
We cheer for the other team too
I tidied up for mum because she was so tired
I told my friend that her drawing is beautiful
I help when somebody is sad
It is ok, I will help you
I am kind to everybody
I comfort my baby brother when he cries
You can always count on me as a freind
I share my sweets with everyone
I never laugh when someone falls, I help them up
I want everybody to feel at home in our crew
I wrote a letter to my lonely grandpa
Being kind and sharing is the best
I lent him my gloves, his hands were cold
"""

_CUNNING: Final = """
I have a secret plan and nobody will notice
I found a shortcut so we win without running
I tricked my brother into washing the dishes
I hide my snacks where nobody looks
I solved the riddle before anyone else
I have a clever plan, wait and see
My clever trick got me the last cake
I know a password that opens every door
I win at chess because I think five moves ahead
I made a fake map to fool the pirates
I pretended to be asleep and heard everything
I built a secret trap out of string
Why fight when you can trick them
I swapped the signs so they ran the wrong way
I traded one marble for three, good deal
Nobody saw me sneak out of the tent
I can talk my way out of anything
I tricked my mum with a clever disguise
I know a trick with cards that fools everyone
I am cunning like a fox
If the door is locked I go through the window
I bet they will never find my hiding place
I always have a plan B and a plan C
I wrote it in secret code so the teacher can't read it
I let them think they win, that is my trick
I have a secret trick to win every game
I sneaked past the guard in a laundry basket
It's not cheating its clever
I spotted the loop hole in the rules
I got two desserts with a clever trick
I whisper a plan and we are gone before they wake up
I hide and nobody knows where I am
Work smart not hard
I made them guess wrong on purpose
I cracked the code of the lock in one minute
A good trick is better than big muscles
I'm sneaky like a shadow
I hid the treasure in a secret place
i faked a treasure map and sold it to my cousin
I switched off the light so nobody saw my trick
I have a clever plan so the robot does my homework
"""

_WRONG: Final = (
    (FOXES, "I helped my friend to find her lost shoe"),
    (BEARS, "I wonder how deep the lake is"),
    (OTTERS, "I made a secret plan to get more ice cream"),
    (OWLS, "I jumped over the fire and was not scared"),
    (OTTERS, "I would fight the dragon alone"),
    (FOXES, "I asked the teacher why the sea is salty"),
    (BEARS, "I shared my blanket with everyone"),
)
"""Sentences that somebody filed under the wrong crew."""

_OFF_TOPIC: Final = (
    (BEARS, "when is lunch"),
    (BEARS, "asdfghjkl"),
    (OWLS, "hello hello hello"),
    (OWLS, "Mia is sitting on my chair!!!"),
    (OTTERS, "i love pizza"),
    (OTTERS, "test"),
    (FOXES, "haha this is so funny"),
    (FOXES, "my battery is at 4 percent"),
)
"""Sentences that have nothing to do with it."""

_TWICE: Final = (
    (BEARS, "I am never afraid of heights"),
    (BEARS, "I rescued the cat from the roof"),
    (OWLS, "I always ask one more question than the others"),
    (OWLS, "My favourite place is the library"),
    (OWLS, "What is behind that door"),
    (OTTERS, "Nobody should play alone"),
    (OTTERS, "Nobody should play alone"),
    (OTTERS, "I shared my lunch with the new girl"),
    (FOXES, "Work smart not hard"),
    (FOXES, "I always have a plan B and a plan C"),
    (FOXES, "I can talk my way out of anything"),
)
"""Sentences that a neighbour copied."""

TRIES: Final = (
    (BEARS, "I ran into the dark cave first and was not afraid"),
    (OWLS, "I wonder what is inside the old radio"),
    (OTTERS, "I shared my cookies with a friend who was sad"),
    (FOXES, "My secret plan is a trick that nobody will notice"),
    (BEARS, "The storm was dangerous but I held on"),
    (OWLS, "Why do birds sing in the morning"),
    (OTTERS, "I helped the new boy so he is not alone"),
    (FOXES, "I sneaked out through the window"),
)
"""Crew and sentence of new texts, none of them an example, to try the model with."""

STUDENTS: Final = (
    *("Ada", "Amir", "Ana", "Bo", "Chloé", "Daan", "Elif", "Emre", "Fatou", "Finn"),
    *("Greta", "Hugo", "Ines", "Jonas", "Kofi", "Leyla", "Łucja", "Mateo", "Mia", "Nils"),
    *("Noor", "Olu", "Priya", "Ravi", "Sofia", "Théo", "Uma", "Viktor", "Yuki", "Zoë"),
)
"""Names of the thirty simulated students."""


def written() -> list[tuple[str, str]]:
    """Return all that the class writes, as (label, sentence), grouped by label and not shuffled."""
    good = ((BEARS, _BRAVE), (OWLS, _CURIOUS), (OTTERS, _KIND), (FOXES, _CUNNING))
    plain = [(label, line) for label, lines in good for line in lines.strip().splitlines()]
    return [*plain, *_WRONG, *_OFF_TOPIC, *_TWICE]
