"""The picture of the directory that every decision stands on: never behind, and never ahead of what is committed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import Tracking

from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.messages import Message, mirrored
from services.kernel.delivery.mirror import Mirror
from services.kernel.domain import events as facts
from services.kernel.domain.aggregate import Act
from services.kernel.domain.events import Event
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading, Writing
from services.kernel.refusals import Refusal
from tests.kernel import tally
from tests.kernel.sample import Jar, JarFilled, SampleDesk


class Contents:
    """A model of the jars' fillings, in the order in which they are known."""

    def __init__(self, amounts: tuple[int, ...] = ()) -> None:
        self.amounts = amounts

    def with_events(self, events: Iterable[Event]) -> Contents:
        return Contents((*self.amounts, *(e.amount for e in events if isinstance(e, JarFilled))))


def filled(position: int, amount: int, aggregate: UUID | None = None) -> Message:
    jar = aggregate or uuid4()
    event = JarFilled(
        originator_id=jar,
        originator_version=1,
        timestamp=datetime(2026, 3, 2, tzinfo=UTC),
        day=date(2026, 3, 2),
        actor="p001",
        amount=amount,
    )
    return Message("elsewhere", position, position - 1, JarFilled.TOPIC, jar.hex, facts.encode(event))


class Refused(Refusal):
    code = "sample.refused"


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://")
        made = Store(url, schema=f"mirror{uuid4().hex[:8]}")
    else:
        made = Store(f"sqlite:///{tmp_path}/sample.db")
    yield made
    made.close()


@pytest.fixture
def desk(store: Store) -> SampleDesk:
    return SampleDesk(store)


@pytest.fixture
def mirror() -> Mirror[Contents]:
    return Mirror("elsewhere", Contents())


def taken_in(tx: Writing, *messages: Message) -> None:
    """What the inbox does in its job."""
    mirrored(tx, messages)
    tx.insert_tracking(Tracking("elsewhere", messages[-1].position))


def committed(store: Store, mirror: Mirror[Contents]) -> tuple[int, ...]:
    with store.reading() as connection:
        return mirror.current(Reading(store, connection)).amounts


def test_a_command_in_the_same_commit_sees_what_was_just_taken_in(desk: SampleDesk, mirror: Mirror[Contents]) -> None:
    """And so does everybody after it: a dismissed administrator was admitted until the next restart."""
    seen: list[Sequence[int]] = []

    def together(tx: Writing) -> None:
        seen.append(mirror.current(tx).amounts)
        taken_in(tx, filled(1, 10), filled(2, 20))
        seen.append(mirror.current(tx).amounts)
        taken_in(tx, filled(3, 30))
        seen.append(mirror.current(tx).amounts)

    desk.app.record(together)
    assert seen == [(), (10, 20), (10, 20, 30)]
    assert committed(desk.app.store, mirror) == (10, 20, 30)
    assert desk.app.record(mirror.current).amounts == (10, 20, 30)


def test_what_is_rolled_back_was_never_known(desk: SampleDesk, mirror: Mirror[Contents]) -> None:
    def spoilt(tx: Writing) -> None:
        taken_in(tx, filled(1, 666))
        assert mirror.current(tx).amounts == (666,)
        raise Refused("不行。", "No.")

    with pytest.raises(Refused):
        desk.app.record(spoilt)
    assert committed(desk.app.store, mirror) == ()
    desk.app.record(lambda tx: taken_in(tx, filled(1, 10)))
    assert committed(desk.app.store, mirror) == (10,)


def test_the_own_log_is_known_with_what_is_being_recorded(desk: SampleDesk) -> None:
    mirror = Mirror("log", Contents())
    jar = UUID(tally.open_jar(desk))

    def twice(tx: Writing) -> None:
        loaded = tx.load(Jar, jar)
        for amount in (1, 2):
            loaded.fill(act(), amount)
            tx.append(loaded)
        assert mirror.current(tx).amounts == (1, 2)
        raise Refused("不行。", "No.")

    with pytest.raises(Refused):
        desk.app.record(twice)
    with desk.app.store.reading() as connection:
        assert mirror.current(Reading(desk.app.store, connection)).amounts == ()


def act() -> Act:
    return Act(at=datetime(2026, 3, 2, tzinfo=UTC), day=date(2026, 3, 2), actor="p001")


def test_what_leaves_the_quarantine_is_known_to_every_replica(desk: SampleDesk) -> None:
    """It stands behind positions that were passed long ago."""
    sick = {666}

    def consumer(tx: Writing, messages: Sequence[Message]) -> None:
        if any(e.amount in sick for m in messages if isinstance(e := m.event(), JarFilled)):
            raise ValueError("who can count that?")
        mirrored(tx, messages)

    log = [filled(1, 10), filled(2, 666), filled(3, 30)]
    inbox = Inbox(desk.app, "elsewhere", consumer, lambda after, limit: [m for m in log if m.position > after])
    inbox.catch_up()
    mine, replica = Mirror("elsewhere", Contents()), Mirror("elsewhere", Contents())
    for mirror in (mine, replica):
        assert committed(desk.app.store, mirror) == (10, 30)
    sick.clear()
    assert inbox.retry() == 1
    assert committed(desk.app.store, mine) == (10, 666, 30)
    assert desk.app.record(replica.current).amounts == (10, 666, 30)
