"""The appraisal as a part of a shadow: facts and totals from nothing, and the scorecards that follow from them.

Under a drafted policy the shadow has a register of policies of its own, in which the draft is in force from the first
quarter on: whatever asks which policy governs a quarter finds the draft there, and nothing else is told of it.
Scorecards stand in no table; they are compared line by line, as if they did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from services.appraisal.facts import ledger
from services.appraisal.facts.replaying import FactsAnew
from services.appraisal.facts.tables import facts
from services.appraisal.policy.events import PolicyDrafted
from services.appraisal.policy.handlers import NoPolicyInForce, parsed, policies
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.knowledge import knowledge
from services.appraisal.scorecards.operations import Proven
from services.appraisal.scorecards.scorecard import DimensionResult, RuleResult, Scorecard
from services.appraisal.scorecards.scoring import ranks, score_all
from services.kernel.log.registers import Rows, naive
from services.kernel.log.shadow import Filling
from services.kernel.log.shadow_compare import Compared, Difference
from services.kernel.log.store import events
from services.kernel.log.transaction import Reading
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.replay.parts import Draft

CARDS = "scorecards"
FIRST, LONG_AGO = "1900-Q1", naive(datetime.fromtimestamp(0, UTC))
"""Since when a draft is in force where it is tried: before every quarter, and known at every moment."""
Line = tuple[str, str, str, str]
"""(quarter, department, dimension, rule); the last two are empty where a line is of the whole."""
Figures = Mapping[str, Decimal | int | None]
Said = tuple[tuple[str, str], Figures]
"""What a line is called in Chinese and English, and its figures."""


class Appraisal(FactsAnew):
    name, zh, en = "facts", "考核事实与记分卡", "Facts and scorecards"
    shows: tuple[str, ...] = ("appraisal.list-facts",)
    lines: tuple[Any, ...] = (*FactsAnew.lines, Scorecard, DimensionResult, RuleResult, Proven)

    def __init__(self, app: Service, draft: str = "") -> None:
        super().__init__(app)
        self.draft = draft
        self.tables = (*self.compared, policies) if draft else self.compared

    def drafts(self) -> Sequence[Draft]:
        """Every policy of the register, the newest first: also what was in force in other quarters."""
        with self._app.store.reading() as connection:
            rows = connection.execute(select(policies).order_by(policies.c.number.desc())).fetchall()
        named = [(row.number, parsed(row.digest, row.content)) for row in rows]
        return [
            Draft(str(number), f"第{number}号 {policy.zh}", f"policy {number}, {policy.en}") for number, policy in named
        ]

    def under(self, draft: str) -> Appraisal | None:
        if draft and draft not in {one.code for one in self.drafts()}:
            return None
        return Appraisal(self._app, draft)

    def lay(self, filling: Filling) -> None:
        if not self.draft:
            return
        with self._app.store.reading() as connection:
            rows = [dict(row) for row in connection.execute(select(policies)).mappings()]
        for row in rows:
            tried = str(row["number"]) == self.draft
            said = {"effective": FIRST, "adopted_at": LONG_AGO} if tried else {"effective": None, "adopted_at": None}
            Rows(filling).insert(policies, **row | said)

    # -- scorecards, compared ----------------------------------------------------------------------------------------

    def derived(self, live: Reading, here: Reading) -> Sequence[Compared]:
        ours, theirs = dict(_lines(live)), dict(_lines(here))
        found = [
            Difference(
                CARDS, _named(key), _figures(ours, key), _figures(theirs, key),
                called=(theirs.get(key) or ours[key])[0], for_all=True,
            )
            for key in sorted(ours.keys() | theirs.keys())
            if _figures(ours, key) != _figures(theirs, key)
        ]  # fmt: skip
        return (Compared(CARDS, len(ours), len(theirs), len(found), tuple(found)),)

    def _caused(self, one: Difference, connection: Connection) -> Difference:
        """Of a scorecard it is the draft, or else the last fact about the department in the quarter."""
        if one.table != CARDS:
            return super()._caused(one, connection)
        if self.draft:
            return replace(one, cause=self._drafted(connection))
        behind = (facts.c.quarter == one.key["quarter"], facts.c.department == one.key["department"])
        last = select(facts.c.source, facts.c.position).where(*behind).order_by(facts.c.recorded_at.desc()).limit(1)
        row = connection.execute(last).first()
        return one if row is None else replace(one, source=row.source, cause=row.position)

    def _drafted(self, connection: Connection) -> int:
        """The event that drafted the policy: they are numbered as they were drafted."""
        query = select(events.c.position).where(events.c.topic == PolicyDrafted.TOPIC).order_by(events.c.position)
        found = connection.execute(query.offset(int(self.draft) - 1).limit(1)).scalar()
        return int(found or 0)

    def owner(self, table: str) -> tuple[str, str, str]:
        if table == CARDS:
            return CARDS, "季度记分卡", "Scorecards"
        return self.name, "考核事实", "Facts"


def _named(line: Line) -> dict[str, str]:
    return {name: part for name, part in zip(("quarter", "department", "dimension", "rule"), line, strict=True) if part}


def _figures(lines: Mapping[Line, Said], key: Line) -> Figures | None:
    return lines[key][1] if key in lines else None


def _lines(tx: Reading) -> Iterator[tuple[Line, Said]]:
    """Every scorecard of every quarter of which anything is known, line by line."""
    for quarter, _ in ledger.quarters(tx):
        with suppress(NoPolicyInForce):
            known = knowledge.standing(tx, Quarter.parse(quarter))
            cards = score_all(known.quarter, known.units, known.counts, known.policy)
            places = ranks({card.department: card.score for card in cards})
            for card in cards:
                yield from _of_card(card, places.get(card.department))


def _of_card(card: Scorecard, rank: int | None) -> Iterator[tuple[Line, Said]]:
    of = card.quarter, card.department
    yield (*of, "", ""), (_called(card), {"score": card.score, "rank": rank})
    for one in card.dimensions:
        yield (*of, one.dimension, ""), (_called(card, one), {"score": one.score, "weight": one.weight})
        for rule in one.rules:
            yield (*of, one.dimension, rule.rule), (_called(card, one, rule), {"points": rule.points})


def _called(*parts: Scorecard | DimensionResult | RuleResult) -> tuple[str, str]:
    return " › ".join(one.zh for one in parts), " › ".join(one.en for one in parts)


def derived(app: Any) -> Appraisal:
    return Appraisal(app)
