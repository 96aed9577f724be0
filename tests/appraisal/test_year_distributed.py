"""The same year over RabbitMQ and PostgreSQL, with the box in a process of its own: byte for byte (A33–A35).

Then it is replayed, each moment from nothing, by the runner that a service has.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from services.kernel.host.settings import Settings
from tests.appraisal.far import FarBoxes, FarDesk, regulations
from tests.appraisal.moments import Sample, Watched
from tests.appraisal.test_year import FIRST, SEED, YEAR, YOUNG, Organ, Past, as_published, lived, past
from tests.appraisal.year_oracle import LEAST_SLIPS, year
from tests.cells import cluster_on

__all__ = ["past"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
QUARTERS = (1, 2, 3, 4)
MOMENTS = 4
"""Replayed by the service's own runner, some seconds each."""


class WatchedFar(Watched, FarDesk):
    """Its facts have come before it looks around."""


def test_the_year_is_the_same_distributed(
    past: Past,
    postgres_url: str,
    amqp_url: str,
    redis_url: str,
    fresh_name: str,
    rabbitmq_server: object,
    tmp_path: Path,
) -> None:
    settings = Settings(
        tick_seconds=0, clock=FIRST, regulations=regulations(tmp_path / "regulations", LEAST_SLIPS), log_level="ERROR"
    )
    cell = tmp_path / "cell"
    with cluster_on(postgres_url, amqp_url, redis_url, cell, fresh_name, rabbitmq_server, settings) as cluster:
        desk = WatchedFar(cluster, FIRST)
        log = cluster.places["appraisal"].service.store()
        sample = Sample.of(MOMENTS)
        desk.watch(log, past.organ.desk.app.registers, SEED, sample)
        far = lived(Organ(desk, FarBoxes(cluster), watched=False))
        for number in QUARTERS:
            told = far.organ.told[f"{YEAR}-Q{number}"]
            assert as_published(far.rounds[number]) == told.lines() == as_published(past.rounds[number])
            stands = next(one for one in far.rounds[number].published if one.stands)
            assert stands.digest == told.digest(stands.at, stands.policy_digest)
            here = next(one for one in past.rounds[number].published if one.stands)
            assert (stands.digest, stands.policy_digest) == (here.digest, here.policy_digest)
            mine, theirs = (json.loads(each.cards(number))["cards"] for each in (far, past))
            assert {one["card"]["department"]: one["digest"] for one in mine} == {
                one["card"]["department"]: one["digest"] for one in theirs
            }
        assert year([far.organ.told[f"{YEAR}-Q{number}"].lines() for number in QUARTERS])[YOUNG][:2] == (1, None)
        assert [one.stands for one in far.rounds[2].published] == [False, True], "reopened, and published anew"
        assert [line.evaluation for line in far.rounds[3].lines] == [None] * len(far.rounds[3].lines), "withheld"
        desk.hold(Random(SEED).sample(desk.seen, sample.moments), lambda: None)
        log.close()
        desk.close()
