"""What a newcomer types works: each command of the Makefile exists, and each part of the benchmarks runs.

Nothing is timed here: how fast it is, `make bench` says.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import cli
from deploy.bench.run import Bench
from deploy.forking import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands_in(text: str) -> set[str]:
    return set(re.findall(r"(?:\$\(JIKAO\)|\.venv/bin/jikao|`jikao) ([a-z][a-z-]*)", text))


def test_every_command_that_the_makefile_names_is_there() -> None:
    """A command that lost its decorator is a function nobody can call."""
    named = commands_in(MAKEFILE)
    assert {"serve", "cluster", "bench"} <= named
    for name in sorted(named | commands_in(README)):
        found, _, _ = cli.app.parse_commands([name])
        assert found == (name,), f"`jikao {name}` is no command"


def test_every_module_that_the_makefile_starts_is_there() -> None:
    modules = set(re.findall(r"-m ((?:deploy|tests|services)[.a-z_]*)", MAKEFILE))
    assert modules
    for module in modules:
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module


def test_every_target_that_is_no_file_says_so() -> None:
    targets = re.findall(r"^([a-z]+):(?!=)", MAKEFILE, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert sorted(phony[1].split()) == sorted(targets)


PARTS = tuple(Bench(Path(), quick=True).parts)


def test_the_help_names_every_part() -> None:
    assert [part for part in PARTS if part not in (cli.bench.__doc__ or "")] == []


@pytest.fixture(scope="module")
def folder(servers_folder: Path) -> Iterator[Path]:
    """Shared by the parts, so that the demonstration is loaded once; PostgreSQL must be able to reach it."""
    made = servers_folder / "bench"
    made.mkdir(mode=0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_the_benchmarks_runs(part: str, folder: Path) -> None:
    """With little of everything; what a missing server leaves unmeasured is a fault here: set-up brings them all."""
    bench = Bench(folder, quick=True)
    report = bench.run(part)
    assert report.figures, "; ".join(report.notes)
    differing = [figure.value for figure in report.figures if figure.unit == "rows"]
    assert not any(differing), "nothing that is compared may differ"
    assert all(figure.value > 0 for figure in report.figures if figure.unit != "rows")
    report.write(folder / f"{part}.json")
    report.show()
