"""Whoever reads and writes the bus can neither forge, nor hold up, nor hide anything: after each attack the consumer is
as the one that never saw it, and the record says what came."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.kernel.delivery import contradictions
from services.kernel.delivery.contradictions import NotItsAnswer, SourceContradicts
from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.messages import Message, Pulled
from services.kernel.delivery.outbox import Outbox
from services.kernel.delivery.signatures import SourceKey, SourceKeys
from services.kernel.host import wire
from services.kernel.host.service import _puller
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.contradictions import Contradiction
from services.kernel.procedure.own_log.operations import declare
from services.kernel.refusals import Invalid, Unavailable
from tests.given import Desk
from tests.kernel import tally
from tests.kernel.attacks import ATTACKS, FAR, OTHER, Attack, Bus
from tests.kernel.sample import FillJar, SampleDesk

PAST = 6


class Line:
    """The sample service, the tally that listens to it over a bus, and whoever stands between."""

    def __init__(self, store: Callable[[str], Store]) -> None:
        tally.antidote.clear()
        self._store = store
        self.key = SourceKey("sample", Ed25519PrivateKey.generate())
        self.neighbour = SourceKey("neighbour", Ed25519PrivateKey.generate())
        self.desk = SampleDesk(store("sample"))
        self.outgoing = Outbox(self.desk.app.store, "sample")
        self.keys = SourceKeys({"sample": self.key.public(), "neighbour": self.neighbour.public()})
        self.inbox = self.listening("tally")
        self.jar = UUID(tally.open_jar(self.desk))
        self.fill(11)
        self.inbox.receive(self.sent()[:PAST])

    def listening(self, name: str) -> Inbox:
        app = tally.build(store=self._store(name), office=self.desk.app.office)
        return Inbox(app, "sample", tally.count, self.outgoing.pull, batch=7, keys=self.keys)

    def fill(self, times: int) -> None:
        for amount in range(1, times + 1):
            self.desk.do(FillJar(jar=self.jar, amount=amount))

    def sent(self) -> list[Message]:
        return self.key.signed(self.outgoing.pull(0, 10_000))

    def bus(self) -> Bus:
        messages = self.sent()
        return Bus(messages[:PAST], messages[PAST:], self.neighbour)

    def deliver(self, *messages: Message) -> int:
        """Through the wire, whatever it makes of it."""
        return self.inbox.receive(wire.received(wire.headers(m), m.data, "sample.events") for m in messages)


@pytest.fixture(params=["sqlite", "postgres"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    made: list[Store] = []

    def store(name: str) -> Store:
        if request.param == "postgres":
            url = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://")
            made.append(Store(url, schema=f"{name}{uuid4().hex[:8]}"))
        else:
            made.append(Store(f"sqlite:///{tmp_path}/{name}{len(made)}.db"))
        return made[-1]

    yield Line(store)
    for one in made:
        one.close()


def stands(inbox: Inbox) -> Any:
    """All that there is of what was taken in."""
    store = inbox.app.store
    with store.reading() as connection:
        reading = Reading(store, connection)
        followed = reading.heads()["sample"], reading.seals()["sample"]
    return tally.positions(store), tally.total(store), followed, inbox.quarantined()


def named(inbox: Inbox) -> set[str]:
    with inbox.app.store.reading() as connection:
        return {row.kind for row in contradictions.recorded(Reading(inbox.app.store, connection))}


@pytest.fixture
def never_attacked(line: Line) -> Inbox:
    made = line.listening("spared")
    made.catch_up()
    return made


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.name)
def test_an_attack_changes_nothing_and_is_named(
    line: Line, never_attacked: Inbox, attack: Attack, caplog: pytest.LogCaptureFixture
) -> None:
    """Even if the genuine messages are never delivered: in their stead the source is asked."""
    with caplog.at_level("ERROR", "jikao.inbox"):
        came = [wire.received(headers or {}, body, "sample.events") for headers, body in attack.raw(line.bus())]
        line.inbox.receive(came)
    assert named(line.inbox) == {kind.value for kind in attack.named}
    assert {r.contradiction for r in caplog.records} == {kind.value for kind in attack.named}
    if not attack.named:
        line.deliver(*line.bus().coming)
    assert stands(line.inbox) == stands(never_attacked)
    line.fill(2)
    line.deliver(*line.sent()[-2:])
    never_attacked.catch_up()
    assert stands(line.inbox) == stands(never_attacked), "and it goes on"


def test_the_table_names_every_kind_that_a_bus_can_bring() -> None:
    of_the_source = {Contradiction.ANSWER, Contradiction.BEHIND, Contradiction.REWRITTEN}
    assert {kind for attack in ATTACKS for kind in attack.named} == set(Contradiction) - of_the_source
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 60


@pytest.mark.parametrize("attack", [one for one in ATTACKS if one.named], ids=lambda one: one.name)
def test_an_attack_holds_nothing_up_while_the_source_is_away(line: Line, attack: Attack) -> None:
    line.inbox.pull = gone
    coming = line.bus().coming
    came = [wire.received(headers or {}, body, "sample.events") for headers, body in attack.raw(line.bus())]
    line.inbox.receive([one for one in came if one not in coming])
    line.deliver(*coming)
    assert tally.positions(line.inbox.app.store) == list(range(1, 13))


def gone(after: int, limit: int) -> list[Message]:
    raise Unavailable("不在", "away")


def test_the_same_forgery_is_counted_and_a_flood_of_them_is_bounded(line: Line, monkeypatch) -> None:
    monkeypatch.setattr(contradictions, "MOST", 5)
    forged = line.bus().invented()
    for _ in range(3):
        line.deliver(forged)
    with line.inbox.app.store.reading() as connection:
        assert contradictions.counts(Reading(line.inbox.app.store, connection)) == {"sample": {"unsigned": 3}}
    line.deliver(*(replace(forged, position=FAR + n, previous=FAR) for n in range(1, 50)))
    with line.inbox.app.store.reading() as connection:
        reading = Reading(line.inbox.app.store, connection)
        assert len(contradictions.recorded(reading)) == 6
        assert contradictions.counts(reading) == {"sample": {"unsigned": 52}}


def test_an_officer_sees_what_came_in_words_and_page_by_page(line: Line) -> None:
    declared = declare("tally")
    keeper = Desk(line.inbox.app, line.desk.signer, "p006")
    forged = line.bus().invented()
    line.deliver(forged, forged, replace(forged, topic="sample.jar-sung-to.v1"))
    line.deliver(forged)
    line.inbox.receive([wire.received({}, b"la la la", "sample.events")])
    page = keeper.ask(declared.list_contradictions())
    told = [(one.source, one.kind, one.fact_en, one.claimed_position, one.times) for one in page.items]
    assert told == [
        ("sample", Contradiction.UNSIGNED, "jar filled", PAST + 1, 3),
        ("sample", Contradiction.UNSIGNED, "", PAST + 1, 1),
        ("sample", Contradiction.UNREADABLE, "", 0, 1),
    ]
    assert page.items[0].kind.zh == "消息没有签名"
    one_by_one, after = [], None
    while after is not None or not one_by_one:
        part = keeper.ask(declared.list_contradictions(limit=1, **({"after": after} if after else {})))
        one_by_one, after = [*one_by_one, *part.items], part.next
    assert one_by_one == page.items
    with pytest.raises(Invalid):
        keeper.ask(declared.list_contradictions(after="1/\x00"))


def test_every_message_of_a_batch_proves_itself_and_nothing_else(line: Line) -> None:
    """Whatever the size of the batch; and no bit of a message or its proof can change."""
    all_of_it = line.outgoing.pull(0, 100)
    for size in range(1, len(all_of_it) + 1):
        signed = line.key.signed(all_of_it[:size])
        assert all(line.keys.vouches(message) for message in signed)
        if size > 1:
            first, second = signed[:2]
            assert not line.keys.vouches(replace(first, signature=second.signature))
    message = line.key.signed(all_of_it)[3]
    for at in range(len(message.data)):
        bent = bytearray(message.data)
        bent[at] ^= 1
        assert not line.keys.vouches(replace(message, data=bytes(bent)))


# -- a source that contradicts itself ---------------------------------------------------------------------------------


def another_history(line: Line, fills: int) -> Line:
    """The same source, with its key, restored from an older backup that went another way."""
    other = Line(line._store)
    other.key, other.keys = line.key, line.keys
    other.fill(fills)
    return other


def shorter(line: Line) -> Any:
    """The same log as it was when it ended at 3."""
    whole = line.outgoing.pull(0, 3)
    return lambda after, limit: Pulled(whole[after : after + limit], 3, whole[after - 1].seal if after <= 3 else "")


def test_a_source_that_is_behind_is_named_and_held(line: Line, never_attacked: Inbox) -> None:
    line.inbox.pull = shorter(line)
    with pytest.raises(SourceContradicts, match="behind"):
        line.inbox.catch_up()
    assert named(line.inbox) == {"behind"}
    assert line.inbox.position() == PAST
    line.inbox.pull = line.outgoing.pull
    line.inbox.catch_up()
    assert stands(line.inbox) == stands(never_attacked), "once its own log is there again"


def test_a_source_that_was_set_back_is_named_as_soon_as_it_sends_again(line: Line) -> None:
    line.inbox.pull = shorter(line)
    with pytest.raises(SourceContradicts, match="behind"):
        line.deliver(*line.bus().past[:3])
    assert named(line.inbox) == {"behind"}


def test_what_a_source_once_sent_and_has_no_more_is_named_and_holds_nothing_up(line: Line) -> None:
    """What waited in a queue while the source was set back to before it; the rest of its log is as it was followed."""
    later = another_history(line, 20).sent()[-3:]
    line.deliver(*later, *line.bus().coming[:2])
    assert named(line.inbox) == {"behind"}
    assert tally.positions(line.inbox.app.store) == list(range(1, 13))
    line.fill(1)
    line.deliver(*line.sent()[-1:])
    assert tally.positions(line.inbox.app.store) == list(range(1, 14))


def test_a_source_with_another_past_is_held_when_it_is_asked(line: Line) -> None:
    other = another_history(line, 20)
    line.inbox.pull = other.outgoing.pull
    before = stands(line.inbox)
    for _ in range(2):
        with pytest.raises(SourceContradicts, match="chain"):
            line.inbox.catch_up()
    assert named(line.inbox) == {"rewritten"}
    assert stands(line.inbox) == before


def test_a_source_with_another_past_is_held_when_it_sends_on(line: Line) -> None:
    """By the seal that the next message names for the place before it, without a question."""
    other = another_history(line, 20)
    line.inbox.pull = gone
    before = stands(line.inbox)
    with pytest.raises(SourceContradicts, match="chain"):
        line.deliver(*other.sent()[PAST:])
    assert named(line.inbox) == {"rewritten"}
    assert stands(line.inbox) == before


def test_what_was_followed_soundly_stays_where_the_chain_breaks_later(line: Line) -> None:
    other = another_history(line, 20)
    with pytest.raises(SourceContradicts):
        line.deliver(*line.sent()[PAST : PAST + 3], *other.sent()[PAST + 3 :])
    assert tally.positions(line.inbox.app.store) == list(range(1, PAST + 4))


# -- forged answers to a pull -----------------------------------------------------------------------------------------


class Remote:
    """Answers as the source does, and lets somebody alter the answer."""

    def __init__(self, line: Line, alter: Callable[[dict[str, Any], dict[str, Any]], Any]) -> None:
        self._line, self._alter = line, alter
        self._first: dict[str, Any] = {}

    def events_after(self, token: str, position: int, limit: int, nonce: str) -> Any:
        pulled = self._line.outgoing.pull(position, limit)
        page = json.loads(json.dumps(wire.as_page(pulled, self._line.key.signed_page(pulled, position, nonce))))
        self._first = self._first or json.loads(json.dumps(page))
        return self._alter(page, self._first)


def _row(at: int, column: int, value: Any) -> Callable[[dict[str, Any], dict[str, Any]], Any]:
    def alter(page: dict[str, Any], first: dict[str, Any]) -> Any:
        page["messages"][at][column] = value
        return page

    return alter


ANSWERS: dict[str, Callable[[dict[str, Any], dict[str, Any]], Any]] = {
    "body altered": _row(0, 4, '{"amount":1}'),
    "name altered": _row(0, 2, "sample.jar-opened.v1"),
    "aggregate altered": _row(0, 3, UUID(int=7).hex),
    "place altered": _row(0, 0, FAR),
    "seal altered": _row(-1, 5, "00" * 32),
    "seal before altered": _row(0, 6, "00" * 32),
    "first left out": lambda page, _: page | {"messages": page["messages"][1:]},
    "last left out": lambda page, _: page | {"messages": page["messages"][:-1]},
    "all left out": lambda page, _: page | {"messages": []},
    "one twice": lambda page, _: page | {"messages": page["messages"][:1] * 2 + page["messages"][1:]},
    "in another order": lambda page, _: page | {"messages": page["messages"][::-1]},
    "head altered": lambda page, _: page | {"head": page["head"] - 1},
    "seal there altered": lambda page, _: page | {"seal": "00" * 32},
    "no signature": lambda page, _: page | {"signature": ""},
    "signature of no form": lambda page, _: page | {"signature": "la la la"},
    "an answer to another question": lambda page, _: page | {"signature": OTHER.signed_page(Pulled([], 0, ""), 0, "")},
    "a row too short": lambda page, _: page | {"messages": [page["messages"][0][:4]]},
    "a place in words": _row(0, 0, "seven"),
    "no page": lambda page, _: [],
    "nothing": lambda page, _: None,
    "a word": lambda page, _: "la la la",
}


@pytest.mark.parametrize("alter", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_forged_answer_is_not_taken_and_named(line: Line, never_attacked: Inbox, alter: Any) -> None:
    before = stands(line.inbox)
    line.inbox.pull = _puller(Remote(line, alter), "sample", "", line.keys)
    with pytest.raises(NotItsAnswer):
        line.inbox.catch_up()
    assert named(line.inbox) == {"answer"}
    assert stands(line.inbox) == before
    line.inbox.pull = _puller(Remote(line, lambda page, _: page), "sample", "", line.keys)
    line.inbox.catch_up()
    assert stands(line.inbox) == stands(never_attacked)


def test_an_older_answer_is_none_to_a_later_question(line: Line) -> None:
    """Else whoever repeats it makes a consumer believe that there is nothing new."""
    line.inbox.catch_up()
    line.inbox.pull = _puller(Remote(line, lambda page, first: first), "sample", "", line.keys)
    line.inbox.catch_up()
    line.fill(1)
    with pytest.raises(NotItsAnswer):
        line.inbox.catch_up()
