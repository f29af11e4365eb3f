"""What accuracy is compared with: features that need no network, as textbooks have them."""

import io
import wave
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.fft import dct
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

Matrix = NDArray[np.float64]

SIDE, CELL, DIRECTIONS = 64, 8, 9
"""HOG after Dalal and Triggs (2005): 64 × 64 pixels, cells of 8 × 8, nine directions."""
FRAME, HOP, BANDS, COEFFICIENTS = 400, 160, 40, 20
"""MFCC at 16 kHz: frames of 25 ms every 10 ms, 40 mel bands, 20 coefficients."""


def tfidf(texts: Sequence[str], learned: int) -> Any:
    """Return TF-IDF of words, pairs and runs of 2–4 characters, counted in the first `learned`."""
    blocks = [
        TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b"),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)),
    ]
    known = texts[:learned]
    return hstack([block.fit(known).transform(texts) for block in blocks], format="csr")


def hog(jpeg: bytes) -> Matrix:
    """Return the histogram of directions of a picture, blocks of 2 × 2 cells at length one."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        grey = np.asarray(picture.convert("L").resize((SIDE, SIDE)), dtype=np.float64)
    down, right = np.gradient(grey)
    turn = np.arctan2(down, right) % np.pi / np.pi * DIRECTIONS
    cells = np.zeros((SIDE // CELL, SIDE // CELL, DIRECTIONS))
    at = np.arange(SIDE) // CELL
    place = np.broadcast_to(at[:, None], turn.shape), np.broadcast_to(at, turn.shape)
    np.add.at(cells, (*place, turn.astype(int) % DIRECTIONS), np.hypot(down, right))
    blocks = np.concatenate([cells[:-1, :-1], cells[1:, :-1], cells[:-1, 1:], cells[1:, 1:]], 2)
    blocks /= np.linalg.norm(blocks, axis=2, keepdims=True) + 1e-6
    return unit(blocks.ravel())


def mfcc(sound: bytes) -> Matrix:
    """Return mean and spread of the cepstrum of a WAV of 16 bits."""
    with wave.open(io.BytesIO(sound)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768
    times = np.arange(0, len(samples), rate / 16_000)
    samples = np.pad(np.interp(times, np.arange(len(samples)), samples), (0, FRAME))
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP] * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(frames, 512)) ** 2
    cepstrum = dct(np.log(power @ _mel() + 1e-8), norm="ortho")[:, :COEFFICIENTS]
    return unit(np.concatenate([cepstrum.mean(axis=0), cepstrum.std(axis=0)]))


def _mel() -> Matrix:
    """Return triangles evenly spaced in mel, shape (257, 40)."""
    top = 2595 * np.log10(1 + 8_000 / 700)
    edges = 700 * (10 ** (np.linspace(0, top, BANDS + 2) / 2595) - 1)
    places = np.linspace(0, 8_000, 257)[:, None]
    rise = (places - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - places) / (edges[2:] - edges[1:-1])
    return np.asarray(np.maximum(0, np.minimum(rise, fall)))


def unit(vector: Matrix) -> Matrix:
    """Return a vector at length one."""
    return np.asarray(vector / (np.linalg.norm(vector) + 1e-12))
