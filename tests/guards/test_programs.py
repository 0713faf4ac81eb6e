"""What stands beside the program and is run by hand still fits it: benchmarks and tools can be loaded."""

import importlib

import pytest

from app.settings import ROOT

# __main__ measures as soon as it is loaded.
PROGRAMS = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for folder in ("benchmarks", "tools")
    for path in (ROOT / folder).rglob("*.py")
    if path.name not in ("__main__.py", "__init__.py")
)


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_can_be_loaded(name, monkeypatch, tmp_path):
    monkeypatch.setenv("BENCHMARK_DATABASE", str(tmp_path / "none.sqlite"))
    assert importlib.import_module(name).__doc__
