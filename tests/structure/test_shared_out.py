"""The tests' own order: whoever starts a whole cell stands in the list of those that never run beside each other."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import LONG, MANY_PROCESSES

TESTS = Path(__file__).parents[1]
STARTS = re.compile(r"\b(?:cluster_on|Cluster)\(|\"cluster\", \"--")


def test_every_file_that_starts_a_cell_is_listed() -> None:
    starting = {str(file.relative_to(TESTS)) for file in TESTS.rglob("test_*.py") if STARTS.search(file.read_text())}
    assert len(starting) > 10
    assert sorted(starting - set(MANY_PROCESSES)) == []


def test_a_file_has_one_place() -> None:
    assert len({*MANY_PROCESSES, *LONG}) == len(MANY_PROCESSES) + len(LONG)
