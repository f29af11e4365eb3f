"""Reports of trainings: what models that had not seen an example's contributor said of it.

A report is a file beside its model. It has no words in it: examples are told by their ids.
"""

from typing import NamedTuple

import msgspec
from msgspec import Struct

from appliance.classroom.models import TrainingSet


class Said(NamedTuple):
    """What was said of one example: a label's id, and how sure, from 0 to 1."""

    example: str
    guess: str
    confidence: float


class _Answers(Struct):
    """The trainer's own report: places in its request's labels, -1 for none."""

    guess: list[int]
    sure: list[float]


class Report(Struct, frozen=True):
    """The ids of all examples and labels of a training; answers and guesses are places in these."""

    ids: list[str]
    labels: list[str]
    answers: list[int]
    guess: list[int]
    sure: list[float]

    def said(self, label: str | None = None, guess: str | None = None) -> list[Said]:
        """Return one cell of the confusion matrix, surest first; without both, all mistakes."""
        chosen = [
            place
            for place, (answer, told) in enumerate(zip(self.answers, self.guess, strict=True))
            if told >= 0 and self._fits(answer, told, label, guess)
        ]
        chosen.sort(key=lambda place: -self.sure[place])
        return [
            Said(self.ids[place], self.labels[self.guess[place]], self.sure[place])
            for place in chosen
        ]

    def _fits(self, answer: int, told: int, label: str | None, guess: str | None) -> bool:
        if label is not None and self.labels[answer] != label:
            return False
        if guess is not None:
            return self.labels[told] == guess
        return answer != told


def made(examples: TrainingSet, answers: bytes) -> bytes:
    """Return the report as it is kept, from the trainer's own; raises ValueError if that is none.

    Where nothing was said of any example, it is empty.
    """
    found = msgspec.json.decode(answers, type=_Answers)
    if not any(place >= 0 for place in found.guess):
        return b""
    if not len(found.guess) == len(found.sure) == len(examples.ids):
        raise ValueError("this report is of other examples")
    labels = [label.id for label in examples.project.labels]
    return msgspec.json.encode(
        Report(
            ids=examples.ids,
            labels=labels,
            answers=[labels.index(label) for label, _, _ in examples.examples],
            guess=found.guess,
            sure=[round(sure, 4) for sure in found.sure],
        )
    )


def read(data: bytes) -> Report:
    """Return a report that was kept; raises ValueError where its bytes are damaged."""
    return msgspec.json.decode(data, type=Report)
