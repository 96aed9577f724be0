"""The year of one organ, replayed to moments of it: registers and scorecards are what was seen then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from services.appraisal.ballots.boxes import BOXES, FolderBoxes
from services.kernel.log.store import Store
from services.kernel.procedure.replay.running import work_off
from tests.appraisal.moments import Sample, Watched
from tests.appraisal.test_year import SEED, YEAR, Organ, lived
from tests.appraisal.year_oracle import LEAST_SLIPS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_moments_of_the_year_are_what_was_seen_then(any_store: Store, tmp_path: Path) -> None:
    desk, boxes = Watched(any_store), FolderBoxes(tmp_path / "ballots")
    rules = desk.app.office.rules.with_value("ballots.least_slips", str(LEAST_SLIPS), date(YEAR, 1, 1))
    desk.app.office = replace(desk.app.office, ports={BOXES: boxes}, rules=rules)
    sample = Sample.of(50 if any_store.is_sqlite else 10)
    desk.watch(any_store, desk.app.registers, SEED, sample)
    lived(Organ(desk, boxes, watched=False))
    moments = Random(SEED).sample(desk.seen, sample.moments)
    assert len({one.registers for one in moments}) > sample.moments / 3, "registers tell moments apart"
    assert len({str(one.cards) for one in moments}) > sample.moments / 3, "so do scorecards"
    desk.hold(moments, lambda: work_off(desk.app))
