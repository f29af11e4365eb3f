from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from trainer import weights
from trainer.explain import Parts
from trainer.explain import why
from trainer.explain.parts import parts
from trainer.features import embedder
from trainer.fit import fit
from trainer.learning import Request
from trainer.media import samples


def beep(seconds: float, start: float, pitch: float = 1000) -> bytes:
    """Return a stored sound: silence, and somewhere a beep of 0.3 s."""
    time = np.arange(int(seconds * samples.RATE)) / samples.RATE
    loud = (time >= start) & (time < start + 0.3)
    return samples.encode((np.sin(2 * np.pi * pitch * time) * loud * 12_000).astype(np.int16))


def energy(sounds: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.array([[(sound**2).sum() / 800] for sound in sounds], dtype=np.float32)


def probability(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.minimum(1.0, vectors[:, 0].astype(np.float64))


def test_the_part_that_was_heard_weighs_most() -> None:
    found = parts(energy, probability, beep(2, 1.25))
    assert found.seconds == 2
    assert len(found.weights) == 10
    assert np.argmax(found.weights) in (6, 7)
    assert abs(found.weights[1]) < 0.01


@pytest.mark.parametrize(("seconds", "count"), [(0.3, 4), (1, 5), (2, 10), (10, 12)])
def test_there_are_neither_too_few_nor_too_many_parts(seconds: float, count: int) -> None:
    assert len(parts(energy, probability, beep(seconds, 0)).weights) == count


def test_silence_has_parts_that_weigh_nothing() -> None:
    silence = samples.encode(np.zeros(16_000, dtype=np.int16))
    assert set(parts(energy, probability, silence).weights) == {0}


@pytest.mark.skipif(
    bool(weights.missing("speech", "speech-mel", "soundnet")),
    reason="the weights are missing: make weights",
)
def test_a_trained_model_shows_what_it_heard() -> None:
    starts = (0.1, 0.3, 0.5, 0.6)
    examples = [(str(pitch), beep(1, start, pitch)) for pitch in (300, 3000) for start in starts]
    network = embedder("sounds")
    vectors = network.embed([data for _, data in examples])
    rows = tuple((label, f"{n}", f"p{n % 4}") for n, (label, _) in enumerate(examples))
    model = fit(Request("sounds", ("300", "3000"), rows), vectors, lambda *_: None).model
    found = why(model, beep(1.2, 0.7, 3000), "3000", network)
    assert isinstance(found, Parts)
    assert np.argmax(found.weights) in (3, 4)
    assert why(model, beep(1, 0), "300") is None
