"""The office is killed in the middle of whatever it does, again and again, and the money is right each time."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from services.finance.ledger.events import VoucherPosted
from services.kernel.log.store import Store
from tests.finance.test_money_machine import Office
from tests.given import proven

ROOT = Path(__file__).parents[2]
DEATHS, LEAST = 4, 6
"""How often it is killed, and after how many turns at the earliest."""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """The store's URL and, on a server, its schema."""
    if request.param == "sqlite":
        return [f"sqlite:///{tmp_path}/finance.db"]
    url = str(request.getfixturevalue("postgres_url")).replace("postgresql://", "postgresql+psycopg://")
    return [url, f"finance{uuid4().hex[:8]}"]


@contextmanager
def opened(place: list[str]) -> Iterator[Store]:
    url, *schema = place
    store = Store(url, schema=schema[0]) if schema else Store(url)
    yield store
    store.close()


def killed(place: list[str], folder: Path, seed: int, pause: float) -> None:
    """Works for some turns, then dies within the next, wherever it is by then."""
    url, *schema = place
    office = subprocess.Popen(
        [sys.executable, "-m", "tests.finance.dying_office", url, str(folder), str(seed), *schema],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert office.stdout is not None
    try:
        for _ in range(LEAST + seed):
            assert office.stdout.readline() == "turn\n"
        time.sleep(pause)
    finally:
        office.kill()
        office.wait()
        office.stdout.close()


@pytest.mark.slow
def test_whenever_the_office_is_killed_the_money_is_right(place: list[str], tmp_path: Path) -> None:
    chance, entered = random.Random(7), 0
    for seed in range(DEATHS):
        killed(place, tmp_path / "files", seed, chance.uniform(0, 0.05))
        with opened(place) as store:
            office = Office(store, tmp_path / "files", seed)
            office.holds()
            proven(office.desk.app)
            before, entered = entered, sum(isinstance(event, VoucherPosted) for event in office.desk.recorded())
            assert entered >= before
    assert entered > 0, "nothing was paid or entered"
