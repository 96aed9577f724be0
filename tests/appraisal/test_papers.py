"""The appraisal on paper: what stands on it, who prints it, and that it can be held against the logs (A35)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.appraisal.quarters.operations import (
    AmendGrade,
    EnterLeadersItem,
    GetNotice,
    PrintNotice,
    PrintProposal,
    ProposeGrades,
    ReopenQuarter,
)
from services.appraisal.quarters.round import NotThisStep
from services.appraisal.records.operations import GetPersonalRecord, PrintPersonalRecord
from services.appraisal.scorecards.operations import GetScorecard, ListScorecards, PrintComparison, PrintScorecard
from services.kernel.refusals import Forbidden, Invalid
from services.party.dues.events import DuesCriticised
from tests.appraisal.office import Desk
from tests.appraisal.test_quarters import CHAIR, DIRECTOR, STAFF, Q, do, on, published, refused, reported
from tests.appraisal.test_quarters import desk as desk
from tests.appraisal.test_records import criticised
from tests.appraisal.test_service import excuse
from tests.papers import Paper, plain, printed

LATER = on(11, 2, 3)
COLLEAGUE = "p4"


def foot(paper: Paper) -> dict[str, str]:
    """What proves the paper, by its titles; lines that were broken belong to the one before."""
    found: dict[str, str] = {}
    for line in paper.data["foot"][2:]:
        title, blank, value = line.partition(" ")
        if blank and not title.endswith(","):
            found[title] = value
        else:
            found[list(found)[-1]] += " " + line
    return found


def positions(paper: Paper) -> str:
    return foot(paper)["位点"].replace(", ", ",")


def seals(desk: Desk, at: str) -> set[str]:
    """As the sources' own logs have them at these positions."""
    logs = {one.source: one.messages for one in (desk.directory, desk.attendance, desk.party, desk.documents)}
    named = (part.split(":") for part in at.split(","))
    return {
        f"{source}:{position}:{logs[source][int(position) - 1].seal[:16]}"
        for source, position in named
        if source in logs and int(position)
    }


def table(paper: Paper, caption: str) -> list[list[str]]:
    return next(part["rows"] for part in paper.data["parts"] if part.get("caption") == caption)


def test_a_scorecard_on_paper_is_found_again_at_its_positions(desk: Desk) -> None:
    """Months later, when more is known: the digest and the seals at its foot are those of the logs as they were."""
    paper = printed(desk, PrintScorecard(quarter=Q, department="office"), by=STAFF, at=on(10, 12))
    at = positions(paper)
    desk.wall.now = on(10, 12, 4)
    excuse(desk)
    now = desk.do(GetScorecard(quarter=Q, department="office"), at=on(10, 13))
    then = desk.do(GetScorecard(quarter=Q, department="office", at=at), at=on(10, 13))
    assert foot(paper)["摘要"] == then.digest != now.digest
    assert foot(paper)["考核办法"] == f"第1号 {then.basis.policy_digest}"
    assert set(foot(paper)["各来源封印"].split(", ")) == seals(desk, at)
    assert ["无故缺勤", "无故缺勤 0.5"] in [row[1:3] for row in table(paper, "逐项计算")]
    assert plain(f"得分{then.card.score}") in paper.text
    again = printed(desk, PrintScorecard(quarter=Q, department="office", at=at), by=STAFF, at=on(10, 13))
    assert table(again, "逐项计算") == table(paper, "逐项计算")
    # the inbox has gone on since: it kept no seal of that position of the attendance
    assert set(foot(again)["各来源封印"].split(", ")) < seals(desk, at)


def test_a_scorecard_of_a_quarter_that_runs_is_stamped(desk: Desk) -> None:
    running = printed(desk, PrintScorecard(quarter="2026-Q4", department="law"), by=STAFF, at=on(10, 12))
    over = printed(desk, PrintScorecard(quarter=Q, department="law"), by=STAFF, at=on(10, 12))
    assert (running.data["stamp"], over.data["stamp"]) == ("季度未终了", "")


def test_the_comparison_has_every_department_the_best_first(desk: Desk) -> None:
    paper = printed(desk, PrintComparison(quarter=Q), by=STAFF, at=on(10, 12))
    cards = desk.do(ListScorecards(quarter=Q), at=on(10, 12))
    (rows,) = (part["rows"] for part in paper.data["parts"] if part["kind"] == "lines")
    assert [(row[0], row[1], row[-2]) for row in rows] == [("1", "法工委", "100.00"), ("2", "办公室", "98.50")]
    assert [row[-1] for row in rows] == [
        next(one.digest[:12] for one in cards.cards if one.card.department == id) for id in ("law", "office")
    ]
    assert foot(paper)["摘要"] == cards.digest


def proposed(desk: Desk) -> Any:
    with_an_item(desk)
    reported(desk)
    return do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))


def with_an_item(desk: Desk) -> None:
    item = EnterLeadersItem(quarter=Q, department="law", points=Decimal(2), reason="承担急难任务", evidence="会议纪要")
    do(desk, item, CHAIR, on(10, 12))


def test_the_proposal_lies_before_those_who_decide_and_nobody_else(desk: Desk) -> None:
    reported(desk)
    assert refused(desk, PrintProposal(quarter=Q), DIRECTOR, on(10, 12, 5)) is NotThisStep
    do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))
    for by in (STAFF, "p5"):
        assert refused(desk, PrintProposal(quarter=Q), by, on(10, 13, 3)) is Forbidden
    for by in (DIRECTOR, CHAIR, "p6"):
        assert printed(desk, PrintProposal(quarter=Q), by=by, at=on(10, 13, 3)).pages


def test_the_proposal_shows_what_is_typed_what_is_amended_and_the_reference_for_the_motion(desk: Desk) -> None:
    before = proposed(desk)
    amended = do(
        desk, AmendGrade(quarter=Q, department="office", grade="fair", reason="重要事项未办结"), CHAIR, on(10, 13, 3)
    )
    paper = printed(desk, PrintProposal(quarter=Q), by=CHAIR, at=on(10, 13, 5))
    assert [row[:3] for row in table(paper, "领导评价（人工登记）")] == [["1", "法工委", "2"]]
    assert [[row[n] for n in (0, 1, 7, 8, 9, 10)] for row in table(paper, "各部门建议等次")] == [
        ["1", "法工委", "较好", "受比例限制", "", ""],
        ["2", "办公室", "一般", "受比例限制", "较好", "重要事项未办结"],
    ]
    # two are graded: 40% of two is none
    assert [row[2:] for row in table(paper, "等次与名额")][:3] == [["40", "0", "0"], ["", "", "1"], ["", "", "1"]]
    digest = amended.reference.partition("/")[2]
    assert plain(f"2026年第三季度等次建议（摘要{digest}）") in paper.text
    assert "appraisal.quarter" not in paper.text
    assert before.reference.partition("/")[2] not in paper.text
    assert foot(paper)["摘要"].startswith(digest)
    assert set(foot(paper)["各来源封印"].split(", ")) == seals(desk, positions(paper))
    assert paper.signed() == {"办公室提出建议": "甲p2", "修改建议": "甲p1"}


def test_the_notice_is_everybodys_once_the_grades_are_published(desk: Desk) -> None:
    with_an_item(desk)
    assert refused(desk, PrintNotice(quarter=Q), STAFF, on(10, 12)) is NotThisStep
    found = published(desk)
    paper = printed(desk, PrintNotice(quarter=Q), by=STAFF, at=on(10, 16))
    assert plain("公示期自2026年10月15日起至2026年10月22日止") in paper.text
    assert plain("2026-0001") in paper.text
    (publication,) = found.published
    assert foot(paper)["摘要"] == publication.digest
    own = f"appraisal:{publication.position}:{publication.seal[:16]}"
    assert set(foot(paper)["各来源封印"].split(", ")) == seals(desk, positions(paper)) | {own}
    assert "承担急难任务" not in paper.text


def test_the_notice_is_of_what_stands_while_the_quarter_is_done_anew(desk: Desk) -> None:
    published(desk)
    before = desk.do(GetNotice(quarter=Q), by=STAFF, at=on(10, 16))
    desk.wall.now = on(10, 16)
    excuse(desk)
    do(desk, ReopenQuarter(quarter=Q, reason="采信补交的假条"), CHAIR, on(10, 19))
    assert refused(desk, PrintProposal(quarter=Q), CHAIR, on(10, 19)) is NotThisStep
    do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 19, 3))
    again = desk.do(GetNotice(quarter=Q), by=STAFF, at=on(10, 19, 4))
    assert (again.lines, again.digest, again.at, again.seals) == (
        before.lines, before.digest, before.at, before.seals,
    )  # fmt: skip


# -- the personal record ----------------------------------------------------------------------------------------------


def record(desk: Desk, by: str, at: datetime = LATER, person: str = STAFF) -> Paper:
    return printed(desk, PrintPersonalRecord(person=person, year=2026), by=by, at=at)


def of_colleague(desk: Desk) -> None:
    desk.party.add(
        DuesCriticised, "dues/other", person=COLLEAGUE, department="office", year=2026, month="2026-07",
        measure="circular", nth=1, due=date(2026, 7, 10), cites=("B8",),
    )  # fmt: skip
    desk.catch_up()


@pytest.mark.parametrize(("by", "may"), [(STAFF, True), (DIRECTOR, True), (CHAIR, True), ("p5", False), ("p6", False)])
def test_a_record_is_printed_by_whoever_sees_it(desk: Desk, by: str, may: bool) -> None:
    criticised(desk, "oral")
    if may:
        assert "甲p3" in record(desk, by).text
    else:
        assert refused(desk, PrintPersonalRecord(person=STAFF, year=2026), by, LATER) is Forbidden


def test_nothing_of_another_person_is_on_a_record(desk: Desk) -> None:
    criticised(desk, "oral")
    of_colleague(desk)
    mine, theirs = record(desk, DIRECTOR), record(desk, DIRECTOR, person=COLLEAGUE)
    assert [row[1:3] for row in table(mine, "明细")] == [["无故迟交党费口头批评(次)", "1"]]
    assert [row[1:3] for row in table(theirs, "明细")] != [row[1:3] for row in table(mine, "明细")]
    assert table(theirs, "明细")
    assert "甲p4" not in mine.text
    assert "甲p3" not in theirs.text


def test_a_record_is_found_again_at_its_positions(desk: Desk) -> None:
    criticised(desk, "oral")
    paper = record(desk, STAFF)
    at = positions(paper)
    criticised(desk, "", was="oral")
    asked = {"by": STAFF, "at": LATER}
    then = desk.do(GetPersonalRecord(person=STAFF, year=2026, at=at), **asked)
    now = desk.do(GetPersonalRecord(person=STAFF, year=2026), **asked)
    assert foot(paper)["摘要"] == then.digest != now.digest
    assert [one.kind for one in then.totals] == ["personal.dues-criticised-orally"]
    assert now.totals == []
    assert set(foot(paper)["各来源封印"].split(", ")) == seals(desk, at)
    # each entry names its place in the log, and another's digest is another
    assert table(paper, "明细")[0][-2:] == ["party", str(then.entries[0].position)]
    assert desk.do(GetPersonalRecord(person=COLLEAGUE, year=2026), by=COLLEAGUE, at=LATER).digest != now.digest


def test_positions_of_what_is_no_source_of_facts_are_refused(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.do(GetPersonalRecord(person=STAFF, year=2026, at="nowhere:1"), by=STAFF, at=LATER)
