"""From a commit to the listener over the real broker."""

from uuid import UUID

import pytest

from services.kernel.context import Call
from services.kernel.rabbit.rpc import RpcClient
from services.kernel.refusals import Refused
from tests.faults.cell import SampleCell
from tests.kernel.sample import FillJar
from tests.kernel.tally import open_jar


def test_what_is_committed_arrives(cell: SampleCell) -> None:
    cell.process("service", "sample")
    cell.process("service", "tally")
    cell.process("relay", "sample")
    jar = UUID(open_jar(cell.desk))
    for _ in range(200):
        cell.desk.do(FillJar(jar=jar, amount=1))
    cell.wait_for(201)


def test_operations_are_called_over_rpc(cell: SampleCell) -> None:
    cell.process("service", "sample")
    client = RpcClient(cell.amqp_url, name="test")
    call = Call(
        "sample.open-jar", {"size": 3, "empty_by": "2026-12-31"}, cell.desk.token("p001"), key="k1", correlation="c-1"
    )
    answer = _first(client, call)
    assert answer.version == 1
    assert answer.body.startswith(b'{"id":"')
    assert client.call_now(call) == answer
    jar = answer.location.rsplit("/", 1)[1]
    with pytest.raises(Refused) as refused:
        client.call_now(Call("sample.fill-jar", {"jar": jar, "amount": 9}, cell.desk.token("p001")))
    assert (refused.value.code, refused.value.kind, refused.value.cites) == ("sample.jar-full", "conflict", ("A1",))
    client.close()


def _first(client: RpcClient, call: Call):
    """The service may still be starting."""
    import time

    from services.kernel.refusals import Unavailable

    for _ in range(100):
        try:
            return client.call_now(call)
        except Unavailable:
            time.sleep(0.1)
    return client.call_now(call)
