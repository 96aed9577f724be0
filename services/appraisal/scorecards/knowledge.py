"""What is known, and when: the facts, the policy and the directory that a scorecard of now or of then rests on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import select

from services.appraisal.facts import ledger
from services.appraisal.facts.meanings import SOURCES
from services.appraisal.policy.handlers import by_number, governing
from services.appraisal.policy.model import Policy
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.operations import Basis
from services.appraisal.scorecards.scoring import Count, Unit
from services.appraisal.scorecards.units import counts_of, units_of
from services.directory.organ import picture
from services.directory.picture import Picture
from services.kernel.domain import events
from services.kernel.log.store import Store, consumed
from services.kernel.log.transaction import Reading, microseconds
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid

DIRECTORY = "directory"
_KEPT = 8
_PAGE = 200


class TwoMoments(Invalid):
    """`as_of` and `at` are two ways to say when."""

    code = "appraisal.two-moments"
    next = ("请只保留其中一个时点。", "Give one of the two moments only.")


@dataclass(frozen=True, slots=True)
class Known:
    """All that a quarter's scorecards are a function of."""

    quarter: Quarter
    units: tuple[Unit, ...]
    counts: Mapping[str, Mapping[str, Count]]
    policy: Policy
    basis: Basis


class _Pictures:
    """The directory of each store as it was at a few positions, newest used last."""

    def __init__(self) -> None:
        self._of_store: WeakKeyDictionary[Store, OrderedDict[int, Picture]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def at(self, tx: Reading, position: int) -> Picture:
        with self._lock:
            kept = self._of_store.setdefault(tx.store, OrderedDict())
            if position in kept:
                kept.move_to_end(position)
                return kept[position]
        rows = tx.read(
            select(consumed.c.topic, consumed.c.state)
            .where(consumed.c.source == DIRECTORY, consumed.c.position <= position)
            .order_by(consumed.c.position)
        )
        picture = Picture().with_events(events.decode(topic, bytes(state)) for topic, state in rows)
        with self._lock:
            kept[position] = picture
            while len(kept) > _KEPT:
                kept.popitem(last=False)
        return picture


class _Stamp(msgspec.Struct):
    timestamp: datetime


_stamp = msgspec.json.Decoder(_Stamp)


class Knowledge:
    """One per service: it remembers past pictures of the organ, never a score."""

    def __init__(self) -> None:
        self._pictures = _Pictures()

    def of(self, ctx: Context, quarter: Quarter, as_of: datetime | None = None, at: str | None = None) -> Known:
        if as_of is not None and at is not None:
            raise TwoMoments("as_of 与 at 只能给其一。", "Give as_of or at, not both.", fields=[{"field": "at"}])
        if at is not None:
            return self._at(ctx.tx, quarter, at)
        if as_of is not None:
            return self._as_of(ctx.tx, quarter, as_of)
        return self._now(ctx, quarter)

    def since(self, ctx: Context, quarter: Quarter, moment: datetime, after: Known) -> Known:
        """As of a moment before what is known: its counts are those less what came between, which is seldom much."""
        tx, known_by = ctx.tx, microseconds(moment)
        known = facts_of(after.basis.positions)
        positions = {source: min(ledger.position_at(tx, source, known_by), last) for source, last in known.items()}
        between = ledger.sums_between(tx, quarter, positions, known)
        counts = {department: dict(kinds) for department, kinds in after.counts.items()}
        for department, kinds in between.items():
            for kind, (quantity, _) in kinds.items():
                there = counts.setdefault(department, {})
                there[kind] = Count(there.get(kind, Count(0)).quantity - quantity)
        positions[DIRECTORY] = _directory_position(tx, moment)
        organ = self._pictures.at(tx, positions[DIRECTORY])
        governed = governing(tx, quarter, known_by)
        found = _known(quarter, organ, {}, governed, positions, seals_at(tx, positions), moment)
        return replace(found, counts=counts)

    def standing(self, tx: Reading, quarter: Quarter) -> Known:
        """As a reading has it, which need not be of live."""
        return self._read(tx, quarter, self._pictures.at(tx, tx.heads().get(DIRECTORY, 0)))

    def _now(self, ctx: Context, quarter: Quarter) -> Known:
        return self._read(ctx.tx, quarter, picture(ctx))

    def _read(self, tx: Reading, quarter: Quarter, organ: Picture) -> Known:
        heads = tx.heads()
        positions = {source: heads.get(source, 0) for source in (*SOURCES, DIRECTORY)}
        governed, seals = governing(tx, quarter), seals_at(tx, positions)
        return _known(quarter, organ, ledger.sums_now(tx, quarter), governed, positions, seals)

    def _as_of(self, tx: Reading, quarter: Quarter, moment: datetime) -> Known:
        known_by = microseconds(moment)
        positions = {source: ledger.position_at(tx, source, known_by) for source in SOURCES}
        positions[DIRECTORY] = _directory_position(tx, moment)
        governed = governing(tx, quarter, known_by)
        return self._then(tx, quarter, positions, governed, moment)

    def _at(self, tx: Reading, quarter: Quarter, at: str) -> Known:
        """A vector from before a service existed does not name it: nothing was known of it then."""
        named = dict(part.split(":") for part in at.split(","))
        unknown = sorted(set(named) - {*SOURCES, DIRECTORY, "policy"})
        missing = sorted({DIRECTORY} - set(named))
        if unknown or missing:
            raise Invalid(
                f"位点应含 {DIRECTORY}，此外只能是 {'、'.join(SOURCES)} 和 policy。",
                f"The positions must name {DIRECTORY}, and nothing else but {', '.join(SOURCES)} and policy.",
                fields=[{"field": "at", "unknown": unknown, "missing": missing}],
            )
        number = named.pop("policy", None)
        governed = governing(tx, quarter) if number is None else by_number(tx, int(number))
        positions = dict.fromkeys(SOURCES, 0) | {source: int(text) for source, text in named.items()}
        return self._then(tx, quarter, positions, governed, None)

    def _then(
        self,
        tx: Reading,
        quarter: Quarter,
        positions: dict[str, int],
        governed: tuple[int, Policy, str],
        as_of: datetime | None,
    ) -> Known:
        organ = self._pictures.at(tx, positions[DIRECTORY])
        sums = ledger.sums_until(tx, quarter, facts_of(positions))
        return _known(quarter, organ, sums, governed, positions, seals_at(tx, positions), as_of)


knowledge = Knowledge()


def seals_at(tx: Reading, positions: Mapping[str, int]) -> dict[str, str]:
    """The seals of the sources at these positions, of those where the inbox stands just there: it keeps no others."""
    kept, now = tx.seals(), tx.heads()
    return {source: kept[source] for source, at in sorted(positions.items()) if source in kept and now[source] == at}


def facts_of(positions: Mapping[str, int]) -> dict[str, int]:
    """Of the sources of facts: the directory tells who people are, not what they did."""
    return {source: position for source, position in positions.items() if source != DIRECTORY}


def _directory_position(tx: Reading, moment: datetime) -> int:
    """The last event of the directory recorded by then; walks back from the newest."""
    before: int | None = None
    while True:
        query = select(consumed.c.position, consumed.c.state).where(consumed.c.source == DIRECTORY)
        if before is not None:
            query = query.where(consumed.c.position < before)
        rows = tx.read(query.order_by(consumed.c.position.desc()).limit(_PAGE))
        for position, state in rows:
            if _stamp.decode(bytes(state)).timestamp <= moment:
                return int(position)
        if len(rows) < _PAGE:
            return 0
        before = rows[-1].position


def _known(
    quarter: Quarter,
    picture: Picture,
    sums: ledger.Sums,
    governed: tuple[int, Policy, str],
    positions: dict[str, int],
    seals: dict[str, str],
    as_of: datetime | None = None,
) -> Known:
    number, policy, digest = governed
    basis = Basis(
        positions=positions, policy=number, policy_name=policy.zh, policy_digest=digest, as_of=as_of, seals=seals
    )
    return Known(quarter, units_of(picture, quarter, policy.appraised), counts_of(sums), policy, basis)
