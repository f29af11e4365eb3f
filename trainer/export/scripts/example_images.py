"""From the file of a picture to the 224 × 224 pixels that the network sees."""

from typing import Any

import numpy as np
from PIL import Image
from PIL import ImageOps

SIDE = 224
STORED = 256
"""Crowdbox keeps pictures at this size, and the model has learned from such."""
MOST_CROPPED = 0.25


def inputs(example: str) -> dict[str, Any]:
    """Return the inputs of model.onnx for the picture in the file `example`."""
    with Image.open(example) as file:
        picture = on_white(ImageOps.exif_transpose(file))
    picture.thumbnail((STORED, STORED), Image.Resampling.LANCZOS)
    seen = picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box(*picture.size))
    return {"pixels": np.asarray(seen)[None]}


def on_white(picture: Any) -> Any:
    """Return a picture in RGB, white where it is transparent."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


def box(width: int, height: int) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what the network sees: nearly all, nearly square."""
    longest = max(width, height)
    kept = [
        max(min(width, height), (1 - MOST_CROPPED) * side) if side == longest else side
        for side in (width, height)
    ]
    left, top = (width - kept[0]) / 2, (height - kept[1]) / 2
    return left, top, left + kept[0], top + kept[1]
