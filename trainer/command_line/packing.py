"""`export`: a model as a zip that runs without Crowdbox."""

from argparse import Namespace

import msgspec
from msgspec.structs import replace

from trainer import model_file
from trainer.command_line import Mistake
from trainer.command_line.fitting import about_file
from trainer.export import About
from trainer.export import package


def run(given: Namespace) -> None:
    """Write the zip; what its card says comes from the file that `fit` wrote beside the model."""
    model = model_file.load(given.model.read_bytes())
    about = _about(given)
    model_file.save(package(model, about), given.output)


def _about(given: Namespace) -> About:
    path = given.about or about_file(given.model)
    if not path.exists() and given.about is None:
        return About(name=given.name or given.model.stem)
    try:
        about = msgspec.json.decode(path.read_bytes(), type=About)
    except msgspec.MsgspecError as error:
        raise Mistake(f"{path} does not say what a model was trained on: {error}") from None
    return replace(about, name=given.name or about.name)
