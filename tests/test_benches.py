"""The benches find what they take from the code. Their figures are no test's matter."""

import importlib
from pathlib import Path

import pytest

BENCHES = [path.stem for path in (Path(__file__).parent / "bench").glob("*.py")]


@pytest.mark.parametrize("name", sorted(set(BENCHES) - {"__main__"}))
def test_a_bench_finds_all_that_it_uses(name):
    module = importlib.import_module(f"tests.bench.{name}")
    assert callable(module.run) if name.startswith("bench_") else module.__doc__
