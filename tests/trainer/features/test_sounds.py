import av
import numpy as np
import pytest
from numpy.typing import NDArray

from trainer import weights
from trainer.features import embedder
from trainer.features import MissingWeights
from trainer.features import uses
from trainer.features.sounds import NEEDS
from trainer.features.sounds import Sounds
from trainer.features.sounds import WIDTH
from trainer.media import samples

needs_weights = pytest.mark.skipif(
    bool(weights.missing(*NEEDS)), reason="the weights are missing: make weights"
)


def heard(kind: str, seconds: float, seed: int = 1, loud: float = 0.4) -> bytes:
    """Return a stored sound: a siren, or rain."""
    chance = np.random.default_rng(seed)
    time = np.arange(int(seconds * samples.RATE)) / samples.RATE
    if kind == "siren":
        wave = np.sin(2 * np.pi * (700 + 30 * seed) * time + 60 * np.sin(6 * time))
    else:
        wave = chance.normal(size=len(time)) / 4
    return samples.encode((np.clip(wave * loud, -1, 1) * 32_767).astype(np.int16))


@pytest.fixture(scope="module")
def sounds() -> Sounds:
    return Sounds()


@pytest.fixture(scope="module")
def items() -> list[bytes]:
    return [heard(kind, 1 + seed / 2, seed) for kind in ("siren", "rain") for seed in (1, 2, 3)]


@pytest.fixture(scope="module")
def rows(sounds: Sounds, items: list[bytes]) -> NDArray[np.float32]:
    return sounds.embed(items)


@needs_weights
def test_vectors_have_length_one_and_fit_into_float16(rows: NDArray[np.float32]) -> None:
    assert (rows.shape, rows.dtype) == ((6, WIDTH), np.float32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert np.array_equal(rows, rows.astype(np.float16).astype(np.float32))


@needs_weights
def test_a_row_depends_on_its_sound_alone(
    sounds: Sounds, items: list[bytes], rows: NDArray[np.float32]
) -> None:
    assert np.array_equal(sounds.embed(items[::-1])[::-1], rows)
    assert np.array_equal(sounds.embed(items[2:3]), rows[2:3])
    assert np.array_equal(Sounds().embed(items), rows)


@needs_weights
def test_what_sounds_alike_is_near(rows: NDArray[np.float32]) -> None:
    near = rows @ rows.T
    assert near[:3, :3].min() > near[:3, 3:].max()
    assert near[3:, 3:].min() > near[:3, 3:].max()


@needs_weights
def test_how_near_the_microphone_was_hardly_matters(sounds: Sounds) -> None:
    loud, quiet = sounds.embed([heard("rain", 1, 1, 0.8), heard("rain", 1, 1, 0.08)])
    assert loud @ quiet > 0.98


@needs_weights
@pytest.mark.parametrize("seconds", [0.2, 0.21, 0.775, 1, 9.99, 10])
def test_a_sound_of_any_length_is_heard(sounds: Sounds, seconds: float) -> None:
    assert np.linalg.norm(sounds.embed([heard("rain", seconds)])[0]) == pytest.approx(1, abs=1e-3)


@needs_weights
def test_silence_is_heard_as_silence(sounds: Sounds) -> None:
    silence = [samples.encode(np.zeros(length, dtype=np.int16)) for length in (3200, 160_000)]
    short, long, rain = sounds.embed([*silence, heard("rain", 1)])
    assert np.isfinite(short).all()
    assert short @ long > short @ rain


@needs_weights
def test_a_broken_sound_is_an_error(sounds: Sounds) -> None:
    with pytest.raises(av.FFmpegError):
        sounds.embed([b"fLaC and nothing more"])


@needs_weights
def test_this_machine_says_what_it_uses() -> None:
    assert uses("sounds").version == embedder("sounds").version == Sounds.version


def test_without_weights_there_are_no_sounds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("CROWDBOX_WEIGHTS", str(tmp_path))
    assert uses("sounds").missing == NEEDS
    with pytest.raises(MissingWeights):
        embedder("sounds")
