"""The three laws over the whole scenario, deed by deed: every fact of the quarter in the order of its recording (A34).

Works on the facts alone: each is counted into its department's record, and the card is made anew by the same pure
function that makes the office's. At the end the cards are the office's own.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import pytest
from sqlalchemy import select

from deploy.demo import script
from deploy.embedded import Embedded
from services.appraisal.facts.meanings import KINDS
from services.appraisal.facts.tables import facts
from services.appraisal.policy.files import read_policy
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import Count, Unit, ranks, score
from services.kernel.rules.facts import PERSONAL
from tests.scenario.runner import REGULATIONS, Run

pytestmark = pytest.mark.slow
QUARTER = Quarter.parse(script.QUARTER)


class Said(NamedTuple):
    kind: str
    quantity: int


@dataclass
class Deed:
    """What one event said of one department."""

    place: tuple[str, int]
    department: str
    said: list[Said]

    @property
    def changes(self) -> dict[str, int]:
        found: Counter[str] = Counter()
        for kind, quantity in self.said:
            found[kind] += quantity
        return {kind: quantity for kind, quantity in found.items() if quantity}

    def way(self) -> int:
        """1 is for the better, −1 for the worse, 0 both: a sheet says good and bad of a month."""
        changes = self.changes
        ways: set[int] = set()
        for kind in list(changes):
            worse = KINDS[kind].settles
            if worse in changes and changes[kind] == -changes[worse] > 0:
                ways.add(1)  # made good, late
                del changes[kind], changes[worse]
        for kind, quantity in changes.items():
            if KINDS[kind].sign != "owed":
                ways.add(_way(kind, quantity))
        if not ways:
            ways = {_way(kind, quantity) for kind, quantity in changes.items()}
        return ways.pop() if len(ways) == 1 else 0


def _way(kind: str, quantity: int) -> int:
    """Of one fact alone. What is owed and not done is for the worse."""
    good = KINDS[kind].sign == "favourable"
    return 1 if good == (quantity > 0) else -1


class Board:
    """Every department's record, score and rank, as they change."""

    def __init__(self, cards: Mapping[str, Scorecard]) -> None:
        self.policy = read_policy(REGULATIONS / "policy.toml")
        self.digest = self.policy.digest()
        self.units = {
            id: Unit(id, card.zh, card.en, card.person_days, card.open_days, card.days) for id, card in cards.items()
        }
        self.records: dict[str, dict[str, int]] = {id: {} for id in cards}
        self.scores = {id: self.card(id).score for id in cards}

    def card(self, id: str) -> Scorecard:
        return self.card_of(id, self.records[id])

    def card_of(self, id: str, record: Mapping[str, int]) -> Scorecard:
        counts = {kind: Count(quantity) for kind, quantity in record.items()}
        return score(QUARTER, self.units[id], counts, self.policy, self.digest)

    def count(self, id: str, kind: str, quantity: int) -> None:
        self.records[id][kind] = self.records[id].get(kind, 0) + quantity

    def standing(self, id: str) -> tuple[Scorecard, int]:
        card = self.card(id)
        return card, ranks(self.scores | {id: card.score})[id]


def deeds(runtime: Embedded, departments: set[str]) -> Iterator[Deed]:
    """In the order in which they were recorded."""
    found: dict[tuple[int, str, int, str], Deed] = {}
    with runtime.services["appraisal"].app.store.reading() as connection:
        rows = connection.execute(
            select(facts)
            .where(facts.c.quarter == script.QUARTER)
            .order_by(facts.c.recorded_at, facts.c.source, facts.c.position, facts.c.n)
        ).fetchall()
    for row in rows:
        if row.department in departments and KINDS[row.kind].dimension != PERSONAL:
            key = (row.recorded_at, row.source, row.position, row.department)
            deed = found.setdefault(key, Deed((row.source, row.position), row.department, []))
            deed.said.append(Said(row.kind, row.quantity))
    yield from found.values()


def kept(before: tuple[Scorecard, int], after: tuple[Scorecard, int], way: int, what: object) -> None:
    """Neither the score, nor a dimension's, nor the rank went the other way."""
    (was, was_rank), (now, now_rank) = before, after
    pairs = [(was.score, now.score), (Decimal(-was_rank), Decimal(-now_rank))]
    pairs += [(a.score, b.score) for a, b in zip(was.dimensions, now.dimensions, strict=True)]
    for a, b in pairs:
        if a is not None and b is not None:
            assert (b - a) * way >= 0, (what, way, a, b)


@pytest.fixture(scope="module")
def office(quarter: tuple[Embedded, Run]) -> tuple[dict[str, Scorecard], list[Deed]]:
    runtime, run = quarter
    cards = {id: Scorecard.model_validate(json.loads(canonical)) for id, canonical in run.cards().items()}
    return cards, list(deeds(runtime, set(cards)))


Office = tuple[dict[str, Scorecard], list[Deed]]


def test_no_deed_of_the_quarter_turns_a_score_or_a_rank_round(office: Office) -> None:
    cards, happened = office
    board = Board(cards)
    ways: Counter[int] = Counter()
    for deed in happened:
        before = board.standing(deed.department)
        for kind, quantity in deed.said:
            board.count(deed.department, kind, quantity)
        after = board.standing(deed.department)
        board.scores[deed.department] = after[0].score
        ways[deed.way()] += 1
        if deed.way():
            kept(before, after, deed.way(), deed)
    assert ways[1] > 100, "merit, and blame taken back"
    assert ways[-1] > 80, "blame, and merit taken back"
    assert ways[0] < 45, "sheets alone say both"
    for id, card in cards.items():
        assert board.card(id).canonical() == card.canonical(), "the office's own card"


def test_no_fact_of_the_quarter_does_so_by_itself(office: Office) -> None:
    """Also of deeds that say good and bad at once. What is owed comes before what became of it, and goes after it."""
    cards, happened = office
    board = Board(cards)
    for deed in happened:
        facts_of = sorted(deed.said, key=lambda said: (KINDS[said.kind].sign == "owed") == (said.quantity < 0))
        for kind, quantity in facts_of:
            before = board.standing(deed.department)
            board.count(deed.department, kind, quantity)
            after = board.standing(deed.department)
            board.scores[deed.department] = after[0].score
            kept(before, after, _way(kind, quantity), (deed, kind))


def test_what_was_taken_back_leaves_no_trace(office: Office) -> None:
    """After each undoing the card's bytes are those of a quarter in which neither had been; done again and undone at
    once, they are those of before."""
    cards, happened = office
    board = Board(cards)
    open_: defaultdict[tuple[str, tuple[tuple[str, int], ...]], int] = defaultdict(int)
    undone: Counter[str] = Counter()
    without: dict[str, dict[str, int]] = {id: {} for id in cards}
    for deed in happened:
        id, changes = deed.department, deed.changes
        back = (id, tuple(sorted((kind, -quantity) for kind, quantity in changes.items())))
        before = board.card(id).canonical()
        for kind, quantity in changes.items():
            board.count(id, kind, quantity)
        if open_[back]:
            open_[back] -= 1
            for kind, quantity in changes.items():
                without[id][kind] = without[id][kind] + quantity
                if not without[id][kind]:
                    del without[id][kind]
            undone.update(changes.keys())
            assert board.card(id).canonical() == board.card_of(id, without[id]).canonical(), deed
        else:
            open_[(id, tuple(sorted(changes.items())))] += 1
            for kind, quantity in changes.items():
                without[id][kind] = without[id].get(kind, 0) + quantity
        for kind, quantity in changes.items():
            board.count(id, kind, -quantity)
        assert board.card(id).canonical() == before, deed
        for kind, quantity in changes.items():
            board.count(id, kind, quantity)
    assert undone.keys() >= {
        "agenda.overdue", "agenda.tasks-due", "housekeeping.criticism", "information.submitted",
        "attendance.return-missed", "townships.guidance", "outreach.visited",
    }  # fmt: skip
