"""From a row of numbers and choices to what the forest asks about."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

FIELDS = json.loads((Path(__file__).parent / "fields.json").read_text(encoding="utf-8"))
LARGEST = 3e38


def inputs(example: str) -> dict[str, Any]:
    """Return the inputs of model.onnx for a row, or raise ValueError.

    A row is values in the order of fields.json: parted by commas, nothing for a missing one, or a
    JSON list such as [1.5, "red", null].
    """
    cells = json.loads(example) if example.startswith("[") else next(csv.reader([example]))
    if len(cells) != len(FIELDS):
        names = ", ".join(field["name"] for field in FIELDS)
        raise ValueError(f"{len(FIELDS)} values are needed: {names}")
    row: list[float] = []
    for field, cell in zip(FIELDS, cells, strict=True):
        row += columns(field, cell.strip() if isinstance(cell, str) else cell)
    return {"rows": np.array([row], dtype=np.float32)}


def columns(field: dict[str, Any], cell: Any) -> list[float]:
    """Return a number as one column, NaN if missing; a choice as one for each of its values."""
    if field["kind"] == "choice":
        return [float(cell == choice) for choice in field["choices"]]
    if cell is None or cell == "":
        return [float("nan")]
    return [min(max(float(cell), -LARGEST), LARGEST)]
