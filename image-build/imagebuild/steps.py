"""Steps that can be resumed, with progress and the time left."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path


class StepFailed(Exception):
    """A step could not be done; the message says why and what to do."""


@dataclass(frozen=True)
class Step:
    """One step: what it makes is in `target`, and is there as soon as `target` exists."""

    name: str
    target: Path
    make: Callable[[Path], None]
    """Makes a file or folder at the path it gets, which is moved to `target` when it is whole."""
    guess: float
    """Seconds it takes when nobody has seen it yet."""


@dataclass
class Run:
    """Does steps in order, skips those that are done, and says how it goes."""

    folder: Path
    """Where times are remembered and the log is written."""
    say: Callable[[str], None] = lambda text: print(text, file=sys.stderr, flush=True)
    _seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with suppress(OSError, ValueError):
            self._seconds = json.loads(self._times.read_text(encoding="ascii"))

    def do(self, steps: Sequence[Step]) -> None:
        """Do what is not done yet. Raises StepFailed; what was done stays done."""
        waiting = [step for step in steps if not step.target.exists()]
        for number, step in enumerate(steps, 1):
            place = f"[{number}/{len(steps)}] {step.name}"
            if step not in waiting:
                self.say(f"{place}: there")
                continue
            left = sum(self._expected(each) for each in waiting[waiting.index(step) :])
            self.say(f"{place} … (about {_minutes(left)} left in all)")
            started = time.monotonic()
            self._make(step)
            self._remember(step, time.monotonic() - started)
            self.say(f"{place}: done in {_minutes(self._seconds[step.name])}")

    @property
    def log(self) -> Path:
        """What the commands printed."""
        return self.folder / "build.log"

    def command(self, *words: str | Path, cwd: Path | None = None, stdin: bytes = b"") -> None:
        """Run a command, its output into the log. Raises StepFailed with its last lines."""
        with self.log.open("ab") as log:
            log.write(f"\n$ {' '.join(map(str, words))}\n".encode())
            log.flush()
            done = subprocess.run(
                [str(word) for word in words], input=stdin, stdout=log, stderr=log, cwd=cwd
            )
        if done.returncode:
            tail = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            raise StepFailed("\n".join([*tail, f"{words[0]} failed; all of it: {self.log}"]))

    def output(self, *words: str | Path) -> str:
        """Run a command and return what it prints. Raises StepFailed."""
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
        if done.returncode:
            raise StepFailed(f"{' '.join(map(str, words))}: {done.stderr.strip()[-500:]}")
        return done.stdout

    def _make(self, step: Step) -> None:
        draft = step.target.with_name(f".{step.target.name}.draft")
        remove(draft)
        step.target.parent.mkdir(parents=True, exist_ok=True)
        step.make(draft)
        draft.rename(step.target)

    def _expected(self, step: Step) -> float:
        return self._seconds.get(step.name, step.guess)

    def _remember(self, step: Step, seconds: float) -> None:
        self._seconds[step.name] = round(seconds, 1)
        self._times.write_text(json.dumps(self._seconds), encoding="ascii")

    @property
    def _times(self) -> Path:
        return self.folder / "times.json"


def remove(path: Path) -> None:
    """Remove a file or a whole folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
