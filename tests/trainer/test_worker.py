import io
import json
import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from trainer import model_file
from trainer.features import embedder
from trainer.features import MissingWeights
from trainer.features import uses
from trainer.media import normalise
from trainer.model import Model
from trainer.senses import RefusedErrand
from trainer.senses import Senses
from trainer.worker import memory_mb
from trainer.workers import Workers

Gone = Callable[[int], bool]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def senses() -> Iterator[Senses]:
    """A real worker that tests share, and may kill: the next test has another one."""
    with closing(Workers()) as workers:
        yield Senses(workers)


def picture(seed: int = 1) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (12, 16, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).resize((640, 480)).save(out, "PNG")
    return out.getvalue()


def sound(seed: int = 1, seconds: float = 1.0) -> bytes:
    tone = np.sin(np.arange(int(16_000 * seconds)) * 0.05 * seed) * 20_000
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tone.astype("<i2").tobytes())
    return out.getvalue()


FILES = {"images": picture, "sounds": sound}
KINDS = ["text", "images", "sounds"]


def stored(kind: str, seed: int = 1) -> bytes:
    if kind == "text":
        return f"sentence number {seed}".encode()
    return normalise(kind, FILES[kind](seed)).data


@pytest.mark.parametrize("kind", ["images", "sounds"])
def test_a_file_is_prepared_as_it_is_here(senses: Senses, kind: str) -> None:
    there, here = senses.prepare(kind, FILES[kind]()), normalise(kind, FILES[kind]())
    assert (there.data, there.mime, there.preview) == tuple(here)


@pytest.mark.parametrize("kind", ["images", "sounds"])
def test_a_file_that_is_none_is_refused(senses: Senses, kind: str) -> None:
    with pytest.raises(RefusedErrand) as refusal:
        senses.prepare(kind, b"no such file")
    assert refusal.value.code


@pytest.mark.parametrize("kind", KINDS)
def test_vectors_are_those_that_are_made_here(senses: Senses, kind: str) -> None:
    items = [stored(kind, seed) for seed in (1, 2, 3)]
    version = uses(kind).version
    assert np.array_equal(senses.embed(kind, version, items), embedder(kind).embed(items))


@pytest.mark.parametrize("kind", ["images", "sounds"])
def test_a_file_as_it_was_sent_has_the_vector_of_what_is_stored(senses: Senses, kind: str) -> None:
    version = uses(kind).version
    raw = senses.embed(kind, version, [FILES[kind]()], raw=True)
    assert np.array_equal(raw, senses.embed(kind, version, [stored(kind)]))


@pytest.mark.parametrize("kind", KINDS)
def test_one_bad_item_among_good_ones_is_refused_alone(senses: Senses, kind: str) -> None:
    items = [stored(kind), b"\xff\xfe not what it says", stored(kind, 2)]
    (piece, *more) = senses.embed_calmly(kind, uses(kind).version, items)
    places = [place for seen in (piece, *more) for place in seen.places]
    refused = [place for seen in (piece, *more) for place in seen.refused]
    assert 0 in places
    assert refused == [1]


def test_a_version_that_nobody_knows_is_told(senses: Senses) -> None:
    with pytest.raises(RefusedErrand) as refusal:
        senses.embed("text", "other-1", [b"x"])
    assert refusal.value.code == "other_features"


def test_a_model_is_packed(senses: Senses, model: Model, tmp_path: Path) -> None:
    path = tmp_path / "a.model"
    path.write_bytes(model_file.dump(model))
    about = json.dumps({"name": "Pets", "labels": {"cat": "Cat", "dog": "Dog"}}).encode()
    assert senses.export(path, about)[:2] == b"PK"


@pytest.mark.parametrize("about", [b"{", b'{"examples": "many"}'])
def test_a_model_about_which_nothing_is_said_rightly_is_not_packed(
    senses: Senses, model: Model, tmp_path: Path, about: bytes
) -> None:
    path = tmp_path / "a.model"
    path.write_bytes(model_file.dump(model))
    with pytest.raises(RefusedErrand) as refusal:
        senses.export(path, about)
    assert refusal.value.code == "bad_request"


def test_a_model_file_that_is_damaged_is_told(senses: Senses, tmp_path: Path) -> None:
    (tmp_path / "a.model").write_bytes(b"no model")
    with pytest.raises(RefusedErrand) as refusal:
        senses.explain("text", "none", tmp_path / "a.model", "cat", b"x")
    assert refusal.value.code == "damaged_model"


def test_an_error_tells_no_words_of_children(
    senses: Senses, capfd: pytest.CaptureFixture[str]
) -> None:
    with closing(Workers()) as workers, pytest.raises(RefusedErrand) as refusal:
        Senses(workers).embed("text", uses("text").version, [b"secret \xff"])
    logged = capfd.readouterr()
    assert refusal.value.code == "broken"
    assert "UnicodeDecodeError" in logged.err
    assert "secret" not in logged.err + logged.out


def test_it_gives_way_to_the_lesson_and_goes_before_it_when_memory_is_short(
    senses: Senses,
) -> None:
    senses.embed("text", uses("text").version, [b"x"])
    pid = senses.workers.pid
    assert os.getpriority(os.PRIO_PROCESS, pid) == 5
    assert Path(f"/proc/{pid}/oom_score_adj").read_text().strip() == "700"


def test_its_memory_is_limited(senses: Senses) -> None:
    senses.embed("text", uses("text").version, [b"x"])
    limits = Path(f"/proc/{senses.workers.pid}/limits").read_text().splitlines()
    (data,) = (line.split()[3] for line in limits if line.startswith("Max data size"))
    untouched = 250 * 1024 * 1024  # what libraries map and never use
    assert int(data) <= 1_200 * 1024 * 1024 + untouched


@pytest.mark.parametrize(("machine", "most"), [(0, 1200), (512, 358), (4096, 1200)])
def test_a_small_machine_gives_it_less(machine: int, most: int) -> None:
    assert memory_mb(machine) == most


def test_it_ends_when_nobody_has_work(gone: Gone) -> None:
    command = (sys.executable, "-m", "trainer.worker", "0.2", "0.1")
    with closing(Workers(command)) as workers:
        version = uses("text").version
        before = Senses(workers).embed("text", version, [b"x"])
        assert gone(workers.pid) or not workers.pid
        assert np.array_equal(Senses(workers).embed("text", version, [b"x"]), before)


def rss(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def test_it_releases_networks_that_nobody_uses() -> None:
    command = (sys.executable, "-m", "trainer.worker", "60", "0.3")
    with closing(Workers(command)) as workers:
        Senses(workers).embed("text", uses("text").version, [b"x"])
        pid, loaded = workers.pid, rss(workers.pid)
        end = time.monotonic() + 10
        while rss(pid) > loaded - 30_000:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert workers.pid == pid


@contextmanager
def parent(program: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT)
    with process:
        yield process
        process.kill()


def test_it_ends_with_the_process_that_started_it(gone: Gone) -> None:
    program = """
import time
from trainer.workers import Workers
workers = Workers()
workers._started()
print(workers.pid, flush=True)
time.sleep(60)
"""
    with parent(program) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
    assert gone(pid)


def test_what_weights_are_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = uses("images").version
    monkeypatch.setenv("CROWDBOX_WEIGHTS", str(tmp_path))
    with closing(Workers()) as workers, pytest.raises(RefusedErrand) as refusal:
        Senses(workers).embed("images", version, [picture()], raw=True)
    assert refusal.value.code == "missing_weights"
    with pytest.raises(MissingWeights) as here:
        embedder("images")
    assert refusal.value.names == here.value.names


Work = Callable[[Senses, Path], Any]
WORK: dict[str, Work] = {
    "prepare": lambda senses, _: senses.prepare("images", picture()).data,
    "embed": lambda senses, _: senses.embed("text", uses("text").version, [b"x"]).tolist(),
    "calm": lambda senses, _: [
        seen.vectors.tolist()
        for seen in senses.embed_calmly("sounds", uses("sounds").version, [stored("sounds")])
    ],
    "explain": lambda senses, path: senses.explain("text", "none", path, "cat", b"my cat"),
    "export": lambda senses, path: senses.export(path, b"{}"),
}


@pytest.mark.parametrize("name", WORK)
def test_killed_in_any_errand_it_is_started_again_and_does_it(
    senses: Senses, model: Model, tmp_path: Path, name: str, killer: Callable[[int], Any]
) -> None:
    path = tmp_path / "a.model"
    path.write_bytes(model_file.dump(model))
    expected = WORK[name](senses, path)
    pid = senses.workers.pid
    with killer(pid):
        assert WORK[name](senses, path) == expected
    assert senses.workers.pid != pid


@pytest.fixture
def killer() -> Callable[[int], Any]:
    @contextmanager
    def killer(pid: int) -> Iterator[None]:
        """Have a process stand still, and be killed once it has been asked for something."""
        os.kill(pid, signal.SIGSTOP)
        killed = subprocess.Popen(["/bin/sh", "-c", f"sleep 0.2; kill -9 {pid}"])
        yield
        killed.wait()

    return killer
