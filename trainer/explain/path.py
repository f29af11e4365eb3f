"""Why this label, for numbers: the way of a row through the readable tree beside the forest.

The tree is a simplification, and says so: its label may be another than the one predicted, and
`agrees` is how often, on rows that neither had seen, the two said the same.
"""

from collections.abc import Iterable

from trainer import readable
from trainer.explain import Path
from trainer.explain import Step
from trainer.features import Embedder
from trainer.features.numbers import Cell
from trainer.model import Model
from trainer.trees import ForestModel


def why(model: Model, item: bytes, label: str, embedder: Embedder | None = None) -> Path | None:
    """Return the way of a row, JSON in UTF-8, through the readable tree; raises BadRow.

    It is the same for every `label`. None where no tree could be compared with the forest.
    """
    if not isinstance(model, ForestModel) or not model.of:
        return None
    row = item.decode()
    answers, end = readable.way(model.tree, model.numbers.matrix([row])[0])
    [cells] = model.numbers.rows([row])
    steps = [_step(model, answer, cells) for answer in answers]
    return Path(shortened(steps), model.labels[end], round(model.agrees, 4))


def _step(model: ForestModel, answer: readable.Answer, cells: list[Cell]) -> Step:
    """Return what a row answered, in words of its fields."""
    column = model.numbers.columns[answer.question.column]
    place = [field.name for field in model.fields].index(column.field)
    choices = model.fields[place].choices
    if cells[place] is None or (column.choice is not None and cells[place] not in choices):
        return Step(column.field, "missing")
    if column.choice is not None:
        return Step(column.field, "!=" if answer.yes else "=", column.choice)
    if answer.question.most is None:
        return Step(column.field, "given")
    return Step(column.field, "<=" if answer.yes else ">", answer.question.most)


def shortened(steps: Iterable[Step]) -> list[Step]:
    """Return steps without those that a later one says more exactly."""
    kept: list[Step] = []
    for step in steps:
        kept = [one for one in kept if not _says_less(one, step)]
        if step not in kept:
            kept.append(step)
    return kept


def _says_less(earlier: Step, later: Step) -> bool:
    """Tell whether a later step of the same way makes an earlier one needless."""
    if earlier.field != later.field:
        return False
    if later.is_ in ("<=", ">"):
        return earlier.is_ in (later.is_, "given")
    return later.is_ == "=" and earlier.is_ == "!="
