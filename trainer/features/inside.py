"""A sentence as a vector, from the last and the middle layers of a network of BERT's kind.

The last layer was trained to tell what a sentence is about. How it is said (asked for a place,
complained, told as news) is plainer in the middle: with it, five examples each told questions,
moods and topics apart in 69 of 100 cases instead of 66 (docs/decisions). Exported models carry
this file: it needs numpy alone.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

MIDDLE_LENGTH = 2**0.5
"""Length of the middle beside the last layer's one."""
COMMON = """
The children are playing in the garden behind the house.
Where did you put the keys to the car?
I do not like this soup because it is too salty.
Please call me back before six o'clock.
The city council has agreed to build a new bridge.
What a wonderful day to go to the beach!
He has three brothers and one sister.
Could you show me how to make bread?
Our team lost the last match of the season.
The price of coffee rose by ten percent this year.
She felt tired, so she went to bed early.
Water boils at one hundred degrees.
Remind me to buy milk and eggs tomorrow.
Why is the moon brighter tonight?
This film was boring and far too long.
Doctors have found a new way to treat the disease.
Turn off the lights in the kitchen.
My grandmother lives in a small village near the sea.
Who was the first person to climb that mountain?
The train to the airport leaves every half hour.
I am so angry that he broke my bicycle!
Thank you for the lovely present.
A dog was barking outside all night.
How much money do I have in my account?
""".strip().splitlines()
"""Sentences of all sorts: what they have in common in the middle tells nothing, and is left out."""


class Inside:
    """Makes vectors of what `layers` gives for a text: its last layer, then those in the middle.

    Each has a row for each piece of the text.
    """

    def __init__(self, layers: Callable[[str], list[Any]]) -> None:
        self._layers = layers
        self._common = np.mean([self._means(text)[1] for text in COMMON], axis=0)

    def vector(self, text: str) -> Any:
        """Return the vector of a text: the last layer, of length one, and the middle."""
        last, middle = self._means(text)
        return np.concatenate([_unit(last), MIDDLE_LENGTH * _unit(middle - self._common)])

    def _means(self, text: str) -> tuple[Any, Any]:
        last, *middle = self._layers(text)
        return last.mean(axis=0), sum(layer.mean(axis=0) for layer in middle)


def _unit(vector: Any) -> Any:
    return vector / np.linalg.norm(vector)
