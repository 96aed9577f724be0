"""Finds events by what people remember. Knows no service.

Every word of a search becomes a condition: any of the ways in which it can be read may hold. The condition that the
fewest events fulfil leads, and the others are looked up for each of these, so that a page costs what it shows.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from services.kernel.domain.events import declared
from services.kernel.domain.who import ADMINISTRATOR
from services.kernel.log.index import (
    ACTOR,
    ARTICLE,
    CAUSE,
    ID,
    RECORD,
    REQUEST,
    SECRET,
    TEXT,
    TOPIC,
    catch_up,
    id_of,
    postings,
    words,
)
from services.kernel.log.seal import StoredRow
from services.kernel.log.store import LOG, events
from services.kernel.log.transaction import Reading
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import LongContext, Service
from services.kernel.procedure.own_log.operations import LogOperations
from services.kernel.procedure.own_log.sight import envelope_of
from services.kernel.procedure.own_log.telling import Teller
from services.kernel.procedure.own_log.views import FindEvents, FoundEvents, ReadAs
from services.kernel.procedure.own_log.words import Meant, read_words
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Invalid

MOST_RECORDS = 500
"""Of a word of a title so many records are looked at, those that said it last."""
MOST_WORDS = 300
COUNTED = 20_000
"""Beyond so many events a condition is as good as any other to begin with."""
MERGED = 24
"""So many words are read one beside the other, each in order; more of them are sorted together."""


@dataclass(frozen=True)
class Condition:
    """Any of these words, or any event of these aggregates (hexadecimal)."""

    words: frozenset[int] = frozenset()
    aggregates: frozenset[str] = frozenset()

    def also(self, other: Condition) -> Condition:
        return Condition(self.words | other.words, self.aggregates | other.aggregates)

    def holds(self, position: Any) -> ColumnElement[bool]:
        """Of an event at this position."""
        ways: list[ColumnElement[bool]] = []
        if self.words:
            kept = postings.alias()
            here = and_(kept.c.position == position, kept.c.word.in_(self.words))
            ways.append(exists().where(here))
        if self.aggregates:
            log = events.alias()
            here = and_(log.c.position == position, log.c.originator_id.in_(self.aggregates))
            ways.append(exists().where(here))
        return or_(*ways) if ways else false()


@dataclass
class Question:
    """What was asked, read: the conditions, and the positions between which events are looked for."""

    first: int
    last: int
    conditions: list[Condition] = field(default_factory=list[Condition])
    read: list[ReadAs] = field(default_factory=list[ReadAs])
    too_many: bool = False
    without: list[str] = field(default_factory=list[str])
    """Topics of events that are not looked for."""

    def wanted(self, position: Any) -> ColumnElement[bool]:
        log = events.alias()
        here = and_(log.c.position == position, log.c.topic.not_in(self.without))
        return exists().where(here) if self.without else true()


def find(made: Procedure, operations: LogOperations, app: Service) -> None:
    @made.handles_long(operations.find_events)
    def find_events(op: FindEvents, ctx: LongContext) -> FoundEvents:
        catch_up(app.store, app.record, ctx.progress)
        return ctx.reading(lambda reading: found(op, app, reading))


def found(op: FindEvents, app: Service, ctx: Context) -> FoundEvents:
    teller = Teller(app, ctx)
    asked = _question(op, app, ctx, teller)
    positions = list(islice(_positions(ctx.tx, asked, op.limit + 1), op.limit + 1))
    more = len(positions) > op.limit
    shown = positions[: op.limit]
    rows = {
        row.position: StoredRow._make(row) for row in ctx.rows(select(events).where(events.c.position.in_(shown)))
    }  # fmt: skip
    return FoundEvents(
        items=teller.events([rows[position] for position in shown]),
        next=str(shown[-1]) if more else None,
        read=asked.read,
        too_many=asked.too_many,
    )


# -- what is asked ----------------------------------------------------------------------------------------------------


def _question(op: FindEvents, app: Service, ctx: Context, teller: Teller) -> Question:
    asked = Question(1, ctx.tx.heads().get(LOG, 0))
    if op.after:
        asked.last = min(asked.last, _position(op.after) - 1)
    _within(asked, ctx, op.since, op.until)
    if op.office:
        asked.without = [topic for topic, cls in declared(app.name).items() if cls.QUIET or cls.OF_THE_LOG]
    plain = ((_of_people(ctx), op.person), (ID, op.department), (TOPIC, op.topic), (REQUEST, op.correlation))
    asked.conditions = [Condition(frozenset({id_of(kind, word)})) for kind, word in plain if word]
    if op.article:
        asked.conditions.append(_article(ctx.tx, op.article))
    if op.causes:
        asked.conditions.append(Condition(frozenset(id_of(CAUSE, cause) for cause in op.causes)))
    if op.record is not None:
        record = op.record.hex
        asked.conditions.append(Condition(frozenset({id_of(RECORD, record)}), frozenset({record})))
    for meant in read_words(op.text, app, ctx):
        if meant.period is not None:
            _within(asked, ctx, *meant.period)
        else:
            asked.conditions.append(_condition(meant, ctx, teller, asked))
        asked.read += meant.read
    return asked


def _condition(meant: Meant, ctx: Context, teller: Teller, asked: Question) -> Condition:
    people = _of_people(ctx)
    named = {*(id_of(people, id) for id in meant.people), *(id_of(ID, id) for id in meant.departments)}
    made = Condition(frozenset(named) | frozenset(id_of(TOPIC, topic) for topic in meant.topics))
    if meant.article:
        made = made.also(_article(ctx.tx, meant.article))
    records = _records_saying(meant.word.lower(), ctx, teller, asked)
    if records:
        asked.read.append(ReadAs(word=meant.word, kind="text", zh="编号或标题", en="number or title"))
    return made.also(Condition(frozenset(id_of(RECORD, one) for one in records), frozenset(records)))


def _of_people(ctx: Context) -> str:
    """Whoever keeps the machines finds what people did, not what was recorded of them."""
    return ACTOR if ctx.standing.post == ADMINISTRATOR.code else ID


def _records_saying(word: str, ctx: Context, teller: Teller, asked: Question) -> set[str]:
    """The aggregates of which an event says this, where the reader may see that it does."""
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    known = ctx.rows(
        select(words.c.id, words.c.kind)
        .where(words.c.kind.in_((TEXT, SECRET)), words.c.word.like(pattern, escape="\\"))
        .limit(MOST_WORDS + 1)
    )
    asked.too_many |= len(known) > MOST_WORDS
    kinds: dict[int, str] = {row.id: row.kind for row in known[:MOST_WORDS]}
    if not kinds:
        return set()
    saying = ctx.rows(
        select(events, postings.c.word)
        .join(postings, postings.c.position == events.c.position)
        .where(postings.c.word.in_(kinds))
        .order_by(postings.c.position.desc())
        .limit(4 * MOST_RECORDS)
    )
    records: set[str] = set()
    for row in saying:
        if row.originator_id in records:
            continue
        if len(records) == MOST_RECORDS:
            asked.too_many = True
            break
        if kinds[row.word] == TEXT or _shows(StoredRow._make(row[:-1]), word, teller):
            records.add(row.originator_id)
    return records


def _shows(row: StoredRow, word: str, teller: Teller) -> bool:
    """Whether the word stands in what the reader sees of the event."""
    seen = teller.public(row, envelope_of(row)).state.decode()
    return word in seen.lower()


def _article(tx: Reading, article: str) -> Condition:
    """The article, with what its items are cited as: B11 is also B11.2."""
    like = words.c.word.startswith(f"{article}.", autoescape=True)
    rows = tx.read(select(words.c.id).where(words.c.kind == ARTICLE, or_(words.c.word == article, like)))
    return Condition(frozenset({id_of(ARTICLE, article), *(row.id for row in rows)}))


def _within(asked: Question, ctx: Context, since: date | None, until: date | None) -> None:
    """Recording times never go back within a log, so a period of them is a range of positions."""
    if since is not None:
        asked.first = max(asked.first, _first_since(ctx, since))
    if until is not None:
        asked.last = min(asked.last, _first_since(ctx, until + timedelta(days=1)) - 1)


def _first_since(ctx: Context, day: date) -> int:
    """The first position recorded on the day or later, one beyond the last where there is none."""
    begun = datetime.combine(day, time.min, ctx.zone)
    low, high = 1, ctx.tx.heads().get(LOG, 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = ctx.tx.get(events, {"position": middle})
        if row is None or envelope_of(StoredRow._make(row)).timestamp >= begun:
            high = middle
        else:
            low = middle + 1
    return low


def _position(after: str) -> int:
    if after.isdecimal():
        return int(after)
    raise Invalid("分页起点应是序号。", "`after` is a position.", fields=[{"field": "after", "en": "not a number"}])


# -- looking ----------------------------------------------------------------------------------------------------------


def _positions(tx: Reading, asked: Question, most: int) -> Iterable[int]:
    """The newest first."""
    if asked.last < asked.first:
        return ()
    if not asked.conditions and asked.without:
        position = events.c.position
        query = select(position).where(position.between(asked.first, asked.last), events.c.topic.not_in(asked.without))
        return [row.position for row in tx.read(query.order_by(position.desc()).limit(most))]
    if not asked.conditions:
        return range(asked.last, max(asked.first - 1, asked.last - most), -1)
    leading = min(asked.conditions, key=lambda one: _size(tx, one))
    others = [one for one in asked.conditions if one is not leading]
    ways: list[Sequence[int]] = []
    if len(leading.words) <= MERGED:
        ways += [_led(tx, [word], others, asked, most) for word in sorted(leading.words)]
    else:
        ways.append(_led(tx, sorted(leading.words), others, asked, most))
    if leading.aggregates:
        position = events.c.position
        query = select(position).where(
            events.c.originator_id.in_(leading.aggregates), position.between(asked.first, asked.last)
        )
        ways.append(_read(tx, query.where(asked.wanted(position)), position, others, most))
    merged = heapq.merge(*ways, reverse=True)
    return _distinct(merged)


def _led(tx: Reading, these: list[int], others: Iterable[Condition], asked: Question, most: int) -> Sequence[int]:
    position = postings.c.position
    query = select(position).where(
        postings.c.word == these[0] if len(these) == 1 else postings.c.word.in_(these),
        position.between(asked.first, asked.last),
        asked.wanted(position),
    )
    return _read(tx, query, position, others, most, several=len(these) > 1)


def _read(
    tx: Reading, query: Any, position: Any, others: Iterable[Condition], most: int, *, several: bool = False
) -> Sequence[int]:
    for one in others:
        query = query.where(one.holds(position))
    query = query.distinct() if several else query
    return [row.position for row in tx.read(query.order_by(position.desc()).limit(most))]


def _distinct(positions: Iterable[int]) -> Iterable[int]:
    last = None
    for position in positions:
        if position != last:
            yield position
        last = position


def _size(tx: Reading, condition: Condition) -> int:
    """How many events fulfil it, roughly, and no more than is worth counting."""
    if condition.aggregates and not condition.words:
        return len(condition.aggregates) * 4
    some = select(postings.c.position).where(postings.c.word.in_(condition.words)).limit(COUNTED).subquery()
    return int(tx.read(select(func.count()).select_from(some))[0][0]) + len(condition.aggregates) * 4
