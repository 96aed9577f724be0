"""A whole year of one organ, from the facts to the year's grades, worked out a second time by an oracle (A33–A35).

Four quarters are opened by the clock, reported on, rated, proposed, voted on, published, closed. In the second an
objection is granted and the quarter reopened; in the third too few slips are cast, and a department is too young; of
the first something becomes known once it is closed, which stands beside its grade.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from services.appraisal.ballots.boxes import BOXES, FolderBoxes
from services.appraisal.quarter import Quarter
from services.appraisal.quarters.operations import (
    AnswerObjection,
    EnterLeadersItem,
    GetRound,
    ProposeGrades,
    PublishGrades,
    RaiseObjection,
    RecordGradesDecision,
    ReopenQuarter,
    SubmitSelfReport,
)
from services.appraisal.quarters.record import QuarterRecord
from services.appraisal.scorecards.operations import ListScorecards
from services.appraisal.years.operations import GetYear
from services.directory.events import BodyFormed, BodyMemberJoined
from services.kernel.log.store import Store
from services.party.motions.events import MotionCarried
from tests.appraisal.office import Desk, policy_file
from tests.appraisal.test_quarters import CHAIR, DIRECTOR, STAFF, do, tick
from tests.appraisal.work import Casts, Ratings, Work, headed, joined, vote
from tests.appraisal.year_oracle import LEAST_SLIPS, Quarterly, year
from tests.given import proven
from tests.scenario.oracle_score import Term

pytestmark = pytest.mark.slow
YEAR = 2025
FIRST = datetime(YEAR, 1, 1, 1, tzinfo=UTC)
SEED = 20250101
PEOPLE = {
    "office": ("p2", "p3", "p4"), "law": ("p5", "p6"), "budget": ("p7",), "research": ("p8",), "social": ("p10",),
    "youth": ("p9",),
}  # fmt: skip
NAMES = {
    "office": "办公室", "law": "法工委", "budget": "预算工委", "research": "研究室", "social": "社会委", "youth": "专班"
}  # fmt: skip
YOUNG, BORN = "youth", date(YEAR, 8, 20)
VOTERS = {"p1": "top", "p3": "office", "p5": "law", "p7": "budget", "p8": "research", "p10": "social"}


@dataclass
class Laws:
    """Blame never raises a score or a rank, merit never lowers one (A34): looked at after every deed of the year."""

    desk: Desk
    quarter: str
    deeds: int = 0
    known: dict[str, tuple[Decimal, int]] = field(default_factory=dict)

    def look(self) -> dict[str, tuple[Decimal, int]]:
        found = self.desk.do(ListScorecards(quarter=self.quarter), by=STAFF).cards
        return {one.card.department: (one.card.score or Decimal(0), one.rank or 99) for one in found}

    def __call__(self, department: str, way: int) -> None:
        before, self.known = self.known or self.look(), self.look()
        (score, rank), (now, place) = before[department], self.known[department]
        self.deeds += 1
        if way > 0:
            assert now >= score, (self.quarter, department, self.deeds)
            assert place <= rank, (self.quarter, department, self.deeds)
        if way < 0:
            assert now <= score, (self.quarter, department, self.deeds)
            assert place >= rank, (self.quarter, department, self.deeds)


class Organ:
    """The organ through its year. Days of a quarter's appraisal are counted from the first day after it."""

    def __init__(self, desk: Desk, boxes: Casts, *, watched: bool = True) -> None:
        """`watched`: the laws are looked at after every deed."""
        self.desk, self.boxes, self.watched = desk, boxes, watched
        self.rng = Random(SEED)
        desk.wall.now = FIRST
        desk.clock.set(desk.wall.now)
        desk.open_organ()
        for department in ("budget", "research", "social"):
            joined(desk, department, NAMES[department], PEOPLE[department])
        headed(desk, "office", DIRECTOR)
        since = date(2020, 1, 1)
        desk.directory.add(BodyFormed, "group", day=since, body="party-group", zh="党组", en="Party group", roles=())
        desk.directory.add(BodyMemberJoined, "group", day=since, body="party-group", person=CHAIR, role="secretary")
        desk.catch_up()
        desk.adopt(policy_file(), at=desk.wall.now)
        self.motions = 0
        self.told: dict[str, Quarterly] = {}

    def on(self, quarter: Quarter, day: int, hour: int = 2) -> datetime:
        first = quarter.following.first_day + timedelta(days=day)
        return datetime(first.year, first.month, first.day, hour, tzinfo=UTC)

    # -- what happens in a quarter ------------------------------------------------------------------------------------

    def works(self, number: int) -> Work:
        quarter = Quarter(YEAR, number)
        self.desk.wall.now = max(
            self.desk.wall.now, datetime(YEAR, quarter.first_day.month, 25, tzinfo=UTC)
        )  # fmt: skip
        laws = Laws(self.desk, str(quarter))
        work = Work(self.desk, quarter, laws) if self.watched else Work(self.desk, quarter)
        rng = self.rng
        for department, people in self._there(quarter).items():
            diligent = rng.random()
            work.sheet(department, *(self._attended(work, person) for person in people))
            work.tasks(department, in_time=2 + int(8 * diligent), late=rng.randrange(3), overdue=int(diligent < 0.3))
            work.housekeeping(
                department, praise=rng.randrange(4), warnings=rng.randrange(2), minutes_late=rng.randrange(2)
            )
            work.information(department, 1 + int(6 * diligent), district=rng.randrange(3), city=rng.randrange(2))
            work.townships(department, rng.randrange(3), stations=rng.randrange(2))
            work.contacts(department, visited=rng.randrange(4), missed=rng.randrange(2))
        assert laws.deeds > 60 or not self.watched
        terms = {
            department: (NAMES[department], self._term(quarter, department, people))
            for department, people in self._there(quarter).items()
        }
        self.told[str(quarter)] = Quarterly(str(quarter), terms, work.ledger)
        return work

    def _attended(self, work: Work, person: str) -> Any:
        late, early, absent = (self.rng.randrange(4), self.rng.randrange(2), self.rng.randrange(2))
        return work.line(
            person, "21", str(Decimal(21) - Decimal(absent) / 2), late=late, left_early=early, absent=absent
        )

    def _there(self, quarter: Quarter) -> dict[str, tuple[str, ...]]:
        return {id: people for id, people in PEOPLE.items() if id != YOUNG or quarter.last_day >= BORN}

    def _term(self, quarter: Quarter, department: str, people: tuple[str, ...]) -> Term:
        begun = max(quarter.first_day, BORN) if department == YOUNG else quarter.first_day
        days = (quarter.last_day - begun).days + 1
        return Term(days * len(people), days, quarter.days)

    # -- what is made of it -------------------------------------------------------------------------------------------

    def rated(self, number: int, ratings: Ratings | None = None) -> None:
        """The clock opens quarter and round; one department reports; slips are cast and sealed."""
        quarter = Quarter(YEAR, number)
        told = self.told[str(quarter)]
        tick(self.desk, self.on(quarter, 1))
        tick(self.desk, self.on(quarter, 1, 3))
        report = SubmitSelfReport(quarter=str(quarter), department="office", work="完成督办事项", plan="抓好落实")
        do(self.desk, report, DIRECTOR, self.on(quarter, 2))
        if ratings is None:
            ratings = {
                id: "".join(self.rng.choice("gggbbbfpn") for own in VOTERS.values() if own != id) for id in told.terms
            }
        vote(self.desk, self.boxes, ratings, VOTERS, self.on(quarter, 3), do, str(quarter))
        told.ratings = ratings
        tick(self.desk, self.on(quarter, 25))

    def judged(self, number: int, **points: str) -> None:
        quarter, told = Quarter(YEAR, number), self.told[f"{YEAR}-Q{number}"]
        for department, given in points.items():
            item = {"points": Decimal(given), "reason": "承担急难任务", "evidence": "纪要"}
            do(
                self.desk,
                EnterLeadersItem(quarter=str(quarter), department=department, **item),
                CHAIR,
                self.on(quarter, 4),
            )
        told.leaders = {department: Decimal(given) for department, given in points.items()}

    def decided(self, number: int, day: int) -> QuarterRecord:
        """Proposed, voted on, published: on three days in turn."""
        quarter = Quarter(YEAR, number)
        proposed = do(self.desk, ProposeGrades(quarter=str(quarter)), DIRECTOR, self.on(quarter, day))
        voted, self.motions = self.on(quarter, day + 1), self.motions + 1
        self.desk.wall.now = max(self.desk.wall.now, voted)
        self.desk.party.add(
            MotionCarried, f"motion/{self.motions}", body="party-group", reference=proposed.reference, on=voted.date(),
            number=f"party-group-{voted.year}-{self.motions}", day=voted.date(),
        )  # fmt: skip
        self.desk.catch_up()
        do(self.desk, RecordGradesDecision(quarter=str(quarter)), DIRECTOR, self.on(quarter, day + 1, 5))
        return do(self.desk, PublishGrades(quarter=str(quarter)), DIRECTOR, self.on(quarter, day + 2))

    def closed(self, number: int, day: int) -> QuarterRecord:
        quarter = Quarter(YEAR, number)
        tick(self.desk, self.on(quarter, day))
        found = self.seen(number)
        assert found.status == "closed"
        return found

    def seen(self, number: int) -> QuarterRecord:
        found: QuarterRecord = self.desk.do(GetRound(quarter=f"{YEAR}-Q{number}"), by=STAFF, at=self.desk.clock.now())
        return found


def as_published(found: QuarterRecord) -> list[dict[str, Any]]:
    """As the oracle writes its lines."""
    return [
        {
            "department": line.department,
            "events": None if line.events is None else str(line.events),
            "card": line.card,
            "evaluation": None if line.evaluation is None else str(line.evaluation),
            "leaders": str(line.leaders),
            "total": None if line.published_total is None else str(line.published_total),
            "rank": line.rank,
            "grade": line.published,
            "why": str(line.why),
            "was": line.was,
            "reason": line.reason,
        }
        for line in sorted(found.lines, key=lambda line: line.department)
    ]


@dataclass(frozen=True)
class Past:
    """The year when it is over: every quarter as it was closed, and what it was worked out from."""

    organ: Organ
    rounds: dict[int, QuarterRecord]
    first: QuarterRecord
    """The second quarter before it was reopened."""

    def cards(self, number: int) -> bytes:
        """Every scorecard of a quarter as it is answered now."""
        ask = ListScorecards(quarter=f"{YEAR}-Q{number}")
        found: bytes = self.organ.desk.do(ask, by=STAFF, at=self.organ.desk.clock.now()).model_dump_json().encode()
        return found


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    folder = tmp_path_factory.mktemp("year")
    store = Store(f"sqlite:///{folder}/appraisal.db")
    desk, boxes = Desk(store), FolderBoxes(folder / "ballots")
    rules = desk.app.office.rules.with_value("ballots.least_slips", str(LEAST_SLIPS), date(YEAR, 1, 1))
    desk.app.office = replace(desk.app.office, ports={BOXES: boxes}, rules=rules)
    yield lived(Organ(desk, boxes))
    store.close()


def lived(organ: Organ) -> Past:
    rounds: dict[int, QuarterRecord] = {}

    organ.works(1)
    organ.rated(1)
    organ.judged(1, office="2", law="-1.5")
    organ.decided(1, 26)
    rounds[1] = organ.closed(1, 45)

    second = organ.works(2)
    second.tasks("office", overdue=1)
    organ.rated(2)
    organ.judged(2, budget="5.5", social="0.25")
    first = organ.decided(2, 26)
    objects = RaiseObjection(quarter=f"{YEAR}-Q2", department="office", text="该项任务已决定不再办理")
    do(organ.desk, objects, DIRECTOR, organ.on(second.quarter, 29))
    answer = AnswerObjection(quarter=f"{YEAR}-Q2", number=1, upheld=True, answer="经核属实，重新评定")
    do(organ.desk, answer, CHAIR, organ.on(second.quarter, 30))
    organ.desk.wall.now = max(organ.desk.wall.now, organ.on(second.quarter, 30, 5))
    second.struck("office")
    do(organ.desk, ReopenQuarter(quarter=f"{YEAR}-Q2", reason="异议成立"), CHAIR, organ.on(second.quarter, 31))
    organ.decided(2, 32)
    rounds[2] = organ.closed(2, 60)

    organ.desk.wall.now = max(organ.desk.wall.now, datetime(YEAR, 8, 20, 1, tzinfo=UTC))
    joined(organ.desk, YOUNG, NAMES[YOUNG], PEOPLE[YOUNG], since=BORN)
    organ.desk.catch_up()
    organ.works(3)
    alone = {department: "g" + "." * (len(VOTERS) - 1 - (department in VOTERS.values())) for department in PEOPLE}
    organ.rated(3, alone)
    organ.judged(3)
    organ.decided(3, 26)
    rounds[3] = organ.closed(3, 45)

    organ.works(4)
    organ.rated(4)
    organ.judged(4, research="1", youth="-0.75")
    organ.decided(4, 26)
    rounds[4] = organ.closed(4, 50)
    return Past(organ, rounds, first)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_quarter_is_published_as_the_oracle_has_it(past: Past, number: int) -> None:
    """Scores, evaluations, totals, places, grades, and the digest of them all to the byte."""
    found, told = past.rounds[number], past.organ.told[f"{YEAR}-Q{number}"]
    assert as_published(found) == told.lines()
    stands = next(one for one in found.published if one.stands)
    assert stands.digest == told.digest(stands.at, stands.policy_digest)
    assert len({line["total"] for line in told.lines()}) > 3, "departments differ"


def test_the_year_is_the_oracles(past: Past) -> None:
    found = past.organ.desk.do(GetYear(year=YEAR), by=STAFF, at=past.organ.desk.clock.now())
    wanted = year([past.organ.told[f"{YEAR}-Q{number}"].lines() for number in (1, 2, 3, 4)])
    assert found.complete
    assert {
        line.department: (line.graded, None if line.total is None else str(line.total), line.rank, line.grade)
        for line in found.lines
    } == wanted
    assert wanted[YOUNG][:2] == (1, None), "graded once, in the quarter in which it was old enough"


def test_a_granted_objection_gave_the_quarter_other_grades(past: Past) -> None:
    """The task that was struck had cost the office: it stands no worse, and both publications are kept."""
    before, after = past.first, past.rounds[2]
    assert [(one.number, one.stands) for one in after.published] == [(1, False), (2, True)]
    assert [(one.upheld, one.answered_by) for one in after.objections] == [(True, CHAIR)]
    was, now = (next(one for one in found.lines if one.department == "office") for found in (before, after))
    assert now.events > was.events
    assert now.published_total > was.published_total
    assert not after.restated


def test_withheld_results_leave_the_scorecard_alone(past: Past) -> None:
    lines = past.rounds[3].lines
    assert [line.evaluation for line in lines] == [None] * len(PEOPLE)
    assert all(line.total == line.events for line in lines)
    young = next(line for line in lines if line.department == YOUNG)
    assert (young.published, young.why, young.rank) == ("", "too-young", None)


def test_what_becomes_known_of_a_closed_quarter_stands_beside_its_grade(past: Past) -> None:
    """Last of all: nothing after it looks at the first quarter."""
    organ = past.organ
    late = Work(organ.desk, Quarter(YEAR, 1), numbers=iter(range(10_000, 10_010)))
    late.tasks("law", overdue=2)
    found = organ.seen(1)
    (law,) = found.restated
    assert (law.department, law.facts) == ("law", 4)
    assert law.now < law.published
    assert as_published(found) == organ.told[f"{YEAR}-Q1"].lines()


def test_registers_and_seals_follow_from_the_log(past: Past) -> None:
    proven(past.organ.desk.app)
