"""A model to take along: a zip with ONNX, a small script that runs it, and a card about it.

In the zip:

    predict.py        asks the model; needs the packages of requirements.txt and nothing of ours
    example.py        from an example to what the network takes, for this type of model
    model.onnx        the model; its output `probabilities` is in the order of labels.json
    labels.json       id and name of each label
    card.md           what it was trained on, how good it is, and what it does not know
    README.md         how to use all this
    requirements.txt  the packages that the scripts need

and what else a type needs: fields.json of numbers, words.json of text, the networks of sounds.
"""

import io
import zipfile
from collections.abc import Mapping

import msgspec

from trainer.export.about import About as About
from trainer.export.card import card
from trainer.export.card import readme
from trainer.export.parts import parts
from trainer.export.parts import script
from trainer.model import Model

_DATE = (1980, 1, 1, 0, 0, 0)
"""Of all members: the same model gives the same zip."""


def package(model: Model, about: About) -> bytes:
    """Return the zip of a model; raises MissingWeights and OtherFeatures."""
    found = parts(model)
    names = [{"id": label, "name": about.labels.get(label, label)} for label in model.labels]
    return _zipped(
        {
            "card.md": card(model, about).encode(),
            "README.md": readme(model, about).encode(),
            "labels.json": msgspec.json.format(msgspec.json.encode(names)),
            "predict.py": script("predict"),
            "example.py": script(f"example_{model.type}"),
            "requirements.txt": "".join(f"{line}\n" for line in found.requirements).encode(),
            **found.files,
        }
    )


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in sorted(files.items()):
            member = zipfile.ZipInfo(name, _DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return target.getvalue()
