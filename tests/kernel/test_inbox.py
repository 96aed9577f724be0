"""Each event once, in order, none missing, whatever the way it came."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select

from services.kernel.delivery.inbox import GapOpen, Inbox
from services.kernel.delivery.messages import Message, mirrored
from services.kernel.delivery.outbox import Outbox
from services.kernel.domain.words import WrongStatus
from services.kernel.log.store import Store, consumed, quarantine
from services.kernel.log.transaction import Reading, Writing
from services.kernel.procedure.context import Call
from services.kernel.procedure.custody import across
from services.kernel.procedure.custody.checking import Checked
from services.kernel.procedure.own_log.operations import declare as of_log
from services.kernel.procedure.quarantine.operations import declare
from services.kernel.procedure.quarantine.passed import passed_over
from services.kernel.refusals import Forbidden, NotFound, OwnMatter, Refusal, Unavailable
from tests.given import Desk, proven
from tests.kernel import tally
from tests.kernel.sample import FillJar, JarFilled, OpenJar, SampleDesk

pytestmark = pytest.mark.slow


class Pair:
    """The sample service, and the tally that listens to it."""

    def __init__(self, here: Store, there: Store) -> None:
        self.desk = SampleDesk(here)
        self.outgoing = Outbox(here, "sample")
        self.app = tally.build(store=there, office=self.desk.app.office)
        self.inbox = Inbox(self.app, "sample", tally.count, self.outgoing.pull, batch=7)

    def fill(self, *amounts: int, jar: str = "") -> str:
        jar = jar or tally.open_jar(self.desk)
        for amount in amounts:
            self.desk.do(FillJar(jar=UUID(jar), amount=amount))
        return jar

    def published(self) -> list[Message]:
        return self.outgoing.pull(0, 10_000)

    def positions(self) -> list[int]:
        return tally.positions(self.app.store)


@pytest.fixture(params=["sqlite", "postgres"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    tally.antidote.clear()
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://")
        number = uuid4().hex[:8]
        here, there = Store(url, schema=f"sample{number}"), Store(url, schema=f"tally{number}")
    else:
        here, there = Store(f"sqlite:///{tmp_path}/sample.db"), Store(f"sqlite:///{tmp_path}/tally.db")
    made = Pair(here, there)
    yield made
    here.close()
    there.close()


def test_a_message_carries_no_marked_field_and_names_the_one_before(pair: Pair) -> None:
    pair.fill(1, 2)
    messages = pair.published()
    assert [(m.position, m.previous) for m in messages] == [(1, 0), (2, 1), (3, 2)]
    assert b"private" not in messages[0].data
    assert messages[0].event().TOPIC == "sample.jar-opened.v1"


def kept_seal(pair: Pair) -> str | None:
    with pair.app.store.reading() as connection:
        return Reading(pair.app.store, connection).seals().get("sample")


def test_the_seal_of_the_source_is_kept_for_the_position_taken_in(pair: Pair) -> None:
    """Pushed, pulled, repeated or held in quarantine: of that position, and of no later one."""
    assert kept_seal(pair) is None
    jar = pair.fill(1, 2)
    seals = {row.position: row.seal.hex() for row in pair.desk.app.store.rows()}
    first, *others = pair.published()
    pair.inbox.receive([first])
    assert kept_seal(pair) == seals[1]
    pair.inbox.receive(others[-1:])
    pair.inbox.receive([first])
    assert kept_seal(pair) == seals[3]
    pair.fill(tally.POISON, jar=jar)
    pair.inbox.catch_up()
    assert pair.inbox.quarantined()
    assert kept_seal(pair) == next(row.seal.hex() for row in pair.desk.app.store.rows(3))


def test_a_message_without_a_seal_leaves_none_behind(pair: Pair) -> None:
    """The seal of an earlier position would be taken for that of this one."""
    pair.fill(1, 2)
    messages = pair.published()
    pair.inbox.receive(messages[:1])
    pair.inbox.receive([replace(one, seal="") for one in messages[1:]])
    assert kept_seal(pair) is None


def test_duplicates_change_nothing(pair: Pair) -> None:
    pair.fill(1, 2, 3)
    messages = pair.published()
    assert pair.inbox.receive(messages[:2] + messages[:2]) == 2
    assert pair.inbox.receive(messages + messages) == 2
    assert pair.inbox.receive(messages) == 0
    assert pair.positions() == [1, 2, 3, 4]
    assert tally.total(pair.app.store) == 6


def test_what_is_missing_is_pulled(pair: Pair) -> None:
    pair.fill(*range(40))
    last = pair.published()[-1]
    assert pair.inbox.receive([last]) == 41
    assert pair.positions() == list(range(1, 42))


def test_any_order_of_any_subset_ends_the_same(pair: Pair) -> None:
    pair.fill(*range(1, 60))
    chance = random.Random(7)
    messages = pair.published()
    for _ in range(30):
        pair.inbox.receive(chance.sample(messages, chance.randint(1, 20)))
    pair.inbox.catch_up()
    assert pair.positions() == list(range(1, 61))
    assert tally.total(pair.app.store) == sum(range(1, 60))


def test_a_gap_the_source_cannot_fill_waits(pair: Pair) -> None:
    pair.fill(1, 2, 3)
    messages = pair.published()
    pair.inbox.pull = lambda after, limit: []
    with pytest.raises(GapOpen):
        pair.inbox.receive(messages[2:])
    assert pair.positions() == []
    pair.inbox.pull = pair.outgoing.pull
    pair.inbox.receive(messages[2:])
    assert pair.positions() == [1, 2, 3, 4]


def test_poison_is_held_with_its_successors_and_all_else_proceeds(pair: Pair) -> None:
    first, second = pair.fill(1), pair.fill(10)
    pair.fill(tally.POISON, jar=first)
    pair.fill(20, jar=second)
    pair.fill(2, jar=first)
    pair.fill(30, jar=second)
    pair.inbox.receive(pair.published())
    pair.fill(3, jar=first)
    pair.inbox.receive(pair.published())

    assert tally.total(pair.app.store) == 61
    held = pair.inbox.quarantined()
    assert [h.message.position for h in held] == [5, 7, 9]
    assert held[0].error == "ValueError: who can count that?"
    assert [h.error for h in held[1:]] == ["", ""]
    assert pair.inbox.position() == 9

    assert pair.inbox.retry() == 0
    assert [h.message.position for h in pair.inbox.quarantined()] == [5, 7, 9]
    tally.antidote.add(tally.POISON)
    assert pair.inbox.retry() == 3
    assert pair.inbox.quarantined() == []
    assert pair.positions() == list(range(1, 10))
    assert tally.total(pair.app.store) == 66 + tally.POISON


def test_a_retry_takes_an_aggregate_in_order_and_stops_at_its_first_failure(pair: Pair) -> None:
    jar = pair.fill(tally.POISON, 1, tally.POISON, 2)
    del jar
    pair.inbox.receive(pair.published())
    taken: list[int] = []

    def third_fails(tx: object, messages: list[Message]) -> None:
        if messages[0].position == 4:
            raise ValueError("not yet")
        taken.append(messages[0].position)

    pair.inbox._consumer = third_fails
    assert pair.inbox.retry() == 2
    assert taken == [2, 3]
    assert [(h.message.position, h.error) for h in pair.inbox.quarantined()] == [(4, "ValueError: not yet"), (5, "")]


def test_an_event_of_a_newer_source_is_held_not_guessed(pair: Pair) -> None:
    unknown = Message("sample", 1, 0, "sample.jar-sung-to.v1", uuid4().hex, b"{}")
    pair.inbox.receive([unknown])
    assert pair.inbox.quarantined()[0].error.startswith("UnknownTopic")


@pytest.mark.parametrize("refusal", [Refusal("否", "no"), Unavailable("稍后", "later")])
def test_what_a_refusing_consumer_wrote_is_undone(pair: Pair, refusal: Refusal) -> None:
    pair.fill(1)

    def writes_then_refuses(tx: object, messages: list[Message]) -> None:
        tally.count(tx, messages)  # type: ignore[arg-type]
        raise refusal

    sound, pair.inbox._consumer = pair.inbox._consumer, writes_then_refuses
    if isinstance(refusal, Unavailable):
        with pytest.raises(Exception, match="later"):
            pair.inbox.receive(pair.published())
        assert pair.inbox.position() == 0
        pair.inbox._consumer = sound
        pair.inbox.receive(pair.published())
        assert pair.positions() == [1, 2]
    else:
        pair.inbox.receive(pair.published())
        assert pair.positions() == []
        with pair.app.store.reading() as connection:
            assert len(connection.execute(select(quarantine)).fetchall()) == 2


def test_unpublished_facts_are_stepped_over(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.kernel.sample import JarFilled

    jar = pair.fill(1, 2)
    monkeypatch.setattr(JarFilled, "PUBLISHED", False)
    other = tally.open_jar(pair.desk)
    pair.fill(3, jar=jar)
    pair.fill(4, jar=other)
    fresh = Outbox(pair.desk.app.store, "sample")
    assert [(m.position, m.previous) for m in fresh.pull(0, 10)] == [(1, 0), (4, 1)]
    assert [(m.position, m.previous) for m in Outbox(pair.desk.app.store, "sample").pull(3, 10)] == [(4, 1)]
    assert Outbox(pair.desk.app.store, "sample").pull(4, 1) == []
    pair.inbox.pull = fresh.pull
    pair.inbox.receive(fresh.pull(0, 10)[1:])
    assert pair.positions() == [1, 4]


def test_the_administrator_sees_what_is_held_and_retries_it(pair: Pair) -> None:
    declared = declare("tally")
    keeper = Desk(pair.app, pair.desk.signer, "p006")
    jar = pair.fill(1, tally.POISON, 2)
    pair.inbox.receive(pair.published())
    page = keeper.ask(declared.list())
    assert [(h.source, h.position, h.error != "") for h in page.items] == [("sample", 3, True), ("sample", 4, False)]
    assert page.items[0].aggregate == UUID(jar).hex
    first = keeper.ask(declared.list(limit=1))
    assert [h.position for h in first.items] == [3]
    assert [h.position for h in keeper.ask(declared.list(limit=1, after=first.next)).items] == [4]
    report = keeper.ask(declared.retry(source="sample"))
    assert (report.taken, report.held) == (0, 2)
    tally.antidote.add(tally.POISON)
    report = keeper.ask(declared.retry())
    assert (report.taken, report.held) == (2, 0)
    with pytest.raises(NotFound):
        keeper.do(declared.retry(source="kitchen"))


def test_a_small_batch_names_the_requests_behind_it(pair: Pair, caplog: pytest.LogCaptureFixture) -> None:
    op = OpenJar(size=1, empty_by=date(2026, 12, 31))
    body = op.model_dump(mode="json")
    pair.desk.app.call(Call(op.NAME, body, pair.desk.token("p001"), correlation="request-7"))
    with caplog.at_level("INFO", "jikao.inbox"):
        pair.inbox.catch_up()
    assert [(r.correlation, r.position) for r in caplog.records if r.name == "jikao.inbox"] == [("request-7", 1)]


AUDITOR, ADMINISTRATOR = "p005", "p006"


def skipping(pair: Pair) -> tuple[Desk, Any, str]:
    """One that nobody can count, with two behind it, proposed to be skipped by the administrator."""
    declared = declare("tally")
    desk = Desk(pair.app, pair.desk.signer, ADMINISTRATOR)
    jar = pair.fill(1, tally.POISON, 2, 3)
    pair.inbox.receive(pair.published())
    skip = desk.ask(declared.propose(source="sample", position=3, reason="the jar was a joke"))
    assert (skip.fact, skip.aggregate, skip.held) == (JarFilled.TOPIC, UUID(jar).hex, 2)
    assert skip.error.startswith("ValueError")
    return desk, declared, skip.id


def test_what_cannot_be_mended_is_skipped_by_two(pair: Pair) -> None:
    desk, declared, skip = skipping(pair)
    with pytest.raises(Forbidden):
        desk.do(declared.skips.approve(skip=skip))
    waiting = desk.ask(of_log("tally").list_desk(), by=AUDITOR).items
    assert [one.operation for one in waiting] == [declared.skips.approve.NAME]
    done = desk.ask(declared.skips.approve(skip=skip), by=AUDITOR)
    assert (done.status, done.proposed_by, done.decided_by) == ("carried-out", ADMINISTRATOR, AUDITOR)
    assert (pair.positions(), pair.inbox.quarantined()) == ([1, 2, 4, 5], []), "those behind it went in"
    assert pair.inbox.catch_up() == 0
    with pair.app.store.reading() as connection:
        assert passed_over(connection, "tally", "sample") == {3}
        assert passed_over(connection, "tally", "elsewhere") == frozenset()
    with pytest.raises(WrongStatus):
        desk.do(declared.skips.approve(skip=skip), by=AUDITOR)
    proven(pair.app)


def test_whoever_proposed_a_skip_does_not_approve_it(pair: Pair) -> None:
    declared = declare("tally")
    desk = Desk(pair.app, pair.desk.signer, AUDITOR)
    pair.fill(tally.POISON)
    pair.inbox.receive(pair.published())
    skip = desk.ask(declared.propose(source="sample", position=2, reason="no use")).id
    with pytest.raises(OwnMatter):
        desk.do(declared.skips.approve(skip=skip))
    with pytest.raises(OwnMatter):
        desk.do(declared.skips.decline(skip=skip, reason="no"))
    with pytest.raises(Forbidden):
        desk.do(declared.skips.withdraw(skip=skip, reason="not mine"), by=ADMINISTRATOR)
    assert desk.ask(declared.skips.withdraw(skip=skip, reason="mended after all")).answer == "mended after all"
    assert len(pair.inbox.quarantined()) == 1


def test_a_declined_skip_changes_nothing_and_can_be_proposed_again(pair: Pair) -> None:
    desk, declared, skip = skipping(pair)
    with pytest.raises(Refusal, match="waits to be approved") as waits:
        desk.do(declared.propose(source="sample", position=3, reason="again"))
    assert waits.value.code == "tally.skip-waits"
    assert desk.ask(declared.skips.decline(skip=skip, reason="mend it"), by=AUDITOR).status == "declined"
    assert [one.message.position for one in pair.inbox.quarantined()] == [3, 4, 5]
    desk.do(declared.propose(source="sample", position=3, reason="it cannot be mended"))


@pytest.mark.parametrize(
    ("position", "code"),
    [(4, "tally.waits-behind-another"), (2, "tally.not-quarantined"), (9, "tally.not-quarantined")],
)
def test_only_what_cannot_be_taken_in_is_skipped(pair: Pair, position: int, code: str) -> None:
    desk, declared, _ = skipping(pair)
    with pytest.raises(Refusal) as refused:
        desk.do(declared.propose(source="sample", position=position, reason="for no reason"))
    assert refused.value.code == code


def test_what_was_mended_meanwhile_is_not_skipped(pair: Pair) -> None:
    desk, declared, skip = skipping(pair)
    tally.antidote.add(tally.POISON)
    desk.do(declared.retry())
    before = pair.app.store.position()
    with pytest.raises(Refusal) as refused:
        desk.do(declared.skips.approve(skip=skip), by=AUDITOR)
    assert refused.value.code == "tally.not-quarantined"
    assert pair.app.store.position() == before
    assert pair.positions() == [1, 2, 3, 4, 5]


def test_the_check_of_copies_misses_what_is_gone_and_not_what_was_skipped(pair: Pair) -> None:
    def copied(tx: Writing, messages: Sequence[Message]) -> None:
        tally.count(tx, messages)
        mirrored(tx, messages)

    pair.inbox._consumer = copied
    desk, declared, skip = skipping(pair)
    desk.do(declared.skips.approve(skip=skip), by=AUDITOR)

    def found() -> list[str]:
        source, consumer = Checked("sample"), Checked("tally")
        across._copies(source, pair.desk.app.store, consumer, pair.app.store, pair.inbox.position())
        return [one.en for one in (*source.findings, *consumer.findings)]

    assert found() == []
    with pair.app.store.writing() as connection:
        connection.execute(delete(consumed).where(consumed.c.position == 4))
    assert found() == ["its copy of event 4 of sample is missing"]
