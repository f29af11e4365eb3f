"""How often a model is right after a few examples: `make bench-accuracy`.

The data are those of ../shared/data. A draw takes some labels and, of each, some examples to
learn from; the rest is asked. Each line is the mean of the draws and their spread (standard
deviation), with the textbook's features and scikit-learn's LogisticRegression(C=10) on the same
draws beside it. Here as on the box, networks and head are those of `trainer`.
"""

import json
import sys
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from tests.bench import baselines
from trainer.features import embedder
from trainer.learning import learner
from trainer.learning import Request
from trainer.media import normalise

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
DRAWS = 10
MOST_ASKED = 40
"""Examples of each label that are asked in a draw."""
LANGUAGES = ("de", "tr", "zh", "da")


@dataclass(frozen=True)
class Data:
    """Examples of one set: what each is stored as, its vector, and what the baseline sees."""

    type: str
    language: str
    labels: NDArray[np.str_]
    stored: list[str]
    vectors: NDArray[np.float32]
    plain: Callable[[NDArray[np.intp], int], Any]
    people: NDArray[np.str_] | None = None


class Setting(NamedTuple):
    """A line of the table: so many labels, and examples of each; 0 labels means all."""

    name: str
    data: Data
    labels: int
    each: int


class Draw(NamedTuple):
    """Places of examples to learn from and to ask."""

    learned: NDArray[np.intp]
    asked: NDArray[np.intp]


def main(names: list[str]) -> int:
    """Print the table of the sets named, or all, and the bars; return 1 if one is not reached."""
    print(f"{DRAWS} draws; mean ± spread of accuracy in %\n")
    print(f"{'set':34} {'baseline':>13} {'here':>13}", flush=True)
    reached = [kind() for name, kind in SETS.items() if not names or name in names]
    return 0 if all(reached) else 1


def _clinc() -> bool:
    data = _texts("clinc150-40.jsonl", "en")
    for labels, each in ((4, 5), (10, 2)):
        _print(Setting(f"CLINC, {labels} labels @{each}", data, labels, each))
    _, ours = _print(Setting("CLINC, 10 labels @5", data, 10, 5))
    for labels, each in ((10, 10), (10, 20), (0, 5)):
        _print(Setting(f"CLINC, {labels or 40} labels @{each}", data, labels, each))
    return _bar("CLINC, 10 of 40 labels @5", ours, 97)


def _xsid() -> bool:
    sets = {language: _texts("xsid-de-tr-zh-da.jsonl", language) for language in LANGUAGES}
    means = {}
    for labels in (4, 0):
        found = [
            _print(Setting(f"xSID {language}, {labels or 11} labels @5", data, labels, 5))
            for language, data in sets.items()
        ]
        means[labels] = float(np.mean([ours for _, ours in found]))
    print(f"    xSID, mean of the languages, all 11 labels @5: {means[0]:.1f}")
    return _bar("xSID, mean of four languages, 4 labels @5", means[4], 95)


def _clothing() -> bool:
    data = _pictures()
    _print(Setting("clothing, 6 labels @5", data, 0, 5))
    plain, ours = _print(Setting("clothing, 6 labels @10", data, 0, 10))
    above = _bar("clothing, 6 labels @10, above HOG", ours - plain, 15)
    return _bar("clothing, 6 labels @10", ours, 78) and above


def _digits() -> bool:
    data = _sounds()
    _, ours = _print(Setting("spoken digits, 6 labels @5, others ask", data, 0, 5))
    return _bar("spoken digits, 6 labels @5, unseen speakers", ours, 90)


SETS = {"clinc": _clinc, "xsid": _xsid, "clothing": _clothing, "digits": _digits}


def _bar(name: str, value: float, bar: float) -> bool:
    print(f"    {name}: {value:.1f}, bar {bar}: {'reached' if value >= bar else 'NOT REACHED'}")
    return value >= bar


def _print(setting: Setting) -> tuple[float, float]:
    """Print one line; return the mean accuracy of baseline and trainer in %."""
    draws = list(_draws(setting))
    scores = [
        [_score(how(setting.data, draw), setting.data.labels[draw.asked]) for draw in draws]
        for how in (_plainly, _here)
    ]
    shown = [f"{np.mean(each):6.1f} ± {np.std(each):4.1f}" for each in scores]
    print(f"{setting.name:38}", *shown, sep="  ", flush=True)
    return float(np.mean(scores[0])), float(np.mean(scores[1]))


def _score(guesses: NDArray[np.str_], answers: NDArray[np.str_]) -> float:
    return 100 * float((guesses == answers).mean())


def _draws(setting: Setting) -> Iterator[Draw]:
    data = setting.data
    known = np.unique(data.labels)
    for seed in range(DRAWS):
        chance = np.random.default_rng(seed)
        labels = chance.choice(known, setting.labels or len(known), replace=False)
        teachers = _teachers(data, chance)
        learned, asked = list[int](), list[int]()
        for label in labels:
            at = chance.permutation(np.flatnonzero(data.labels == label))
            learned += at[teachers[at]][: setting.each].tolist()
            rest = np.setdiff1d(at if data.people is None else at[~teachers[at]], learned)
            asked += chance.permutation(rest)[:MOST_ASKED].tolist()
        yield Draw(np.array(learned), np.array(asked))


def _teachers(data: Data, chance: np.random.Generator) -> NDArray[np.bool_]:
    """Return whose examples may be learned from: all, or those of half of the people."""
    if data.people is None:
        return np.ones(len(data.labels), dtype=np.bool_)
    people = np.unique(data.people)
    return np.isin(data.people, chance.choice(people, len(people) // 2, replace=False))


def _plainly(data: Data, draw: Draw) -> NDArray[np.str_]:
    rows = data.plain(np.concatenate(draw), len(draw.learned))
    head = LogisticRegression(C=10, max_iter=1_000)
    head.fit(rows[: len(draw.learned)], data.labels[draw.learned])
    return np.asarray(head.predict(rows[len(draw.learned) :]))


def _here(data: Data, draw: Draw) -> NDArray[np.str_]:
    rows = [
        [(str(data.labels[at]), data.stored[at], "") for at in places.tolist()] for places in draw
    ]
    labels = tuple(sorted({label for label, _, _ in rows[0]}))
    request = Request(
        data.type, labels, tuple(rows[0]), test=tuple(rows[1]), language=data.language
    )
    reader = learner(request, data.vectors[np.concatenate(draw)], lambda *_: None)
    learned = reader.learn(np.arange(len(rows[0])))
    found = learned.probabilities(np.arange(len(rows[0]), len(reader.answers)))
    return np.array(labels)[found.argmax(axis=1)]


def _texts(name: str, language: str) -> Data:
    lines = (DATA / "text" / name).read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row.get("lang", language) == language]
    texts = [row["text"] for row in rows]
    return Data(
        type="text",
        language=language,
        labels=np.array([row["label"] for row in rows]),
        stored=texts,
        vectors=embedder("text", language).embed([text.encode() for text in texts]),
        plain=lambda at, learned: baselines.tfidf([texts[place] for place in at], learned),
    )


def _pictures() -> Data:
    files = sorted((DATA / "images" / "clothing").glob("*/*.jpg"))
    plain = np.array([baselines.hog(file.read_bytes()) for file in files])
    return _media("images", files, [file.parent.name for file in files], plain)


def _sounds() -> Data:
    files = sorted((DATA / "sounds" / "fsdd").glob("*.wav"))
    plain = np.array([baselines.mfcc(file.read_bytes()) for file in files])
    people = np.array([file.stem.split("_")[1] for file in files])
    return _media("sounds", files, [file.stem.split("_")[0] for file in files], plain, people)


def _media(
    kind: Any,
    files: list[Path],
    labels: list[str],
    plain: NDArray[np.float64],
    people: NDArray[np.str_] | None = None,
) -> Data:
    stored = [normalise(kind, file.read_bytes()).data for file in files]
    return Data(
        type=kind,
        language="",
        labels=np.array(labels),
        stored=[file.stem for file in files],
        vectors=embedder(kind).embed(stored),
        plain=lambda at, learned: plain[at],
        people=people,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
