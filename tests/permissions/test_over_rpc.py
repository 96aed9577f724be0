"""Services check the caller themselves: whoever reaches the broker still needs an identity that the gateway signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.cluster import Cluster
from deploy.roster import ROSTER
from services.kernel.procedure.context import Call
from services.kernel.procedure.identity import Signer, new_key
from services.kernel.procedure.operations import discover
from services.kernel.refusals import Refusal
from tests.cells import cluster_on
from tests.permissions.table import ROWS

OPERATIONS = [operation.NAME for service in ROSTER for operation in discover(service)]


@pytest.fixture(scope="module")
def cluster(
    postgres_url: str,
    amqp_url: str,
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    fresh_name: str,
    rabbitmq_server: object,
) -> Iterator[Cluster]:
    """The organ is empty, so nobody belongs to it; on the broker every process has a user of its own."""
    folder = tmp_path_factory.mktemp("rpc")
    with cluster_on(postgres_url, amqp_url, redis_url, folder, fresh_name, rabbitmq_server) as made:
        yield made


def outcome(cluster: Cluster, operation: str, token: str, fields: dict[str, Any]) -> str:
    try:
        cluster.call(Call(operation, fields, token))
    except Refusal as refusal:
        return refusal.kind
    return "done"


def bare(operation: str) -> dict[str, Any]:
    """The fields of its first row; what `"@x"` stands for is nothing here."""
    return next(row.body for row in ROWS if row.operation == operation)


def test_nobody_gets_in_without_a_signed_identity(cluster: Cluster) -> None:
    long_ago = Signer(cluster.signer._key, wall=lambda: 1_000_000_000.0)
    tokens = {
        "none": "",
        "a name": "system",
        "foreign": Signer(new_key()).sign("system", token_id="x", seconds=9_999),
        "expired": long_ago.sign("system", token_id="x", seconds=900),
    }
    found = {
        (name, kind): outcome(cluster, name, token, bare(name)) for name in OPERATIONS for kind, token in tokens.items()
    }
    assert {cell for cell, said in found.items() if said != "unauthenticated"} == set()


def test_who_belongs_to_nothing_may_do_nothing(cluster: Cluster) -> None:
    """A token may be good and its holder unknown: posts are never in a token."""
    token = cluster.signer.sign("p002", token_id="good", seconds=900)
    plain = [row for row in ROWS if not any(str(value).startswith("@") for value in row.body.values())]
    found = {row.id: outcome(cluster, row.operation, token, row.body) for row in plain}
    assert {cell for cell, said in found.items() if said != "forbidden"} == set()
    assert len(found) > 80


def test_the_system_alone_is_known_from_the_beginning(cluster: Cluster) -> None:
    system = cluster.keys.system_token()
    for service in ROSTER:
        assert outcome(cluster, f"{service}.tick", system, {}) == "done"
