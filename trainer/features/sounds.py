"""Sounds as vectors: Google's speech embedding joined with the first layers of SoundNet.

The one tells words apart, the other rain from an engine; joined with equal weight both do better
than alone. Chosen on spoken digits of unseen speakers (as they are, and lost in two seconds of
noise) and on synthetic noises: docs/decisions has the table.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainer import weights
from trainer.features import Embedder
from trainer.features import NO_EMBEDDER
from trainer.features import Uses
from trainer.features.network import found
from trainer.features.network import Network
from trainer.features.network import unit
from trainer.media import samples
from trainer.media.samples import RATE

VERSION = "speech-1+soundnet-1"
NEEDS = ("speech-mel", "speech", "soundnet")
SPEECH_WIDTH = 96
BLOCKS = (16, 16, 32, 32, 64, 64, 128, 128, 256, 256)
"""Columns of mean and maximum of each layer of SoundNet."""
WIDTH = SPEECH_WIDTH + sum(BLOCKS)

PEAK = np.float32(0.5)
QUIETEST = np.float32(0.01)
"""Sounds are made equally loud; what is quieter than this stays quieter than the others."""
SOUNDNET_RATE = 22_050
WINDOW = 76
STEP = 8
"""Frames of 10 ms that the speech embedding sees at once, and from one look to the next."""
SILENCE = WINDOW // 2 * RATE // 100
"""Samples put before and after, so that a short word is seen at each place of a window."""
CHUNK = 16
"""Windows that are embedded at once: ten seconds in one go would take 500 MB."""
_CENTRE = slice(WINDOW // 4, 3 * WINDOW // 4)


def uses(language: str) -> Uses:
    """Return what sounds are embedded with here, and which weights are missing."""
    missing = weights.missing(*NEEDS)
    return Uses(NO_EMBEDDER if missing else VERSION, missing)


def embedder(language: str) -> Embedder:
    """Return the networks of sounds; raises MissingWeights."""
    return Sounds()


class Sounds:
    """Stored sounds (FLAC) as vectors of length one."""

    version = VERSION
    width = WIDTH

    def __init__(self) -> None:
        self._mel, self._speech, self._soundnet = (Network(path) for path in found(NEEDS))

    def embed(self, items: Sequence[bytes]) -> NDArray[np.float32]:
        """Return the vectors of sounds, shape (items, 1088); raises av.FFmpegError."""
        heard = (samples.levels(samples.decode(item)) for item in items)
        return self.vectors([evened(sound) for sound in heard])

    def vectors(self, sounds: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Return the vectors of levels at 16 kHz that `evened` made alike, one by one."""
        rows = np.empty((len(sounds), WIDTH), dtype=np.float16)
        for row, sound in zip(rows, sounds, strict=True):
            row[:] = unit(np.concatenate([unit(self._words(sound)), unit(self._timbre(sound))]))
        return rows.astype(np.float32)

    def _words(self, sound: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the mean of all windows, in which loud ones weigh more."""
        [decibels] = self._mel(input=np.pad(sound, SILENCE)[None])
        # Scaled as livekit-wakeword does it, into what the embedding was trained on.
        mel = decibels[0, 0] / np.float32(10) + np.float32(2)
        starts = range(0, len(mel) - WINDOW + 1, STEP)
        windows = np.stack([mel[start : start + WINDOW] for start in starts])
        amplitude = np.sqrt((10 ** windows[:, _CENTRE].astype(np.float64)).mean(axis=(1, 2)))
        share = (amplitude / amplitude.sum()).astype(np.float32)
        chunks = [windows[at : at + CHUNK, :, :, None] for at in range(0, len(windows), CHUNK)]
        seen = np.concatenate([self._speech(input_1=chunk)[0] for chunk in chunks])
        mean: NDArray[np.float32] = (seen.reshape(-1, SPEECH_WIDTH) * share[:, None]).sum(axis=0)
        return mean

    def _timbre(self, sound: NDArray[np.float32]) -> NDArray[np.float32]:
        lacking = max(0, RATE - len(sound))
        padded = np.pad(sound, (lacking // 2, lacking - lacking // 2))
        [pooled] = self._soundnet(samples=samples.resampled(padded, SOUNDNET_RATE)[None])
        blocks = np.split(np.log1p(pooled[0]), np.cumsum(BLOCKS)[:-1])
        return np.concatenate([unit(block) for block in blocks])


def evened(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a sound as loud as all others are; silence stays silent."""
    return np.asarray(sound * (PEAK / max(QUIETEST, np.abs(sound).max())), dtype=np.float32)
