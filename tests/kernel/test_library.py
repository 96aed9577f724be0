"""The event library's parts carry the live path: who knows them finds a service's log under their names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from eventsourcing.application import Repository
from eventsourcing.persistence import EventStore, IntegrityError, NotSupportedError, StoredEvent, Tracking
from sqlalchemy import select

from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.outbox import Outbox
from services.kernel.domain.events import UnknownTopic, encode
from services.kernel.log.mapper import MAPPER
from services.kernel.log.reading import Reading
from services.kernel.log.recorder import StoreRecorder
from services.kernel.log.repository import projector
from services.kernel.log.store import Store
from services.kernel.log.transaction import Writing
from tests.given import DAY, noon
from tests.kernel import tally
from tests.kernel.sample import EmptyJar, FillJar, Jar, JarFilled, JarOpened, SampleDesk, jars
from tests.kernel.test_application import ID, OLD, JarOpenedBefore


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SampleDesk]:
    made = SampleDesk(Store(f"sqlite:///{tmp_path}/sample.db"))
    yield made
    made.app.close()


def jar_of(desk: SampleDesk) -> UUID:
    jar = UUID(tally.open_jar(desk))
    desk.do(FillJar(jar=jar, amount=2))
    return jar


def test_the_librarys_own_repository_loads_what_commands_recorded(desk: SampleDesk) -> None:
    jar = jar_of(desk)
    repository = Repository(EventStore(MAPPER, StoreRecorder(desk.app.store)))
    loaded: Jar = repository.get(jar, projector_func=projector(Jar, jar))
    assert (loaded.id, loaded.amount, loaded.version) == (jar, 2, 2)
    earlier: Jar = repository.get(jar, version=1, projector_func=projector(Jar, jar))
    assert earlier.amount == 0


def test_a_command_puts_events_through_the_mapper_and_the_recorder(
    desk: SampleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[StoredEvent] = []
    insert = Writing.insert_events

    def seen(tx: Writing, stored: list[StoredEvent], **more: object) -> object:
        put.extend(stored)
        return insert(tx, stored, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Writing, "insert_events", seen)
    jar = jar_of(desk)
    assert [(one.originator_id, one.originator_version, one.topic) for one in put] == [
        (jar, 1, JarOpened.TOPIC),
        (jar, 2, JarFilled.TOPIC),
    ]
    assert [row.state for row in desk.app.store.rows()] == [one.state for one in put]
    assert [MAPPER.to_stored_event(event) for event in desk.recorded()] == put


def test_the_librarys_subscription_hears_commands_in_order(desk: SampleDesk) -> None:
    jar = jar_of(desk)
    with StoreRecorder(desk.app.store).subscribe(gt=0) as subscription:
        heard = [next(subscription), next(subscription)]
        desk.do(EmptyJar(jar=jar))
        heard.append(next(subscription))
    assert [(one.id, one.originator_id, one.originator_version) for one in heard] == [
        (1, jar, 1),
        (2, jar, 2),
        (3, jar, 3),
    ]


def test_the_mapper_brings_old_versions_up_to_date_and_guesses_no_topic() -> None:
    stored = StoredEvent(ID, 1, JarOpenedBefore.TOPIC, encode(OLD))
    assert isinstance(MAPPER.to_domain_event(stored), JarOpened)
    with pytest.raises(UnknownTopic):
        MAPPER.to_domain_event(StoredEvent(ID, 1, "sample.jar-unheard-of.v1", b"{}"))


def test_what_an_inbox_has_taken_in_is_the_librarys_tracking(desk: SampleDesk, tmp_path: Path) -> None:
    jar_of(desk)
    there = tally.build(store=Store(f"sqlite:///{tmp_path}/tally.db"), office=desk.app.office)
    inbox = Inbox(there, "sample", tally.count, Outbox(desk.app.store, "sample").pull)
    recorder = StoreRecorder(there.store)
    assert recorder.max_tracking_id("sample") is None
    inbox.catch_up()
    assert recorder.max_tracking_id("sample") == inbox.position() == 2
    recorder.wait("sample", 2, timeout=0.1)
    with pytest.raises(IntegrityError):
        recorder.insert_tracking(Tracking("sample", 2))
    there.close()


def test_events_rows_and_tracking_of_a_transaction_stand_or_fall_together(desk: SampleDesk) -> None:
    store, id = desk.app.store, uuid4()
    state = encode(desk_event(id))

    def work(tx: Writing, spoil: bool) -> None:
        tx.insert_events([StoredEvent(id, 1, JarOpened.TOPIC, state)], tracking=Tracking("elsewhere", 7))
        tx.rows.insert(jars, id=id.hex, size=9, amount=0, opened=DAY, version=1)
        if spoil:
            raise ZeroDivisionError

    recorder = StoreRecorder(store)
    with pytest.raises(ZeroDivisionError):
        desk.app.record(lambda tx: work(tx, True))
    assert (recorder.max_notification_id(), recorder.max_tracking_id("elsewhere")) == (None, None)
    desk.app.record(lambda tx: work(tx, False))
    assert (recorder.max_notification_id(), recorder.max_tracking_id("elsewhere")) == (1, 7)
    with store.reading() as connection:
        assert connection.execute(select(jars.c.id)).scalar_one() == id.hex
    with pytest.raises(IntegrityError):
        desk.app.record(lambda tx: tx.insert_events([], tracking=Tracking("elsewhere", 7)))


def desk_event(id: UUID) -> JarOpened:
    return JarOpened(originator_id=id, originator_version=1, timestamp=noon(DAY), day=DAY, size=9, empty_by=DAY)


def test_a_reading_records_nothing_and_a_transaction_waits_for_nothing(desk: SampleDesk) -> None:
    with desk.app.store.reading() as connection, pytest.raises(NotSupportedError):
        Reading(desk.app.store, connection).insert_events([])
    with pytest.raises(NotSupportedError):
        desk.app.record(lambda tx: tx.subscribe())


def test_an_aggregate_is_the_same_one_while_nobody_else_writes(desk: SampleDesk) -> None:
    jar = jar_of(desk)
    first = desk.app.record(lambda tx: tx.load(Jar, jar))
    assert desk.app.record(lambda tx: tx.load(Jar, jar)) is first, "no copy, no look at the database"
    StoreRecorder(desk.app.store).insert_events(
        [
            MAPPER.to_stored_event(
                JarFilled(originator_id=jar, originator_version=3, timestamp=noon(DAY), day=DAY, amount=4)
            )
        ]
    )
    again = desk.app.record(lambda tx: tx.load(Jar, jar))
    assert again is not first
    assert again.amount == 6
