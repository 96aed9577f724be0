"""The broker gone while somebody answers, and fed with duplicates and nonsense; what else befalls it is a scenario."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pika
import pytest
from kombu.entity import Queue

from deploy.servers import RabbitMQ
from services.kernel.delivery.outbox import Outbox
from services.kernel.delivery.signatures import SourceKey
from services.kernel.host import wire
from services.kernel.host.answers import SteadyConsumer
from services.kernel.host.rabbit.publisher import RabbitPublisher
from services.kernel.procedure.context import Call
from services.kernel.refusals import Unavailable
from tests.faults.cell import SampleCell, alive, eventually
from tests.faults.test_deaths import fill
from tests.kernel.tally import open_jar


@pytest.fixture
def cell(postgres_url: str, broker: RabbitMQ, tmp_path: Path, fresh_name: str) -> Iterator[SampleCell]:
    import psycopg

    vhost = f"v{tmp_path.name.replace('_', '-')}"[:60].lower()
    made = SampleCell(postgres_url, broker.fresh(vhost), tmp_path, fresh_name)
    yield made
    made.close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for schema in ("sample", "tally"):
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    broker.drop(vhost)


def test_a_service_outlives_a_broker_that_goes_away_while_it_answers(cell: SampleCell, broker: RabbitMQ) -> None:
    """Whoever asked is told that it may or may not be done; the service is there when the broker is."""
    service = cell.process("service", "sample")
    jar = open_jar(cell.desk)
    client = cell.client()
    cell.die_file.write_text("held-answer")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.call_now, Call("sample.get-jar", {"jar": jar}, cell.desk.token("p001")), 60)
        eventually(lambda: cell.die_file.read_text() == "answering")
        broker.stop()
        with pytest.raises(Unavailable):
            asked.result(60)
    cell.die_file.unlink()
    eventually(lambda: "went away before an answer of sample.get_jar" in service.log.read_text(), 60, cell.logs)
    broker.start()
    assert cell.client().ask("sample", "alive", 10) is True
    assert service.running, "it is the same process"


def test_a_service_outlives_an_answer_that_a_broker_which_came_back_empty_does_not_take(cell: SampleCell) -> None:
    """The exchange of answers is made again by whoever comes first, which need not be before the next answer."""
    service = cell.process("service", "sample")
    jar = open_jar(cell.desk)
    client = cell.client()
    cell.die_file.write_text("held-answer")
    with ThreadPoolExecutor(1) as pool, pika.BlockingConnection(pika.URLParameters(cell.amqp_url)) as link:
        asked = pool.submit(client.call_now, Call("sample.get-jar", {"jar": jar}, cell.desk.token("p001")), 5)
        eventually(lambda: cell.die_file.read_text() == "answering")
        channel = link.channel()
        channel.exchange_delete("nameko-rpc")
        cell.die_file.unlink()
        with pytest.raises(Unavailable):
            asked.result(60)
        eventually(lambda: "went away before an answer of sample.get_jar" in service.log.read_text(), 60, cell.logs)
        channel.exchange_declare("nameko-rpc", exchange_type="topic", durable=True)
        channel.queue_bind("rpc-sample", "nameko-rpc", "sample.*")
    assert cell.client().ask("sample", "alive", 10) is True
    assert service.running, "it is the same process"


class Listening(SteadyConsumer):
    """Breaks its connection before its first acknowledgement, and ends with the second message."""

    def __init__(self, url: str) -> None:
        super().__init__()
        config = {"AMQP_URI": url, "HEARTBEAT": 5}
        self.container = SimpleNamespace(config=config, service_name="jar", max_workers=1, accept=["json"])
        self._providers = {type("Jar", (), {"queue": Queue("jar", durable=True)})}
        self.heard: list[Any] = []

    def handle_message(self, provider: Any, body: Any, message: Any) -> None:
        self.heard.append(body)
        self.should_stop = len(self.heard) == 2
        if not self.should_stop:
            message.channel.connection.transport.sock.shutdown(socket.SHUT_RDWR)
        self.ack_message(message)


def test_an_acknowledgement_that_meets_a_lost_connection_first_does_not_leave_nobody_listening(
    amqp_url: str,
) -> None:
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as link:
        channel = link.channel()
        channel.queue_declare("jar", durable=True)
        channel.basic_publish("", "jar", b'"sing"', pika.BasicProperties("application/json", "utf-8"))
    listening = Listening(amqp_url)
    thread = threading.Thread(target=listening.run, daemon=True)
    thread.start()
    thread.join(30)
    assert listening.heard == ["sing", "sing"]


def test_a_link_outlives_what_goes_wrong_in_its_thread(cell: SampleCell) -> None:
    cell.process("service", "sample")
    client = cell.client()
    client._link.run(lambda: 1 // 0)  # type: ignore[arg-type]
    eventually(lambda: alive(client, "sample"), 30)


def test_duplicates_disorder_gaps_and_nonsense_on_the_queue(cell: SampleCell) -> None:
    cell.process("service", "sample")
    jar = UUID(open_jar(cell.desk))
    cell.process("service", "tally")
    cell.client("tally")
    fill(cell, jar, 99)
    key = SourceKey.from_pem("sample", cell.keys.bus_pem("sample"))
    messages = key.signed(Outbox(cell.desk.app.store, "sample").pull(0, 1000))
    publisher = RabbitPublisher(cell.amqp_url, "sample")
    publisher.publish([*reversed(messages[40:60]), messages[99]]).result(10)
    with pika.BlockingConnection(pika.URLParameters(cell.amqp_url)) as link:
        link.channel().basic_publish(wire.exchange("sample"), "jar-sung-to", b"la la la")
    publisher.publish([*messages[10:20], *messages[10:20], *messages]).result(10)
    cell.wait_for(100)
    fill(cell, jar, 1)
    publisher.publish(key.signed(Outbox(cell.desk.app.store, "sample").pull(100, 10))).result(10)
    cell.wait_for(101)
    publisher.close()
    eventually(lambda: _waiting(cell, wire.DEAD_LETTERS) == 1)
    eventually(lambda: _waiting(cell, wire.inbox_queue("tally")) == 0)


def _waiting(cell: SampleCell, queue: str) -> int:
    with pika.BlockingConnection(pika.URLParameters(cell.amqp_url)) as link:
        return link.channel().queue_declare(queue, passive=True).method.message_count
