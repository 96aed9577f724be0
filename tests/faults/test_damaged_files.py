"""Every reader of files from outside, against two thousand damaged ones of each kind.

Nothing dies, nothing takes long or much, and no sum comes out that the file did not say.
"""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.faults.damaged import EACH, KINDS

ROOT = Path(__file__).parents[2]
COUNT, SEED = 2_000, "1"
GROWS = 256 << 20
"""Bytes of memory that reading all of a kind may take beyond reading the first."""
BY_KIND = {first: list(names) for first, names in groupby(KINDS, key=lambda name: name.partition(" ")[0])}


def through(*names: str, count: int = COUNT) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.faults.damaged", SEED, str(count), *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=1_500)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("of", BY_KIND)
def test_whatever_is_damaged_is_read_right_or_refused(of: str) -> None:
    said = through(*BY_KIND[of])
    assert not [line for line in said if "slowest" not in line]
    ended = {line["kind"]: line for line in said}
    assert list(ended) == BY_KIND[of]
    for kind, line in ended.items():
        assert line["read"] + line["refused"] == COUNT, kind
        assert line["refused"] > 0, f"{kind}: too little was damaged to prove anything"
        assert line["slowest"] < EACH, kind
        assert line["grown"] < GROWS, kind


def test_what_dies_over_a_file_is_told() -> None:
    """So that a quiet end is no proof."""
    work = "import os; from tests.faults import damaged; damaged.KINDS['it'] = os.abort; damaged.main('1', '5', 'it')"
    command = [sys.executable, "-c", work]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert '"died"' in done.stdout
