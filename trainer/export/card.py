"""The card of an exported model: what it was taught, by how many, how good it is, its limits."""

import re
import time
from collections.abc import Iterator
from importlib import metadata

import msgspec

from trainer.evaluate import Score
from trainer.export.about import About
from trainer.features import use
from trainer.model import Model
from trainer.trees import ForestModel

# Also what GitHub makes a link of without any brackets.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&:@]|(?<=www)\.)", re.IGNORECASE)
_BREAKS = re.compile(r"\s+")

_TYPES = {
    "text": "texts",
    "numbers": "rows of numbers and choices",
    "images": "pictures",
    "sounds": "sounds",
}
_USAGE = {
    "text": 'python predict.py "a text" "another text"',
    "numbers": 'python predict.py "VALUE,VALUE,…" (in the order of fields.json; nothing for a '
    "missing value)",
    "images": "python predict.py picture.jpg another.png",
    "sounds": "python predict.py sound.wav another.mp3",
}


def escaped(text: str) -> str:
    """Return a name in which Markdown and HTML find nothing, on one line."""
    line = _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", text).strip())
    return line.replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")


def readme(model: Model, about: About) -> str:
    """Return how to use the zip."""
    return (
        f"# {escaped(about.name) or 'A model'}\n\n"
        "A class taught this model with Crowdbox. [card.md](card.md) says what it knows and what "
        "it does not.\n\n"
        "    pip install -r requirements.txt\n"
        f"    {_USAGE[model.type]}\n\n"
        "prints a line of JSON for each example: its labels, surest first.\n\n"
        "model.onnx is in the ONNX format, which programs in many languages read; example.py "
        "shows what it takes, and its output `probabilities` is in the order of labels.json.\n"
    )


def card(model: Model, about: About) -> str:
    """Return the card in Markdown."""
    score = msgspec.convert(about.score, Score)
    names = {label: escaped(about.labels.get(label, label)) for label in model.labels}
    sections = (
        f"# {escaped(about.name) or 'A model'}",
        _training(model, about, score, names),
        _quality(score, names),
        _limits(model, about, names),
    )
    return "\n\n".join(sections) + "\n"


def _training(model: Model, about: About, score: Score, names: dict[str, str]) -> str:
    counts = {item.label: item.of for item in score.labels}
    lines = ["## What it was trained on", "", f"- **Type:** {_TYPES[model.type]}"]
    if about.examples:
        lines.append(f"- **Examples:** {about.examples}")
    lines.append(f"- **People who made them:** {about.contributors or 'not known'}")
    labels = (f"{name} ({counts[label]})" if label in counts else name
              for label, name in names.items())  # fmt: skip
    lines.append(f"- **Labels:** {', '.join(labels)}")
    if isinstance(model, ForestModel):
        fields = ", ".join(escaped(field.name) for field in model.fields)
        lines.append(f"- **Fields:** {fields}")
    if about.language:
        lines.append(f"- **Language:** {escaped(about.language)}")
    if about.created:
        day = time.strftime("%Y-%m-%d", time.gmtime(about.created))
        lines.append(f"- **Trained on:** {day}")
    lines.append(f"- **Made with:** Crowdbox {escaped(about.box or _version())}".rstrip())
    lines.append(f"- **Looks at:** {escaped(' with '.join(_looks(model)))}")
    return "\n".join(lines)


def _looks(model: Model) -> tuple[str, ...]:
    network = model.embedder if model.embedder not in ("none", *model.features.split()) else ""
    return (model.features, network) if network else (model.features,)


def _version() -> str:
    try:
        return metadata.version("crowdbox")
    except metadata.PackageNotFoundError:
        return ""


def _quality(score: Score, names: dict[str, str]) -> str:
    if score.accuracy is None or score.low is None or score.high is None:
        lines = [
            "Nobody knows. For an honest score, at least three people have to give examples, and "
            "each label needs examples of two of them.",
        ]
    else:
        lines = [
            f"About **{round(10 * score.accuracy)} of 10** right, on examples of people it had "
            "not seen.",
            "",
            f"{score.right} of {score.of} examples ({score.accuracy:.0%}). With other people like "
            f"these it would be between {score.low:.0%} and {score.high:.0%} (19 times of 20).",
            "",
            *_confusion(score, names),
        ]
    if score.test is not None:
        test = score.test
        lines += [
            "",
            f"On a test set that was locked away: {test.right} of {test.of} right "
            f"({test.accuracy:.0%}; between {test.low:.0%} and {test.high:.0%}).",
        ]
    return "\n".join(["## How good it is", "", *lines])


def _confusion(score: Score, names: dict[str, str]) -> Iterator[str]:
    """Give a table: each row is what examples were, each column what they were taken for."""
    heads = [names.get(label, escaped(label)) for label in score.order]
    yield "| It was … and was taken for | " + " | ".join(heads) + " |"
    yield "|---" * (len(heads) + 1) + "|"
    for head, counts in zip(heads, score.confusion, strict=True):
        yield f"| **{head}** | " + " | ".join(map(str, counts)) + " |"


def _limits(model: Model, about: About, names: dict[str, str]) -> str:
    people = f"{about.contributors} people" if about.contributors else "the people who taught it"
    limits = [
        "It knows only what this class taught it. Whatever it is shown, it answers with one of "
        f"its {len(names)} labels, even where none fits.",
        f"It learned from {people}. Whoever speaks, writes, draws or lives differently is missing "
        "here, and it will do worse for them.",
        "Its confidence is a number from a formula: it can be sure and wrong.",
        *_LIMITS[model.type],
        "It was made in a lesson. Let it decide nothing about people.",
    ]
    return "\n".join(["## What it does not know", "", *(f"- {limit}" for limit in limits)])


_LIMITS = {
    "text": (
        "Of languages other than those of its examples it knows what its sentence network knows "
        f"({', '.join(sorted(use.LANGUAGES))}); of all others, nothing.",
        "Irony, spelling mistakes and words that nobody in this class used may mislead it.",
    ),
    "numbers": (
        "Beyond the largest and smallest values of its examples it answers as at the edge.",
        "The readable tree that Crowdbox shows is a simplification: this file is the forest of "
        "trees that predicts.",
    ),
    "images": (
        "Other light, backgrounds, cameras and sizes than in its examples may mislead it.",
        "It looks at a picture of 224 × 224 points: what is smaller, it cannot see.",
    ),
    "sounds": (
        "Other rooms, microphones and voices than in its examples may mislead it.",
        "It hears the first ten seconds.",
    ),
}
