"""Replays on the distributed runtime: the service's own runner, in a process beside it, with its own login."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.cluster import Cluster
from services.attendance.imports.operations import ImportPunches
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.procedure.context import Call
from tests.cells import cluster_on

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
OPENED = {"department": "vacant", "zh": "筹备科", "en": "Nobody yet", "kind": "section", "day": "2026-07-01"}


@pytest.fixture(scope="module")
def cluster(
    postgres_url: str,
    amqp_url: str,
    redis_url: str,
    fresh_name: str,
    rabbitmq_server: object,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cell")
    with cluster_on(postgres_url, amqp_url, redis_url, folder, fresh_name, rabbitmq_server) as made:
        yield made


def ask(cluster: Cluster, operation: str, **body: Any) -> Any:
    token = cluster.signer.sign(SYSTEM_ID, token_id="replays", seconds=3600)
    return json.loads(cluster.client.call_now(Call(operation, body, token), 60).body)


def done(cluster: Cluster, service: str, replay: str) -> Any:
    deadline = time.monotonic() + 240
    while True:
        seen = ask(cluster, f"{service}.get-replay", replay=replay)
        if seen["status"] not in ("queued", "running") or time.monotonic() > deadline:
            return seen
        time.sleep(0.5)


def test_registers_are_replayed_in_their_own_schema(cluster: Cluster) -> None:
    ask(cluster, "directory.open-department", **OPENED)
    seen = done(cluster, "directory", ask(cluster, "directory.start-replay", pace="full")["id"])
    assert (seen["status"], seen["found"]) == ("done", "equal"), seen
    assert seen["done"] >= 1


def test_the_appraisal_is_replayed_from_logs_that_its_runner_pulls(cluster: Cluster) -> None:
    strangers = ImportPunches(file="machine.dat", content=b"901\t2026-07-01 08:31:00\t0\t1\t0\t0\n")
    assert ask(cluster, strangers.NAME, **strangers.model_dump(mode="json"))["unknown_people_count"] == 1
    cluster.settle()
    seen = done(cluster, "appraisal", ask(cluster, "appraisal.start-replay", part="facts", pace="full")["id"])
    assert seen["done"], "something was pulled"
    assert (seen["status"], seen["found"]) == ("done", "nothing"), "there are no facts yet, and that is no success"
