"""Asks this model, and prints a line of JSON for each example: its labels, surest first.

    pip install -r requirements.txt
    python predict.py EXAMPLE...

See README.md for what an EXAMPLE is.
"""

import json
import sys
from pathlib import Path

import onnxruntime
from example import inputs  # type: ignore[import-not-found]  # lies beside this file in the zip

HERE = Path(__file__).parent


def main(examples: list[str]) -> int:
    """Print the prediction of each example; return the exit status."""
    if not examples:
        print(__doc__)
        return 2
    labels = json.loads((HERE / "labels.json").read_text(encoding="utf-8"))
    session = onnxruntime.InferenceSession(
        str(HERE / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    for example in examples:
        try:
            found = session.run(["probabilities"], inputs(example))[0]
        except (OSError, ValueError) as error:
            print(f"{example}: {error}", file=sys.stderr)
            return 1
        confidences = [
            {"label": label["id"], "name": label["name"], "confidence": round(float(sure), 6)}
            for label, sure in zip(labels, found.reshape(-1), strict=True)
        ]
        confidences.sort(key=lambda one: -one["confidence"])
        line = {"example": example, "label": confidences[0]["name"], "labels": confidences}
        print(json.dumps(line, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a file, here
    sys.exit(main(sys.argv[1:]))
