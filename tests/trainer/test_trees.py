import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from trainer import model_file
from trainer import trees
from trainer.features import Batch
from trainer.features import NothingToLearn
from trainer.fit import fit
from trainer.learning import BadRequest
from trainer.learning import Field
from trainer.learning import learner
from trainer.learning import Request
from trainer.model_file import DamagedModel
from trainer.trees import ForestModel


def nothing(request: Request) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.zeros((len(request.examples) + len(request.test), 0), np.float32)


def quiet(stage: str, done: int, of: int) -> None:
    pass


def rows(request: Request) -> Batch:
    return Batch.without_vectors([data for _, data, _ in request.examples])


def test_a_forest_knows_what_it_was_taught(forest_model: ForestModel) -> None:
    said = forest_model.probabilities(Batch.without_vectors(['[4,1,"red"]', '[4,1,"blue"]']))
    assert said.argmax(axis=1).tolist() == [1, 0]


def test_people_who_were_not_seen_are_predicted_well(flowers: Request) -> None:
    outcome = fit(flowers, nothing(flowers), quiet)
    assert outcome.score.accuracy is not None
    assert outcome.score.accuracy > 0.85


def test_the_order_of_examples_makes_no_difference(flowers: Request) -> None:
    shuffled = list(flowers.examples)
    random.Random(2).shuffle(shuffled)
    again = replace(flowers, examples=tuple(shuffled), labels=flowers.labels[::-1])
    files = [
        model_file.dump(fit(request, nothing(request), quiet).model) for request in (flowers, again)
    ]
    assert files[0] == files[1]


def test_the_order_in_which_examples_are_chosen_makes_no_difference(flowers: Request) -> None:
    reader = learner(flowers, nothing(flowers), quiet)
    chosen = np.arange(0, 90, 2)
    at = np.arange(90)
    there, back = (reader.learn(some).probabilities(at) for some in (chosen, chosen[::-1]))
    assert (there == back).all()


def test_nothing_leaks_from_examples_that_were_not_chosen(flowers: Request) -> None:
    other = replace(
        flowers, examples=(*flowers.examples[:60], *(("lily", "[9,9,null]", "z"),) * 30)
    )
    found = [
        learner(request, nothing(request), quiet).learn(np.arange(60)).probabilities(np.arange(60))
        for request in (flowers, other)
    ]
    assert (found[0] == found[1]).all()


def test_other_answers_are_learned_from_where_they_are_given(flowers: Request) -> None:
    reader = learner(flowers, nothing(flowers), quiet)
    at = np.arange(90)
    flipped = reader.learn(at, 1 - reader.answers).probabilities(at)
    assert (flipped.argmax(axis=1) == 1 - reader.answers).all()


def test_a_label_that_was_not_taught_has_no_probability(flowers: Request) -> None:
    reader = learner(flowers, nothing(flowers), quiet)
    roses = np.flatnonzero(reader.answers == 1)
    assert reader.learn(roses).probabilities(np.arange(5)).tolist() == [[0.0, 1.0]] * 5


def test_the_test_set_is_read_and_never_learned_from(flowers: Request) -> None:
    locked = replace(flowers, examples=flowers.examples[:80], test=flowers.examples[80:])
    reader = learner(locked, nothing(locked), quiet)
    assert (reader.examples, len(reader.answers)) == (80, 90)  # type: ignore[attr-defined]
    outcome = fit(locked, nothing(locked), quiet)
    assert outcome.score.test is not None
    assert outcome.score.test.of == 10


def test_learned_and_kept_say_the_same_to_the_last_bit(flowers: Request) -> None:
    learned = learner(flowers, nothing(flowers), quiet).learn(np.arange(90))
    kept = model_file.load(model_file.dump(learned.model()))
    assert (kept.probabilities(rows(flowers)) == learned.probabilities(np.arange(90))).all()


def test_rows_of_missing_values_alone_teach_nothing(flowers: Request) -> None:
    empty = tuple((label, "[null,null,null]", who) for label, _, who in flowers.examples)
    request = replace(flowers, examples=empty)
    with pytest.raises(NothingToLearn):
        fit(request, nothing(request), quiet)


def test_a_field_without_any_value_is_no_harm(flowers: Request) -> None:
    more = tuple((label, data[:-1] + ",null]", who) for label, data, who in flowers.examples)
    request = replace(flowers, examples=more, fields=(*flowers.fields, Field("never")))
    assert (fit(request, nothing(request), quiet).score.accuracy or 0) > 0.85


@pytest.mark.parametrize(
    "changes",
    [
        {"fields": ()},
        {"fields": (Field("one"),)},
        {"fields": tuple(Field("c", "choice", tuple(map(str, range(65)))) for _ in "ab")},
        {"test": (("rose", '["x",1,"red"]', "z"),)},
    ],
)
def test_rows_that_do_not_fit_the_fields_are_refused(
    flowers: Request, changes: dict[str, Any]
) -> None:
    request = replace(flowers, **changes)
    with pytest.raises(BadRequest):
        fit(request, nothing(request), quiet)


def test_the_readable_tree_is_kept_with_how_often_it_agrees(forest_model: ForestModel) -> None:
    back = model_file.load(model_file.dump(forest_model))
    assert isinstance(back, ForestModel)
    assert (back.tree, back.agrees, back.of) == (
        forest_model.tree, forest_model.agrees, forest_model.of,
    )  # fmt: skip
    assert 0.5 < back.agrees <= 1


def test_a_count_that_cannot_be_is_refused(forest_model: ForestModel) -> None:
    header = {"labels": forest_model.labels, "features": "numbers-1", **forest_model.header()}
    with pytest.raises(ValueError):
        trees.ForestModel.load({**header, "agreed": header["of"] + 1}, forest_model.arrays())


def test_any_changed_byte_of_a_forest_is_noticed(forest_model: ForestModel) -> None:
    data = model_file.dump(forest_model)
    for place in (*range(0, 2_000, 7), *range(2_000, len(data), 997), len(data) - 1):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        with pytest.raises(DamagedModel):
            model_file.load(bytes(changed))


def test_a_forest_predicts_without_scikit_learn(forest_model: ForestModel, tmp_path: Path) -> None:
    path = tmp_path / "m"
    path.write_bytes(model_file.dump(forest_model))
    program = (
        "import sys; from pathlib import Path; from trainer import model_file, explain;"
        "from trainer.features import Batch;"
        f"model = model_file.load(Path({str(path)!r}).read_bytes());"
        "model.probabilities(Batch.without_vectors(['[1,null,null]']));"
        "explain.why(model, b'[1,null,null]', 'rose');"
        "print([name for name in sys.modules if name.startswith(('sklearn', 'scipy'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
