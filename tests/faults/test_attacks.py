"""The table of attacks by somebody who may write every exchange of a real broker, one by one, on real services."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pika
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update

from services.kernel.delivery import contradictions
from services.kernel.delivery.outbox import Outbox
from services.kernel.delivery.signatures import SourceKey
from services.kernel.host import wire
from services.kernel.host.rabbit.publisher import RabbitPublisher
from services.kernel.log.store import LOG, Store, cursors, events, heads
from services.kernel.log.transaction import Reading
from tests.faults.cell import SampleCell, eventually
from tests.faults.test_deaths import fill
from tests.kernel.attacks import ATTACKS, Bus, Raw
from tests.kernel.tally import open_jar, total


def test_no_attack_on_the_broker_changes_anything_and_each_is_named(cell: SampleCell) -> None:
    cell.process("service", "sample")
    listener = cell.process("service", "tally", JIKAO_CATCH_UP_SECONDS="600")  # nothing heals by waiting
    jar = UUID(open_jar(cell.desk))
    cell.client("tally")
    key = SourceKey.from_pem("sample", cell.keys.bus_pem("sample"))
    neighbour = SourceKey("neighbour", Ed25519PrivateKey.generate())
    outgoing = Outbox(cell.desk.app.store, "sample")
    publisher = RabbitPublisher(cell.amqp_url, "sample")
    fill(cell, jar, 10)
    publisher.publish(key.signed(outgoing.pull(0, 100))).result(10)
    cell.wait_for(11)
    for attack in ATTACKS:
        begun = cell.desk.app.store.position()
        fill(cell, jar, 3)
        signed = key.signed(outgoing.pull(0, 10_000))
        bus = Bus(signed[begun - 6 : begun], signed[begun:], neighbour)
        before = _counted(cell)
        _send(cell, attack.raw(bus))
        if attack.named:  # nothing genuine is sent: what was forged makes the inbox ask
            expected = {*before, *(kind.value for kind in attack.named)}
            eventually(lambda: _counted(cell).keys() == expected, 20, listener.log.read_text)  # noqa: B023
            eventually(lambda: sum(_counted(cell).values()) > sum(before.values()))  # noqa: B023
        else:
            publisher.publish(bus.coming).result(10)
        cell.wait_for(begun + 3)
        assert _counted(cell).keys() == {*before, *(kind.value for kind in attack.named)}, attack.name
    fill(cell, jar, 1)
    publisher.publish(key.signed(outgoing.pull(cell.desk.app.store.position() - 1, 10))).result(10)
    cell.wait_for(cell.desk.app.store.position())
    publisher.close()
    assert total(cell.listener) == 10 + 3 * len(ATTACKS) + 1
    assert listener.running
    said = listener.log.read_text()
    assert "Traceback" not in said
    assert '"level": "error"' in said


def _counted(cell: SampleCell) -> dict[str, int]:
    with cell.listener.reading() as connection:
        return contradictions.counts(Reading(cell.listener, connection)).get("sample", {})


def _send(cell: SampleCell, raw: list[Raw]) -> None:
    with pika.BlockingConnection(pika.URLParameters(cell.amqp_url)) as link:
        channel = link.channel()
        channel.confirm_delivery()
        for headers, body in raw:
            properties = pika.BasicProperties(headers=headers, delivery_mode=2)
            channel.basic_publish(wire.exchange("sample"), "jar-filled", body, properties)


def test_a_source_whose_database_was_set_back_is_named_and_held_until_its_own_log_is_there(cell: SampleCell) -> None:
    """An older backup of the source, on real servers; and the office went on in it."""
    service, listener = cell.process("service", "sample"), cell.process("service", "tally")
    relay = cell.process("relay", "sample")
    jar = UUID(open_jar(cell.desk))
    cell.client("tally")
    fill(cell, jar, 10)
    cell.wait_for(11)
    for process in (relay, service):
        process.kill()
    owner = cell.places["sample"].owner.store()
    kept = _set_back(owner, 6)
    cell.desk = cell.new_desk()
    service.start()
    eventually(lambda: "behind" in _counted(cell), 30, listener.log.read_text)
    fill(cell, jar, 8)
    relay.start()
    eventually(lambda: "rewritten" in _counted(cell), 30, listener.log.read_text)
    assert cell.taken_in() == list(range(1, 12)), "nothing of it is taken in"
    for process in (relay, service):
        process.kill()
    _set_back(owner, 6)
    _put_back(owner, kept)
    cell.desk = cell.new_desk()
    service.start()
    fill(cell, jar, 1)
    relay.start()
    cell.wait_for(12, 60)
    owner.close()
    assert listener.running


def _set_back(store: Store, position: int) -> list[Any]:
    """Returns what was taken away."""
    with store.writing() as connection:
        gone = connection.execute(select(events).where(events.c.position > position)).fetchall()
        seal = connection.execute(select(events.c.seal).where(events.c.position == position)).scalar_one()
        connection.execute(delete(events).where(events.c.position > position))
        connection.execute(update(heads).where(heads.c.name == LOG).values(position=position, seal=seal))
        connection.execute(update(cursors).values(position=position))
    return list(gone)


def _put_back(store: Store, rows: list[Any]) -> None:
    with store.writing() as connection:
        connection.execute(events.insert(), [row._asdict() for row in rows])
        last = rows[-1]
        connection.execute(update(heads).where(heads.c.name == LOG).values(position=last.position, seal=last.seal))
        connection.execute(update(cursors).values(position=last.position))
