"""A small quarter worked by hand, from the facts to the published grades, through the whole service (A33–A35).

The policy is the default one (`deploy/regulations/policy.toml`), the weights of the parts 80 and 20, the leaders'
points held to 5, the best grade (from 90) for 40% of the graded at most. Every line below is the calculation of one
department; what is rounded is rounded once, halves up: each rule, the score, the total.

Five departments are graded and one is too young: 40% of five are two.

office, 3 people    agenda 30       5 of 6 in time: 100 × 5 ÷ 6 = 83.333 → 83.33; one late −1                   = 82.33
                    attendance 20   65 ÷ 66 is above 0.98: 100; 4 times late: −4 × (4 ÷ 3 − 1) = −1.333 → −1.33 = 98.67
                    housekeeping 15 80 + one praise 2                                                           = 82.00
                    information 15  5 of 3: 80 + 2 × 1 = 82; one by the city 3                                  = 85.00
                    townships 10    1 of 1                                                                      = 80.00
                    outreach 10     nothing owed: left out, 90 remain
                    score           (82.33×30 + 98.67×20 + 82×15 + 85×15 + 80×10) ÷ 90
                                    = (2469.90 + 1973.40 + 1230 + 1275 + 800) ÷ 90 = 7748.30 ÷ 90 = 86.0922  → 86.09
                    evaluation      3 good, 2 fairly good, 1 fair, 1 no opinion: (300 + 170 + 70) ÷ 6 = 540 ÷ 6 = 90
                    total           (86.09×80 + 90×20) ÷ 100 = 68.872 + 18 = 86.872; leaders 3.25 + 2.50 = 5.75, held
                                    to 5: 91.872                                                             → 91.87

law, 2 people       agenda          4 of 4                                                                     = 100.00
                    attendance      44 ÷ 44: 100; once too early: −4 × (1 ÷ 2)                                  = 98.00
                    housekeeping    80; information 3 of 3: 80; townships 2 of 1: 80 + 2                        = 82.00
                    outreach        3 of 4 visited                                                              = 75.00
                    score           (100×30 + 98×20 + 80×15 + 80×15 + 75×10 + 82×10) ÷ 100 = 8930 ÷ 100       = 89.30
                    evaluation      5 good, 3 fairly good: 755 ÷ 8 = 94.375
                    total           71.44 + 18.875 = 90.315, a half                                          → 90.32

budget, 1 person    agenda          9 of 10 in time: 90; one late −1                                            = 89.00
                    attendance      22 ÷ 22                                                                    = 100.00
                    housekeeping    80 + 4 praises 8, held to 6                                                 = 86.00
                    information     12 of 3: 80 + 9 = 89; one by the nation 8                                   = 97.00
                    townships       6 of 1: 80 + 10 = 90; three stations 6                                      = 96.00
                    score           (89×30 + 100×20 + 86×15 + 97×15 + 96×10) ÷ 90 = 8375 ÷ 90 = 93.0556     → 93.06
                    evaluation      5 fairly good, 3 fair, 1 no opinion: (425 + 210) ÷ 8 = 79.375
                    total           74.448 + 15.875 = 90.323                                                 → 90.32

social, 1 person    agenda          4 of 5: 80; one late −1                                                     = 79.00
                    attendance      22 ÷ 22                                                                    = 100.00
                    housekeeping    80, minutes once late −0.5                                                  = 79.50
                    information     3 of 3: 80; townships 1 of 1: 80; outreach 2 of 2: 100
                    score           (79×30 + 100×20 + 79.5×15 + 80×15 + 100×10 + 80×10) ÷ 100 = 8562.5 ÷ 100
                                    = 85.625, a half                                                         → 85.63
                    evaluation      5 good, 1 fairly good, 2 poor, 1 no opinion: (500 + 85 + 100) ÷ 8 = 85.625
                    total           68.504 + 17.125 = 85.629; leaders −0.50: 85.129                          → 85.13

research, 1 person  agenda          1 of 2 in time: 50; one overdue −5                                          = 45.00
                    attendance      20 ÷ 22 = 0.90909, ÷ 0.98: 92.764                                           = 92.76
                    housekeeping    80, one warning −2                                                          = 78.00
                    information     2 of 3: 53.333 → 53.33; townships none: 0
                    score           (45×30 + 92.76×20 + 78×15 + 53.33×15 + 0×10) ÷ 90 = 5175.15 ÷ 90 = 57.5017 → 57.50
                    evaluation      one slip was cast: withheld, the scorecard stands alone                      57.50

youth, 1 person, from 20 August: 42 of 92 days, fewer than 45
                    attendance      21 ÷ 21: 100; housekeeping 80; agenda and outreach left out, 60 remain
                    information     2 of 3 × 42 ÷ 92 = 1.3696: 80 + 0.6304 = 80.63; townships none of 0.4565: 0
                    score           (100×20 + 80×15 + 80.63×15 + 0×10) ÷ 60 = 4409.45 ÷ 60 = 73.4908         → 73.49
                    evaluation      9 fair: 70
                    total           58.792 + 14 = 72.792                                                     → 72.79

Places  office 91.87, law and budget 90.32, social 85.13, research 57.50; youth has none.
Grades  Three reach 90 and two may be good: office is; law and budget are equal and only one place is left, so neither
        is. They are fairly good, held by the quota; social is fairly good, research poor; youth is not graded.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.appraisal.ballots.boxes import FolderBoxes
from services.appraisal.quarter import Quarter
from services.appraisal.quarters.operations import (
    EnterLeadersItem,
    GetRound,
    PrintNotice,
    ProposeGrades,
    PublishGrades,
    RecordGradesDecision,
)
from services.appraisal.scorecards.operations import ListScorecards
from services.directory.events import BodyFormed, BodyMemberJoined
from services.kernel.log.store import Store
from tests.appraisal import test_quarters as steps
from tests.appraisal.office import Desk, policy_file
from tests.appraisal.test_quarters import CHAIR, DIRECTOR, STAFF, Q, do, on, tick
from tests.appraisal.voters import Voter, with_boxes
from tests.appraisal.work import Work, headed, joined, vote
from tests.papers import printed

OF = {
    "p1": "top", "p2": "office", "p3": "office", "p4": "office", "p5": "law", "p6": "law", "p7": "budget",
    "p8": "research", "p9": "youth", "p10": "social",
}  # fmt: skip
RATINGS = {
    "office": "gggbbfn", "law": "ggggg" "bbb", "budget": "bbbbbfffn", "social": "gggggbppn",
    "research": "g" "........", "youth": "fffffffff",
}  # fmt: skip
SCORES = {
    "office": "86.09", "law": "89.30", "budget": "93.06", "social": "85.63", "research": "57.50", "youth": "73.49",
}  # fmt: skip
# department: evaluation, leaders' points, total, rank, grade, why
LINES = {
    "office": ("90", "5.75", "91.87", 1, "good", ""),
    "law": ("94.375", "0", "90.32", 2, "fairly-good", "quota"),
    "budget": ("79.375", "0", "90.32", 2, "fairly-good", "quota"),
    "social": ("85.625", "-0.5", "85.13", 4, "fairly-good", ""),
    "research": (None, "0", "57.50", 5, "poor", ""),
    "youth": ("70", "0", "72.79", None, "", "too-young"),
}


@pytest.fixture
def boxes(tmp_path: Path) -> FolderBoxes:
    return FolderBoxes(tmp_path / "ballots")


@pytest.fixture
def desk(store: Store) -> Desk:
    desk = Desk(store)
    desk.open_organ()
    for department, zh, person in (
        ("budget", "预算工委", "p7"),
        ("research", "研究室", "p8"),
        ("social", "社会委", "p10"),
    ):
        joined(desk, department, zh, (person,))
    joined(desk, "youth", "专班", ("p9",), since=date(2026, 8, 20))
    headed(desk, "office", DIRECTOR)
    since = date(2020, 1, 1)
    desk.directory.add(BodyFormed, "group", day=since, body="party-group", zh="党组", en="Party group", roles=())
    desk.directory.add(BodyMemberJoined, "group", day=since, body="party-group", person=CHAIR, role="secretary")
    desk.catch_up()
    desk.adopt(policy_file())
    worked(Work(desk, Quarter.parse(Q)))
    desk.catch_up()
    return desk


def worked(work: Work) -> None:
    """The facts, as the head of this file tells them."""
    work.tasks("office", in_time=5, late=1)
    work.sheet("office", work.line("p2", "22", "21", late=4), work.line("p3", "22", "22"), work.line("p4", "22", "22"))
    work.housekeeping("office", praise=1)
    work.information("office", 5, city=1)
    work.townships("office", 1)

    work.tasks("law", in_time=4)
    work.sheet("law", work.line("p5", "22", "22", left_early=1), work.line("p6", "22", "22"))
    work.information("law", 3)
    work.townships("law", 2)
    work.contacts("law", visited=3, missed=1)

    work.tasks("budget", in_time=9, late=1)
    work.sheet("budget", work.line("p7", "22", "22"))
    work.housekeeping("budget", praise=4)
    work.information("budget", 12, nation=1)
    work.townships("budget", 6, stations=3)

    work.tasks("social", in_time=4, late=1)
    work.sheet("social", work.line("p10", "22", "22"))
    work.housekeeping("social", minutes_late=1)
    work.information("social", 3)
    work.townships("social", 1)
    work.contacts("social", visited=2)

    work.tasks("research", in_time=1, overdue=1)
    work.sheet("research", work.line("p8", "22", "20"))
    work.housekeeping("research", warnings=1)
    work.information("research", 2)

    work.sheet("youth", work.line("p9", "21", "21"))
    work.information("youth", 2)


def test_the_scorecards_are_those_worked_by_hand(desk: Desk) -> None:
    cards = desk.do(ListScorecards(quarter=Q), by=STAFF, at=on(10, 9)).cards
    assert {one.card.department: str(one.card.score) for one in cards} == SCORES


def test_the_grades_that_are_published_are_those_worked_by_hand(desk: Desk, boxes: FolderBoxes) -> None:
    tick(desk, on(10, 9))
    with_boxes(desk, boxes)
    vote(desk, boxes, RATINGS, OF, on(10, 12), do, Q)
    for department, points in (("office", "3.25"), ("office", "2.5"), ("social", "-0.5")):
        said = {"reason": "承担急难任务", "evidence": "纪要", "points": Decimal(points)}
        do(desk, EnterLeadersItem(quarter=Q, department=department, **said), CHAIR, on(10, 13))
    tick(desk, on(10, 15, 17))  # slips are sealed, and nobody's report is waited for any longer
    proposed = do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 16))
    steps.vote(desk, proposed.reference, on(10, 19))
    do(desk, RecordGradesDecision(quarter=Q), DIRECTOR, on(10, 19, 5))
    do(desk, PublishGrades(quarter=Q), DIRECTOR, on(10, 20))
    seen = desk.do(GetRound(quarter=Q), by=STAFF, at=on(10, 20))
    found = {line.department: line for line in seen.lines}
    assert {
        id: (
            None if line.evaluation is None else f"{line.evaluation:f}", f"{line.leaders:f}", str(line.total),
            line.rank, line.published, line.why,
        )
        for id, line in found.items()
    } == LINES  # fmt: skip
    assert {id: str(line.events) for id, line in found.items()} == SCORES
    assert all(line.grade == line.published for line in found.values())
    tally = [one for one in Voter(desk, STAFF, on(10, 20)).ask().results if one.department in LINES]
    roots = sorted(one.root for one in tally if not one.withheld)
    assert [one.department for one in tally if one.withheld] == ["research"]
    (publication,) = seen.published
    assert publication.evaluation == hashlib.sha256("".join(roots).encode()).hexdigest()
    notice = printed(desk, PrintNotice(quarter=Q), by=STAFF, at=on(10, 20))
    assert f"测评摘要 {publication.evaluation}" in notice.data["foot"]
