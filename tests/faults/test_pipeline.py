"""From a commit to the listener over the real broker, and calls over RPC."""

import asyncio
import itertools
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pika
import pytest

from gateway.limits import RedisRevocations
from services.kernel.procedure.context import Call
from services.kernel.refusals import Refused, Unavailable
from tests.faults.cell import ROOT, SampleCell, eventually
from tests.kernel.sample import FillJar
from tests.kernel.tally import open_jar
from tests.kernel.test_calls import MALFORMED
from tests.wire_document import Document

NO_REQUESTS = (b"", b"la la la", b"[]", b"7", b"{}", b'{"args": 1, "kwargs": 2}', b'{"args": []}', b"\xff\x00")


def opening(cell: SampleCell, key: str = "", token: str = "") -> Call:
    body = {"size": 3, "empty_by": "2026-12-31"}
    return Call("sample.open-jar", body, token or cell.desk.token("p001"), key=key, correlation="c-1")


def test_what_is_committed_arrives(cell: SampleCell) -> None:
    cell.process("service", "sample")
    cell.process("service", "tally")
    cell.process("relay", "sample")
    jar = UUID(open_jar(cell.desk))
    for _ in range(200):
        cell.desk.do(FillJar(jar=jar, amount=1))
    cell.wait_for(201)


def test_an_operation_over_rpc_answers_refuses_and_remembers_its_key(cell: SampleCell) -> None:
    cell.process("service", "sample")
    client = cell.client()
    answer = client.call_now(opening(cell, key="k1"))
    assert answer.version == 1
    assert answer == cell.desk.app.call(opening(cell, key="k1")), "the same bytes as a direct call"
    assert client.call_now(opening(cell, key="k1")) == answer
    jar = answer.location.rsplit("/", 1)[1]
    with pytest.raises(Refused) as refused:
        client.call_now(Call("sample.fill-jar", {"jar": jar, "amount": 9}, cell.desk.token("p001")))
    assert (refused.value.code, refused.value.kind, refused.value.cites) == ("sample.jar-full", "conflict", ("A1",))
    assert cell.desk.recorded()[0].correlation == "c-1"


def test_a_service_checks_the_caller_itself(cell: SampleCell) -> None:
    cell.process("service", "sample")
    client = cell.client()
    with pytest.raises(Refused) as refused:
        client.call_now(opening(cell, token=cell.desk.token("p001")[:-4] + "AAAA"))
    assert refused.value.kind == "unauthenticated"
    for token in ("", cell.desk.token("p001")):
        with pytest.raises(Refused) as refused:
            client.ask("sample", "events_after", token=token, position=0)
        assert refused.value.kind in {"unauthenticated", "forbidden"}
    assert client.ask("sample", "events_after", token=cell.system, position=0)["messages"] == []


def test_a_service_that_is_not_there_is_unavailable_at_once(cell: SampleCell) -> None:
    cell.process("service", "sample")
    client = cell.client()
    with pytest.raises(Unavailable, match="kitchen is not running"):
        client.call_now(Call("kitchen.cook", {}, ""), 5)


KITCHEN = """
from nameko.events import event_handler

class Kitchen:
    name = "kitchen"

    @event_handler("sample", "jar-filled")
    def filled(self, payload):
        with open("said", "a") as out:
            print(payload["amount"], file=out)
"""


def test_a_plain_nameko_service_elsewhere_can_listen(cell: SampleCell, tmp_path: Path) -> None:
    (tmp_path / "kitchen.py").write_text(KITCHEN)
    said, log = tmp_path / "said", tmp_path / "kitchen.log"
    command = [sys.executable, "-m", "nameko", "run", "--broker", cell.amqp_url, "kitchen"]
    with log.open("wb") as out:
        listener = subprocess.Popen(command, cwd=tmp_path, stdout=out, stderr=out)
    try:
        eventually(lambda: "Connected" in log.read_text(), 30, log.read_text)
        cell.process("relay", "sample")
        jar = UUID(open_jar(cell.desk))
        for amount in (1, 2, 3):
            cell.desk.do(FillJar(jar=jar, amount=amount))
        eventually(lambda: said.exists() and sorted(said.read_text().split()) == ["1", "2", "3"], 30)
    finally:
        listener.terminate()
        listener.wait(10)


def test_nameko_shell_users_call_operations_by_name(cell: SampleCell) -> None:
    cell.process("service", "sample")
    cell.client()
    code = (
        "import json, sys; from nameko.standalone.rpc import ClusterRpcProxy\n"
        "uri, token = sys.argv[1:]\n"
        "with ClusterRpcProxy({'AMQP_URI': uri}) as rpc:\n"
        "    made = rpc.sample.open_jar(token=token, key='k9', size=7, empty_by='2026-12-31')\n"
        "    again = rpc.sample.get_jar(token=token, jar=made['body']['id'])\n"
        "    full = rpc.sample.fill_jar(token=token, jar=made['body']['id'], amount=8)\n"
        "    print(json.dumps([made, again, full]))\n"
    )
    run = [sys.executable, "-c", code, cell.amqp_url, cell.desk.token("p001")]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    import json

    made, again, full = json.loads(done.stdout)
    assert made["body"] == again["body"]
    assert made["body"]["size"] == 7
    assert made["location"].endswith(made["body"]["id"])
    assert full["problem"]["code"] == "sample.jar-full"


def test_the_log_can_only_be_added_to(cell: SampleCell) -> None:
    import psycopg

    open_jar(cell.desk)
    plain = cell.places["sample"].service.url.replace("postgresql+psycopg:", "postgresql:")
    relay = cell.places["sample"].relay.url.replace("postgresql+psycopg:", "postgresql:")
    other = cell.places["tally"].service.url.replace("postgresql+psycopg:", "postgresql:")
    forbidden = [
        (plain, "UPDATE sample.events SET state = ''"),
        (plain, "DELETE FROM sample.events"),
        (plain, "TRUNCATE sample.events"),
        (plain, "DROP TABLE sample.events"),
        (plain, "DELETE FROM sample.heads"),
        (plain, "UPDATE sample.checkpoints SET note = ''"),
        (relay, "INSERT INTO sample.events SELECT * FROM sample.events"),
        (relay, "SELECT * FROM sample.jars"),
        (relay, "SELECT * FROM sample.answers"),
        (other, "SELECT * FROM sample.events"),
    ]
    for url, statement in forbidden:
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)  # type: ignore[arg-type]
    with psycopg.connect(relay) as connection:
        assert connection.execute("SELECT count(*) FROM sample.events").fetchone() == (1,)


def test_a_service_ends_within_five_seconds(cell: SampleCell) -> None:
    parts = [cell.process("service", "sample"), cell.process("service", "tally"), cell.process("relay", "sample")]
    client = cell.client()
    eventually(lambda: client.ask("tally", "alive") is True)
    for part in parts:
        assert part.stop() < 5
        assert part.wait() == 0


def test_nonsense_over_rpc_is_refused_and_a_logged_out_token_is_none(cell: SampleCell, redis_url: str) -> None:
    """On the wire, whatever is wrong with a request; and by the gateway's own word that a session has ended."""
    process = cell.process("service", "sample", JIKAO_REDIS_URL=redis_url, JIKAO_ORIGIN="cell")
    client = cell.client()
    token = cell.signer.sign("p001", token_id="session-1", seconds=600)
    good = {"token": token, "body": {"size": 3, "empty_by": "2026-12-31"}}
    for name, values in MALFORMED.items():
        for value in values:
            with pytest.raises(Refused) as refused:
                client.ask("sample", "open_jar", 10, **(good | {name: value}))
            assert (name, refused.value.kind) == (name, "invalid")
    assert client.call_now(opening(cell, token=token)).location
    revocations = RedisRevocations(redis_url, prefix="cell:")
    asyncio.run(revocations.revoke("session-1", 60))
    with pytest.raises(Refused) as refused:
        client.call_now(opening(cell, token=token))
    assert refused.value.kind == "unauthenticated"
    assert client.call_now(opening(cell)).location, "others stay"
    assert "Traceback" not in process.log.read_text()


def test_a_service_outlives_requests_that_are_none(cell: SampleCell) -> None:
    process = cell.process("service", "sample")
    client = cell.client()
    with pika.BlockingConnection(pika.URLParameters(cell.amqp_url)) as link:
        channel = link.channel()
        for body, kind in itertools.product(NO_REQUESTS, ("application/json", "application/x-python-serialize", None)):
            for reply in ("nobody", None):
                properties = pika.BasicProperties(content_type=kind, content_encoding="utf-8", reply_to=reply)
                channel.basic_publish("nameko-rpc", "sample.open_jar", body, properties)
                channel.basic_publish("nameko-rpc", "sample.sing", body, properties)
    eventually(lambda: client.ask("sample", "alive", 2) is True, 30, cell.logs)
    assert process.running
    assert client.call_now(opening(cell)).location


def test_what_a_subscriber_gets_and_a_service_pulls_is_what_the_asyncapi_document_says(cell: SampleCell) -> None:
    document = Document(["sample"])
    cell.process("service", "sample")
    client = cell.client()
    with pika.BlockingConnection(pika.URLParameters(cell.amqp_url)) as link:
        channel = link.channel()
        channel.exchange_declare("sample.events", "topic", durable=True)
        channel.queue_declare("subscriber.paper", durable=True)
        channel.queue_bind("subscriber.paper", "sample.events", "#")
        cell.process("relay", "sample")
        jar = UUID(open_jar(cell.desk))
        for amount in (1, 2, 3):
            cell.desk.do(FillJar(jar=jar, amount=amount))
        got: list[int] = []

        def look() -> bool:
            method, properties, body = channel.basic_get("subscriber.paper", auto_ack=True)
            if method is not None:
                document.check_wire(properties.headers, body, vars(properties), method.routing_key)
                got.append(properties.headers["cloudEvents:position"])
            return len(got) == 4

        eventually(look, 30, cell.logs)
    assert got == [1, 2, 3, 4]
    page = client.ask("sample", "events_after", token=cell.system, position=1, limit=2, nonce="n")
    assert len(page["messages"]) == 2
    assert document.refuses("page", "payload", {"result": page, "error": None}) == []
