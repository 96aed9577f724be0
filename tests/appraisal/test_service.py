"""The appraisal as its callers see it: facts in, scorecards out, now and as they were known."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from services.appraisal.facts.tables import facts, totals
from services.appraisal.policy import handlers
from services.appraisal.policy.fairness import LawBroken
from services.appraisal.policy.handlers import NoPolicyInForce
from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import AdoptPolicy, DraftPolicy, GetPolicy, ListPolicies
from services.appraisal.policy.policy_book import PolicyInForce, PolicyRetroactive, UnknownArticle, UnknownFactKind
from services.appraisal.scorecards.handlers import NotAppraised
from services.appraisal.scorecards.knowledge import TwoMoments
from services.appraisal.scorecards.operations import (
    ExplainRule,
    ExportScorecards,
    GetScorecard,
    ListQuarters,
    ListScorecards,
    TryPolicy,
)
from services.attendance.leave.events import ReturnMissed
from services.attendance.sheets.events import AbsenceExcused, DayState
from services.directory.events import DepartmentOpened, PersonHired, PersonMoved
from services.kernel.log.store import Store
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid, NotFound
from tests.appraisal.office import START, Desk, attendance_only, line, stream

Q = "2026-Q3"


def july(desk: Desk) -> None:
    """The office: one absence; law: nothing to say against it."""
    desk.accept_sheet(
        "office", "2026-07",
        [line("p2", "22", "21.5", ("2026-07-03", "absent")), line("p3", "22", "22"), line("p4", "22", "22")],
    )  # fmt: skip
    desk.accept_sheet("law", "2026-07", [line("p5", "22", "22"), line("p6", "22", "22")])
    desk.catch_up()


def excuse(desk: Desk) -> None:
    desk.attendance.add(
        AbsenceExcused, "office/2026-07", department="office", month="2026-07", person="p2", on=date(2026, 7, 3),
        was=(DayState(on=date(2026, 7, 3), half="am", state="absent"),),
        now=(DayState(on=date(2026, 7, 3), half="am", state="leave", kind="sick"),),
        due_change=Decimal("-0.5"), leave=stream("leave"), cites=("A15",),
    )  # fmt: skip
    desk.catch_up()


def scores(desk: Desk, **when: Any) -> dict[str, Decimal | None]:
    view = desk.do(ListScorecards(quarter=Q, **when))
    return {proven.card.department: proven.card.score for proven in view.cards}


def test_every_appraised_department_has_a_card_and_the_leadership_none(desk: Desk) -> None:
    july(desk)
    view = desk.do(ListScorecards(quarter=Q))
    assert [proven.card.department for proven in view.cards] == ["law", "office"]
    assert {p.card.department: (p.card.heads, p.card.score) for p in view.cards} == {
        "law": (2, 100),
        "office": (3, Decimal("98.50")),
    }
    assert all(proven.digest == proven.card.digest() for proven in view.cards)
    assert view.basis.positions == {"attendance": 2, "documents": 0, "finance": 0, "party": 0, "directory": 15}
    assert [(q.quarter, q.departments, q.facts) for q in desk.do(ListQuarters()).items] == [(Q, 2, 11)]


def test_a_quarter_names_as_many_departments_as_it_has_cards(desk: Desk) -> None:
    """Of the leadership there are facts and no card."""
    desk.accept_sheet("top", "2026-07", [line("p1", "22", "22")])
    july(desk)
    assert {placed.card.department for placed in desk.do(ListScorecards(quarter=Q)).cards} == {"office", "law"}
    assert [(q.quarter, q.departments) for q in desk.do(ListQuarters()).items] == [(Q, 2)]


def test_a_scorecard_stays_as_it_was_known(desk: Desk) -> None:
    """As of a moment, and at the positions it named: the same bytes, whatever came later."""
    july(desk)
    before = desk.do(GetScorecard(quarter=Q, department="office"))
    then = desk.wall.now
    excuse(desk)
    after = desk.do(GetScorecard(quarter=Q, department="office"))
    assert (before.card.score, after.card.score) == (Decimal("98.50"), 100)
    as_of = desk.do(GetScorecard(quarter=Q, department="office", as_of=then))
    at = desk.do(GetScorecard(quarter=Q, department="office", at=before.at))
    assert as_of.card.canonical() == at.card.canonical() == before.card.canonical()
    assert as_of.digest == at.digest == before.digest
    assert as_of.basis.positions == before.basis.positions
    now = desk.do(GetScorecard(quarter=Q, department="office", at=after.at))
    assert now.card.canonical() == after.card.canonical()


def test_the_directory_is_seen_as_it_was_known_too(desk: Desk) -> None:
    """p4's move to law on 1 September is recorded late: the strength known before does not know of it."""
    july(desk)
    before = desk.do(GetScorecard(quarter=Q, department="office"))
    desk.directory.add(
        PersonMoved, "p4", at=START + timedelta(days=70), day=date(2026, 9, 1), department="law", person="p4"
    )
    desk.directory.add(
        DepartmentOpened, "new", day=date(2026, 9, 30), department="new", zh="新", en="New", kind="section"
    )
    desk.directory.add(
        DepartmentOpened, "later", day=date(2026, 10, 1), department="later", zh="后", en="L", kind="section"
    )
    desk.catch_up()
    now = desk.do(ListScorecards(quarter=Q))
    assert {p.card.department: p.card.heads for p in now.cards} == {
        "law": Decimal("2.33"),
        "office": Decimal("2.67"),
        "new": 0,
    }
    assert {p.card.department: p.card.score for p in now.cards}["new"] == 0, "it has handed in no sheet"
    then = desk.do(GetScorecard(quarter=Q, department="office", as_of=START + timedelta(days=69)))
    assert then.card.canonical() == before.card.canonical()
    assert desk.do(GetScorecard(quarter=Q, department="office", at=before.at)).digest == before.digest


def test_before_anything_was_known_there_was_no_policy(desk: Desk) -> None:
    july(desk)
    with pytest.raises(NoPolicyInForce):
        desk.do(ListScorecards(quarter=Q, as_of=START - timedelta(days=1)))


def test_only_one_moment_can_be_asked_for(desk: Desk) -> None:
    july(desk)
    with pytest.raises(TwoMoments):
        desk.do(ListScorecards(quarter=Q, as_of=START, at="attendance:1,directory:2"))
    with pytest.raises(Invalid):
        desk.do(ListScorecards(quarter=Q, at="attendance:1"))
    with pytest.raises(Invalid):
        desk.do(ListScorecards(quarter=Q, at="attendance:1,directory:2,kitchen:3"))
    with pytest.raises(NotFound):
        desk.do(ListScorecards(quarter=Q, at=f"attendance:1,directory:2,policy:{10**17}"))


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-07-01T00:00:00Z"])
def test_any_moment_can_be_asked_for(desk: Desk, moment: str) -> None:
    """Before everything no policy was in force; after everything it is now."""
    july(desk)
    as_of = datetime.fromisoformat(moment)
    if as_of < START:
        with pytest.raises(NoPolicyInForce):
            desk.do(ListScorecards(quarter=Q, as_of=as_of))
    else:
        assert scores(desk, as_of=as_of) == scores(desk)


def test_a_department_that_is_not_appraised_is_refused(desk: Desk) -> None:
    with pytest.raises(NotAppraised) as refused:
        desk.do(GetScorecard(quarter=Q, department="top"))
    assert refused.value.cites == ("A33",)


def test_the_facts_behind_a_rule_add_up_to_what_it_counted(desk: Desk) -> None:
    july(desk)
    excuse(desk)
    desk.attendance.add(ReturnMissed, "l1", department="office", person="p3", due=date(2026, 7, 9), cites=("A15",))
    desk.catch_up()
    card = desk.do(GetScorecard(quarter=Q, department="office")).card
    for dimension in card.dimensions:
        for rule in dimension.rules:
            items, after = [], None
            while True:
                page = desk.do(
                    ExplainRule(
                        quarter=Q,
                        department="office",
                        dimension=dimension.dimension,
                        rule=rule.rule,
                        after=after,
                        limit=2,
                    )
                )
                items += page.items
                after = page.next
                if after is None:
                    break
            assert page.result == rule
            assert len({(fact.source, fact.position, fact.n) for fact in items}) == len(items)
            for counted in rule.counted:
                mine = [fact.quantity for fact in items if fact.kind == counted.kind]
                assert (sum(mine), len(mine)) == (counted.quantity, page.entries.get(counted.kind, 0))
    absent = desk.do(ExplainRule(quarter=Q, department="office", dimension="attendance", rule="absent"))
    assert [(f.position, str(f.quantity), f.cites, f.day.isoformat()) for f in absent.items] == [
        (1, "0.5", ["A14"], "2026-07-03"),
        (3, "-0.5", ["A15"], "2026-07-03"),
    ]
    earlier = desk.do(ExplainRule(quarter=Q, department="office", dimension="attendance", rule="absent",
                                  at="attendance:2,directory:13"))  # fmt: skip
    assert [f.position for f in earlier.items] == [1]
    with pytest.raises(NotFound):
        desk.do(ExplainRule(quarter=Q, department="office", dimension="attendance", rule="nothing"))


def milder() -> Policy:
    """Half the deduction for an absence."""
    content = attendance_only().content()
    rule = next(r for d in content["dimensions"] for r in d["rules"] if r["id"] == "absent")
    rule["points"] = "-1.5"
    return Policy.model_validate(content | {"name": "milder"})


def test_a_trial_shows_both_and_touches_nothing(desk: Desk, store: Store) -> None:
    july(desk)
    before = (store.position(), scores(desk))
    trial = desk.do(TryPolicy(policy=milder(), quarters=[Q, "2026-Q2", Q]))
    assert [quarter.quarter for quarter in trial.quarters] == [Q, "2026-Q2"]
    found = {
        (line.department, line.current.score, line.trial.score, line.difference) for line in trial.quarters[0].lines
    }
    assert found == {("office", Decimal("98.50"), Decimal("99.25"), Decimal("0.75")), ("law", 100, 100, 0)}
    assert {(line.trial.score, line.difference) for line in trial.quarters[1].lines} == {(0, 0)}, "no sheet was due in"
    assert (store.position(), scores(desk)) == before
    same = desk.do(TryPolicy(policy=attendance_only(), quarters=[Q]))
    assert all(line.trial.canonical() == line.current.canonical() for line in same.quarters[0].lines)


def test_a_later_policy_governs_later_quarters_only(desk: Desk) -> None:
    july(desk)
    drafted = desk.do(DraftPolicy(policy=milder()))
    assert (drafted.number, drafted.effective) == (2, None)
    with pytest.raises(PolicyRetroactive) as refused:
        desk.do(AdoptPolicy(number=2, effective=Q))
    assert refused.value.cites == ("A35",)
    adopted = desk.do(AdoptPolicy(number=2, effective="2026-Q4", resolution="党组〔2026〕8号"))
    assert (adopted.effective, adopted.adopted_by) == ("2026-Q4", "p1")
    assert desk.do(ListScorecards(quarter=Q)).basis.policy == 1
    assert desk.do(ListScorecards(quarter="2026-Q4")).basis.policy == 2
    with pytest.raises(PolicyInForce):
        desk.do(AdoptPolicy(number=2, effective="2027-Q1"))
    assert [line.number for line in desk.do(ListPolicies()).items] == [2, 1]


def test_a_published_card_is_derived_with_the_policy_it_named(desk: Desk) -> None:
    """The number in the vector says which policy to use; what is only a draft is nobody's business yet."""
    july(desk)
    desk.do(DraftPolicy(policy=milder()))
    with pytest.raises(NotFound):
        desk.do(GetScorecard(quarter=Q, department="office", at="attendance:2,directory:13,policy:2"))
    desk.do(AdoptPolicy(number=2, effective="2026-Q4"))
    view = desk.do(GetScorecard(quarter=Q, department="office", at="attendance:2,directory:13,policy:2"))
    assert view.card.score == Decimal("99.25")
    assert desk.do(GetScorecard(quarter=Q, department="office", at=view.at)).digest == view.digest


def test_a_draft_from_before_the_laws_is_not_adopted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was recorded when nothing was checked; what is recorded stays, and is not put in force."""
    content = attendance_only().content() | {"name": "paid-for-blame"}
    absent = next(r for d in content["dimensions"] for r in d["rules"] if r["id"] == "absent")
    absent["points"] = "3"
    with monkeypatch.context() as then:
        then.setattr(handlers, "obey", lambda *_: None)
        assert desk.do(DraftPolicy(policy=content)).number == 2
    july(desk)
    with pytest.raises(LawBroken) as refused:
        desk.do(AdoptPolicy(number=2, effective="2026-Q4"))
    assert refused.value.zh.startswith(
        "按此办法，一个四人的部门（无其他记录），多一项“应出勤”，结果为“无故缺勤”，得分却由 0.00 升至 3.00"
    )
    assert desk.do(GetPolicy(number=2)).effective is None


def test_the_same_draft_again_is_the_policy_already_there(desk: Desk, store: Store) -> None:
    before = store.position()
    assert desk.do(DraftPolicy(policy=attendance_only())).number == 1
    assert store.position() == before
    assert desk.do(GetPolicy(number=1)).policy == attendance_only()


def test_a_policy_that_counts_what_nothing_records_is_refused(desk: Desk) -> None:
    content = attendance_only().content()
    content["dimensions"][1]["rules"][1]["fact"] = "attendance.yawning"
    for ask in (DraftPolicy(policy=content), TryPolicy(policy=content, quarters=[Q])):
        with pytest.raises(UnknownFactKind) as refused:
            desk.do(ask)
        assert refused.value.details["fields"] == [{"field": "policy", "unknown": ["attendance.yawning"]}]


def test_a_policy_that_cites_what_no_rule_book_has_is_refused(desk: Desk) -> None:
    content = attendance_only().content()
    content["dimensions"][1]["rules"][1]["cites"] = ["A14", "A99"]
    with pytest.raises(UnknownArticle) as refused:
        desk.do(DraftPolicy(policy=content))
    assert refused.value.details["fields"] == [{"field": "policy", "unknown": ["A99"]}]


@pytest.mark.parametrize(
    "operation",
    [DraftPolicy(policy=attendance_only()), AdoptPolicy(number=1, effective=Q), ListPolicies(), GetPolicy(number=1),
     TryPolicy(policy=attendance_only(), quarters=[Q])],
    ids=lambda operation: type(operation).__name__,
)  # fmt: skip
def test_policies_are_for_those_who_run_the_appraisal(desk: Desk, operation: Operation) -> None:
    with pytest.raises(Forbidden):
        desk.do(operation, by="p5")


def test_scorecards_are_for_everyone_in_the_organ_and_nobody_else(desk: Desk) -> None:
    assert desk.do(ListScorecards(quarter=Q), by="p5").quarter == Q
    with pytest.raises(Forbidden):
        desk.do(ListScorecards(quarter=Q), by="stranger")


def test_the_workbook_holds_the_scores_and_their_calculation(desk: Desk) -> None:
    july(desk)
    file = desk.do(ExportScorecards(quarter=Q))
    book = CalamineWorkbook.from_filelike(BytesIO(file.content))
    assert book.sheet_names == ["记分卡", "逐项说明"]
    rows = book.get_sheet_by_name("记分卡").to_python()
    office = next(row for row in rows if row[0] == "办公室")
    assert office[1:5] == [3.0, 98.5, 2.0, "无考核内容"]
    assert office[-1] == desk.do(GetScorecard(quarter=Q, department="office")).digest
    rules = [row for row in book.get_sheet_by_name("逐项说明").to_python() if row[:3] == ["办公室", "考勤", "无故缺勤"]]
    assert [row[5] for row in rules] == [-1.5]
    past = desk.do(ExportScorecards(quarter=Q, as_of=datetime(2026, 7, 31, 16, 30, tzinfo=UTC))).content
    notes = CalamineWorkbook.from_filelike(BytesIO(past)).get_sheet_by_name("记分卡").to_python()[:4]
    assert ["截至：2026-08-01 00:30"] in [[cell for cell in row if cell] for row in notes], "on the organ's own clocks"


class Ears:
    """What open pages would hear."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []

    def publish(self, topic: str, data: Any) -> None:
        if topic.startswith("scorecards."):
            self.heard.append((topic, dict(data)))


def test_open_pages_hear_which_scorecards_changed(store: Store) -> None:
    ears = Ears()
    desk = Desk(store, live=ears)
    desk.open_organ()
    desk.adopt()
    assert ears.heard == []
    july(desk)
    desk.attendance.add(ReturnMissed, "l1", department="law", person="p5", due=date(2026, 10, 9), cites=("A15",))
    desk.catch_up()
    assert ears.heard == [
        (f"scorecards.{Q}", {"quarter": Q, "departments": ["law", "office"], "source": "attendance", "position": 2}),
        ("scorecards.2026-Q4", {"quarter": "2026-Q4", "departments": ["law"], "source": "attendance", "position": 3}),
    ]


def test_a_repeated_message_counts_once(desk: Desk, store: Store) -> None:
    july(desk)
    before = scores(desk)
    desk.inboxes["attendance"].receive(desk.attendance.messages)
    assert scores(desk) == before
    with store.reading() as connection:
        counted = connection.execute(select(func.sum(totals.c.count))).scalar()
        assert connection.execute(select(func.count()).select_from(facts)).scalar() == counted == 11


def test_an_as_of_without_a_zone_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.app.call(_call(desk, {"quarter": Q, "as_of": "2026-07-01T00:00:00"}))


def _call(desk: Desk, body: dict[str, Any]) -> Any:
    from services.kernel.procedure.context import Call

    return Call(ListScorecards.NAME, body, desk.signer.sign("p1", token_id="t", seconds=60))


def test_sheets_of_people_who_came_later_count_where_they_were(desk: Desk) -> None:
    """Facts carry the department of the event, not today's."""
    desk.accept_sheet("law", "2026-07", [line("p9", "10", "9", ("2026-07-30", "absent"))])
    desk.directory.add(PersonHired, "p9", day=date(2026, 7, 18), department="law", person="p9", name="乙", number="9",
                       work_since=date(2026, 7, 18))  # fmt: skip
    desk.directory.add(PersonMoved, "p9", day=date(2026, 8, 1), department="office", person="p9")
    desk.catch_up()
    view = desk.do(ListScorecards(quarter=Q, as_of=datetime(2027, 1, 1, tzinfo=UTC)))
    cards = {proven.card.department: proven.card for proven in view.cards}
    assert cards["office"].score == 0, "it has handed in no sheet"
    assert cards["law"].heads == Decimal("2.15")  # 2 + 14 ÷ 92
    assert cards["law"].score is not None
    assert cards["law"].score < 100
