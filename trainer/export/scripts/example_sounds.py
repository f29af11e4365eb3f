"""From the file of a sound to its vector: the words in it, and what it sounds like."""

from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import onnxruntime
from av.audio.resampler import AudioResampler
from samples import levels  # type: ignore[import-not-found]  # lies beside this file in the zip
from samples import RATE
from samples import resampled

LONGEST = 10
"""Seconds that are heard."""
SOUNDNET_RATE = 22_050
WINDOW = 76
STEP = 8
"""Frames of 10 ms that the speech network sees at once, and from one look to the next."""
CHUNK = 16
BLOCKS = (16, 16, 32, 32, 64, 64, 128, 128, 256, 256)
"""Columns of mean and maximum of each layer of SoundNet."""


def inputs(example: str) -> dict[str, Any]:
    """Return the inputs of model.onnx for the sound in the file `example`."""
    sound = levels(heard(example))
    sound = (sound * (np.float32(0.5) / max(np.float32(0.01), np.abs(sound).max()))).astype(
        np.float32
    )
    both = unit(np.concatenate([unit(words(sound)), unit(timbre(sound))]))
    # Stored with 16 bits when the model was trained, so with 16 bits here.
    return {"vector": both.astype(np.float16).astype(np.float32)}


def heard(path: str) -> Any:
    """Return the first ten seconds of a file as whole numbers, 16,000 for each second."""
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(path, mode="r") as container:
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    frames += resampler.resample(None)
    found = np.concatenate([part.to_ndarray()[0] for part in frames])[: LONGEST * RATE]
    lacking = max(0, RATE // 5 - len(found))
    return np.pad(found, (lacking // 2, lacking - lacking // 2))


def words(sound: Any) -> Any:
    """Return the mean of what the speech network hears in all windows, loud ones first."""
    silence = WINDOW // 2 * RATE // 100
    decibels = network("speech-mel").run(None, {"input": np.pad(sound, silence)[None]})[0]
    mel = decibels[0, 0] / np.float32(10) + np.float32(2)
    starts = range(0, len(mel) - WINDOW + 1, STEP)
    windows = np.stack([mel[start : start + WINDOW] for start in starts])
    centre = windows[:, WINDOW // 4 : 3 * WINDOW // 4].astype(np.float64)
    amplitude = np.sqrt((10**centre).mean(axis=(1, 2)))
    chunks = [windows[at : at + CHUNK, :, :, None] for at in range(0, len(windows), CHUNK)]
    seen = np.concatenate([network("speech").run(None, {"input_1": one})[0] for one in chunks])
    share = (amplitude / amplitude.sum()).astype(np.float32)
    return (seen.reshape(len(windows), -1) * share[:, None]).sum(axis=0)


def timbre(sound: Any) -> Any:
    """Return what each layer of SoundNet heard."""
    lacking = max(0, RATE - len(sound))
    padded = np.pad(sound, (lacking // 2, lacking - lacking // 2))
    samples = resampled(padded, SOUNDNET_RATE)[None]
    pooled = network("soundnet").run(None, {"samples": samples})[0][0]
    return np.concatenate(
        [unit(block) for block in np.split(np.log1p(pooled), np.cumsum(BLOCKS)[:-1])]
    )


def unit(vector: Any) -> Any:
    """Return a vector at length one; of zeros it stays one of zeros."""
    length = np.linalg.norm(vector)
    return vector if length == 0 else (vector / length).astype(np.float32)


@cache
def network(name: str) -> Any:
    """Return the network in the file of that name."""
    path = Path(__file__).parent / f"{name}.onnx"
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
