"""The caller's end of RPC, against a real broker."""

from __future__ import annotations

import pytest

from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.refusals import Unavailable
from tests.faults.cell import eventually


def test_on_a_broker_where_nothing_stands_the_exchange_is_made(amqp_url: str) -> None:
    """Whoever calls first need not wait for a service to make it: it says at once that the service is not there."""
    client = RpcClient(amqp_url, name="test")
    try:
        eventually(lambda: "is not running" in said(client))
    finally:
        client.close()


def said(client: RpcClient) -> str:
    with pytest.raises(Unavailable) as refused:
        client.ask("nobody", "alive", 1)
    return refused.value.en
