"""Each process its own user on a real broker: what it must do it may, and nothing else."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel

from deploy.admission import BusUsers
from deploy.servers import RabbitMQ

LISTENS = {"alpha": (), "beta": ("alpha",), "gamma": ("alpha", "beta", "absent")}
QUORUM = {"x-queue-type": "quorum", "x-single-active-consumer": True, "x-dead-letter-exchange": "jikao.dead"}
OWN, STRANGE = str(uuid4()), str(uuid4())


@pytest.fixture(scope="module")
def users(broker: RabbitMQ, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BusUsers]:
    made = BusUsers(broker, broker.url, tmp_path_factory.mktemp("keys") / "bus.json", "cell-a")
    made.admit(LISTENS, subscribers=("paper",))
    with _as(made, "gamma") as channel:
        channel.queue_declare("gamma.inbox", durable=True, arguments=QUORUM)
        channel.queue_declare("rpc-gamma", durable=True)
    with _as(made, "beta") as channel:
        channel.queue_declare("beta.inbox", durable=True, arguments=QUORUM)
    with _as(made, "paper") as channel:
        channel.queue_declare("subscriber.paper.news", durable=True)
    yield made
    broker.drop("cell-a")


def _as(users: BusUsers, part: str) -> Any:
    connection = pika.BlockingConnection(pika.URLParameters(users.url(part)))
    channel = connection.channel()
    channel.confirm_delivery()
    return channel


def publish(exchange: str, key: str) -> Callable[[BlockingChannel], Any]:
    return lambda channel: channel.basic_publish(exchange, key, b"{}")


def queue(name: str, **arguments: Any) -> Callable[[BlockingChannel], Any]:
    return lambda channel: channel.queue_declare(name, durable=True, arguments=arguments)


def reply_queue(part: str) -> Callable[[BlockingChannel], Any]:
    name = f"rpc.reply-{part}-{OWN}"

    def make(channel: BlockingChannel) -> None:
        channel.queue_declare(name, exclusive=True, auto_delete=True)
        channel.queue_bind(name, "nameko-rpc", OWN)

    return make


def bind(name: str, exchange: str, key: str, **arguments: Any) -> Callable[[BlockingChannel], Any]:
    def make(channel: BlockingChannel) -> None:
        channel.queue_declare(name, durable=True, arguments=arguments)
        channel.queue_bind(name, exchange, key)

    return make


def only_bind(name: str, exchange: str, key: str) -> Callable[[BlockingChannel], Any]:
    return lambda channel: channel.queue_bind(name, exchange, key)


def read(name: str) -> Callable[[BlockingChannel], Any]:
    return lambda channel: channel.basic_consume(name, lambda *_: None)


MAY: list[tuple[str, str, Callable[[BlockingChannel], Any]]] = [
    ("alpha-relay", "publishes its events", publish("alpha.events", "anything")),
    ("alpha-relay", "makes its exchange", lambda c: c.exchange_declare("alpha.events", "topic", durable=True)),
    ("beta", "makes its inbox", bind("beta.inbox", "alpha.events", "#", **QUORUM)),
    ("beta", "makes its queue of calls", bind("rpc-beta", "nameko-rpc", "beta.*")),
    ("beta", "hears answers", reply_queue("beta")),
    ("beta", "pulls from its source", publish("nameko-rpc", "alpha.events_after")),
    ("beta", "asks it for a checkpoint to witness", publish("nameko-rpc", "alpha.newest_note")),
    ("beta", "answers whoever asked", publish("nameko-rpc", STRANGE)),
    ("gamma", "listens to one that is not there yet", bind("gamma.inbox", "absent.events", "#", **QUORUM)),
    ("beta", "reads its inbox", read("beta.inbox")),
    ("gateway", "calls an operation", publish("nameko-rpc", "beta.open_jar")),
    ("gateway", "hears answers", reply_queue("gateway")),
    ("cluster", "calls an operation", publish("nameko-rpc", "gamma.state")),
    ("paper", "listens with a queue of its own", bind("subscriber.paper.news", "beta.events", "#")),
    ("paper", "reads it", read("subscriber.paper.news")),
]

MAY_NOT: list[tuple[str, str, Callable[[BlockingChannel], Any]]] = [
    *((part, f"publishes events of {source}", publish(f"{source}.events", "anything"))
      for part, source in (
          ("alpha-relay", "beta"), ("alpha", "beta"), ("alpha", "alpha"), ("beta", "alpha"), ("beta", "beta"),
          ("gamma", "alpha"), ("gateway", "alpha"), ("cluster", "alpha"), ("paper", "alpha"), ("paper", "paper"),
      )),
    *((part, "writes to an inbox past the exchanges", publish("", "gamma.inbox"))
      for part in ("alpha", "alpha-relay", "beta", "gateway", "cluster", "paper")),
    *((part, "reads another's inbox", read("gamma.inbox"))
      for part in ("alpha", "beta", "alpha-relay", "gamma-relay", "gateway", "cluster", "paper")),
    *((part, "takes another's calls", read("rpc-gamma"))
      for part in ("alpha", "beta", "alpha-relay", "gamma-relay", "gateway", "cluster", "paper")),
    *((part, "binds another's inbox to its own source", only_bind("gamma.inbox", "nameko-rpc", OWN))
      for part in ("alpha", "beta", "gamma-relay", "gateway", "paper")),
    *((part, "empties another's inbox", lambda c: c.queue_purge("gamma.inbox"))
      for part in ("alpha", "beta", "gamma-relay", "gateway", "paper")),
    *((part, "deletes another's inbox", lambda c: c.queue_delete("gamma.inbox"))
      for part in ("alpha", "beta", "gamma-relay", "gateway", "paper")),
    *((part, "deletes an exchange of events", lambda c: c.exchange_delete("alpha.events"))
      for part in ("alpha", "beta", "beta-relay", "gateway", "cluster", "paper")),
    *((part, "deletes the exchange of calls", lambda c: c.exchange_delete("nameko-rpc"))
      for part in ("alpha", "alpha-relay", "gateway", "cluster", "paper")),
    *((part, "reads the dead letters", read("jikao.dead"))
      for part in ("alpha", "beta", "alpha-relay", "gateway", "paper")),
    ("beta", "listens to what it is not told of", bind("beta.inbox", "gamma.events", "#", **QUORUM)),
    ("beta", "listens in on calls to another", only_bind("rpc-beta", "nameko-rpc", "gamma.*")),
    ("beta", "listens in on all calls", only_bind("rpc-beta", "nameko-rpc", "#")),
    ("beta", "calls an operation of another", publish("nameko-rpc", "gamma.open_jar")),
    *(("beta", f"asks whom it does not listen to for {method}", publish("nameko-rpc", f"gamma.{method}"))
      for method in ("events_after", "newest_note")),
    ("gateway", "answers in another's stead", publish("nameko-rpc", STRANGE)),
    ("gateway", "listens in on calls", reply_queue("beta")),
    ("paper", "calls an operation", publish("nameko-rpc", "beta.open_jar")),
    ("paper", "takes a queue of another name", queue("papers")),
    ("paper", "hears answers", reply_queue("paper")),
    ("alpha-relay", "makes a queue", queue("alpha.inbox")),
    ("alpha", "listens although it has no source", queue("alpha.inbox")),
]  # fmt: skip


@pytest.mark.parametrize(("part", "act"), [pytest.param(p, a, id=f"{p} {what}") for p, what, a in MAY])
def test_what_a_process_must_do_it_may(users: BusUsers, part: str, act: Callable[[BlockingChannel], Any]) -> None:
    with _as(users, part) as channel:
        act(channel)


@pytest.mark.parametrize(("part", "act"), [pytest.param(p, a, id=f"{p} {what}") for p, what, a in MAY_NOT])
def test_what_is_not_its_part_is_refused(users: BusUsers, part: str, act: Callable[[BlockingChannel], Any]) -> None:
    with pytest.raises(pika.exceptions.ChannelClosedByBroker) as refused:
        act(_as(users, part))
    assert refused.value.reply_code == 403


@pytest.mark.parametrize("vhost", ["%2F", "cell-b"])
def test_another_cell_is_closed_to_all_of_them(users: BusUsers, broker: RabbitMQ, tmp_path: Path, vhost: str) -> None:
    BusUsers(broker, broker.url, tmp_path / "bus.json", "cell-b").admit(LISTENS)
    for part in ("alpha", "alpha-relay", "gateway", "cluster", "paper"):
        elsewhere = users.url(part).rpartition("/")[0] + f"/{vhost}"
        with pytest.raises((pika.exceptions.ProbableAccessDeniedError, pika.exceptions.ConnectionClosedByBroker)):
            pika.BlockingConnection(pika.URLParameters(elsewhere))
    broker.drop("cell-b")


def test_there_is_no_user_that_everybody_knows(broker: RabbitMQ) -> None:
    with pytest.raises(pika.exceptions.ProbableAuthenticationError):
        pika.BlockingConnection(pika.URLParameters(f"amqp://guest:guest@127.0.0.1:{broker.port}/%2F"))


def test_passwords_are_the_owners_alone_and_no_two_are_one(users: BusUsers) -> None:
    file = users._file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    import json

    known = json.loads(file.read_text())
    assert len(set(known.values())) == len(known) == 2 + 2 * len(LISTENS) + 1


def test_admitting_again_keeps_what_waits_and_a_wiped_broker_admits_them_again(
    users: BusUsers, broker: RabbitMQ
) -> None:
    with _as(users, "alpha-relay") as channel:
        channel.basic_publish("alpha.events", "x", b"{}")
    with _as(users, "beta") as channel:
        bind("beta.inbox", "alpha.events", "#", **QUORUM)(channel)
    with _as(users, "alpha-relay") as channel:
        channel.basic_publish("alpha.events", "x", b"waits")
    users.admit(LISTENS, subscribers=("paper",))
    with _as(users, "beta") as channel:
        assert channel.queue_declare("beta.inbox", passive=True).method.message_count >= 1
    broker.wipe()
    with _as(users, "alpha-relay") as channel:
        channel.basic_publish("alpha.events", "x", b"{}")
    with pytest.raises(pika.exceptions.ChannelClosedByBroker):
        publish("beta.events", "x")(_as(users, "alpha-relay"))
