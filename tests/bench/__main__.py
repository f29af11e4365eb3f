"""Runs the benches of this folder, or those named: `python -m tests.bench [name…]`.

A bench is a module `bench_<name>.py` with a function `run() -> None` that prints its figures.
"""

import importlib
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    """Run the benches named, or all; return the exit status."""
    known = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    wanted = [f"bench_{name.removeprefix('bench_')}" for name in names] or known
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"no such bench: {', '.join(unknown)}; there are {', '.join(known)}")
        return 2
    for name in wanted:
        print(f"\n== {name.removeprefix('bench_')}", flush=True)
        importlib.import_module(f"{__package__}.{name}").run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
