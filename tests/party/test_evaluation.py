"""民主评议党员 evaluation: owed by the year, five steps in order, leaders twice, forms, results, handling (B7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.kernel.procedure.commands import expect
from services.kernel.refusals import Forbidden, Invalid, NotFound
from services.party.evaluation import events as e
from services.party.evaluation import operations as ops
from services.party.evaluation.form import HandlingOver, NotAssessedSo, OwnForm, ResultNeedsNone
from services.party.evaluation.round import NobodyToEvaluate, OutOfStep, Round, Step, Unfinished, round_id
from services.party.members.operations import EnterMember
from tests.given import act, fact, given, proven
from tests.party.desk import AUDITOR, CHAIR, ORGANISER, SECRETARY, STAFF, Desk, by, clock, day, read_back
from tests.party.secrets import seen

pytestmark = pytest.mark.slow

DEPUTY = "p008"
START = day(6, 10)
CONTENTS = ("conviction", "line", "reform", "discipline", "people")
MEMBERS = (SECRETARY, DEPUTY, ORGANISER, STAFF)
YEAR: dict[str, Any] = {"year": 2025}


def of(person: str) -> dict[str, Any]:
    return {"year": 2025, "person": person}


def answers(text: str = "对照检查", contents: tuple[str, ...] = CONTENTS) -> tuple[ops.AnswerIn, ...]:
    return tuple(ops.AnswerIn(content=content, text=text) for content in contents)


def counted(person: str, capacity: Any = "member", opinion: str = "", **votes: int) -> ops.RecordMutualAssessment:
    counts = tuple(ops.CountIn(result=result.replace("_", "-"), votes=n) for result, n in votes.items())
    return ops.RecordMutualAssessment(**of(person), capacity=capacity, on=START, counts=counts, opinion=opinion)


def examined(person: str, result: str = "qualified", opinion: str = "表现良好") -> ops.ExamineMember:
    return ops.ExamineMember(**of(person), result=result, opinion=opinion)


STUDY = ops.RecordEvaluationStudy(**YEAR, on=START, topic="党章和评议要求", present=MEMBERS)
NEXT_STEP, CLOSE = ops.AdvanceEvaluation(**YEAR), ops.CloseEvaluation(**YEAR)


@pytest.fixture
def owed(desk: Desk) -> Desk:
    """The year's evaluation is owed, of a branch with four members."""
    for person in MEMBERS:
        entered = EnterMember(person=person, on=START, joined=day(7, 1, 2010), formal=day(7, 1, 2011), group="第一组")
        given(by(ORGANISER, START, entered, 8), to=desk)
    desk.ticked(START)
    return desk


class Way:
    """Through the steps, with everybody doing theirs."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.hour = desk, 9

    def do(self, person: str, operation: Any) -> Any:
        return self.desk.on(START, person, operation, self.hour)

    def to_self(self) -> Way:
        self.do(ORGANISER, ops.StartEvaluation(**YEAR))
        self.do(ORGANISER, STUDY)
        return self

    def to_mutual(self, text: str = "对照检查") -> Way:
        self.to_self()
        for person in MEMBERS:
            self.do(person, ops.SubmitSelfAssessment(**of(person), answers=answers(text)))
        self.do(ORGANISER, NEXT_STEP)
        return self

    def to_examination(self, opinion: str = "", text: str = "对照检查") -> Way:
        self.to_mutual(text)
        for person in MEMBERS:
            by = SECRETARY if person == ORGANISER else ORGANISER
            self.do(by, counted(person, opinion=opinion, qualified=3))
            if person != STAFF:
                self.do(by, counted(person, "leader", opinion=opinion, qualified=2, excellent=1))
        self.do(ORGANISER, NEXT_STEP)
        return self

    def to_handling(self, **results: str) -> Way:
        self.to_examination()
        for person in MEMBERS:
            self.do(DEPUTY if person == SECRETARY else SECRETARY, examined(person, results.get(person, "qualified")))
        self.do(ORGANISER, NEXT_STEP)
        return self


# -- owed -------------------------------------------------------------------------------------------------------------


def test_each_year_owes_one_by_its_end(desk: Desk) -> None:
    """B7.1: also of the years in which no clock ran; one that was not closed is missed, once."""
    opened = desk.ticked(START, e.EvaluationDue)
    given(to=desk).when(lambda desk: desk.ticked(day(6, 11))).then_nothing()
    assert [(one.year, one.due, one.person) for one in opened if isinstance(one, e.EvaluationDue)] == [
        (2025, day(12, 31), SECRETARY)
    ]
    later = desk.ticked(day(1, 5, 2027), e.EvaluationDue, e.EvaluationMissed)
    assert [(type(one).__name__, one.year) for one in later if isinstance(one, e.OfEvaluation)] == [
        ("EvaluationDue", 2026),
        ("EvaluationDue", 2027),
        ("EvaluationMissed", 2025),
        ("EvaluationMissed", 2026),
    ]
    assert [line[3] for line in desk.owed("party.evaluation")] == ["missed", "missed", "open"]
    assert desk.ticked(day(1, 6, 2027), e.EvaluationMissed) == []


def test_every_member_gets_a_form_and_leaders_are_assessed_twice(owed: Desk) -> None:
    """B7.2, B7.3."""
    start = given(to=owed).when(ops.StartEvaluation(**YEAR), by=ORGANISER, at=clock(START))
    start.then(
        fact(e.EvaluationStarted, contents=CONTENTS, members=4, cites=("B7.2", "B7.3", "B7.4")),
        *(
            fact(e.EvaluationFormOpened, person=person, capacities=capacities, group="第一组")
            for person, capacities in (
                (SECRETARY, ("member", "leader")),
                (DEPUTY, ("member", "leader")),
                (ORGANISER, ("member", "leader")),
                (STAFF, ("member",)),
            )
        ),
    ).then_answer(status="study")


def test_a_branch_without_members_has_nobody_to_evaluate(desk: Desk) -> None:
    given(to=desk).when(ops.StartEvaluation(**YEAR), by=ORGANISER, at=clock(START)).then_refused(NotFound)
    desk.ticked(START)
    given(to=desk).when(ops.StartEvaluation(**YEAR), by=ORGANISER, at=clock(START)).then_refused(NobodyToEvaluate)


# -- the steps in their order -----------------------------------------------------------------------------------------


@for_all(st.lists(st.sampled_from(["start", "study", "advance", "close"]), max_size=16))
def test_the_steps_are_taken_in_order_whatever_is_tried(tried: list[str]) -> None:
    """B7.4: of any sequence of attempts only that which stands next goes through."""
    whole = Round(round_id(2025))
    whole.open(act(), year=2025, person="p006", department="leadership", due=day(12, 31))
    attempts: dict[str, tuple[Any, dict[str, Any]]] = {
        "start": (ops.StartEvaluation, {"contents": CONTENTS, "members": 1}),
        "study": (ops.RecordEvaluationStudy, {"on": START, "topic": "党章", "present": ["p006"]}),
        "advance": (ops.AdvanceEvaluation, {"unfinished": []}),
        "close": (ops.CloseEvaluation, {"unfinished": [], "kept_until": day(12, 31)}),
    }
    order = ["start", "study", "advance", "advance", "advance", "close"]
    for name in tried:
        operation, fields = attempts[name]
        try:
            expect(whole, operation)
            getattr(whole, name)(act(), **fields)
        except OutOfStep:
            assert not order or order[0] != name
        else:
            assert order.pop(0) == name
    assert (whole.status == Step.CLOSED) is (not order)


def test_a_step_is_over_when_everybody_has_done_it(owed: Desk) -> None:
    way = Way(owed).to_self()
    for person in MEMBERS[:3]:
        way.do(person, ops.SubmitSelfAssessment(**of(person), answers=answers()))
    given(to=owed).when(NEXT_STEP, by=ORGANISER, at=clock(START)).then_refused(Unfinished, people=[STAFF])
    assert "advance-evaluation" not in owed.may(START, ORGANISER, ops.GetEvaluation(**YEAR))
    way.do(STAFF, ops.SubmitSelfAssessment(**of(STAFF), answers=answers()))
    given(to=owed).when(NEXT_STEP, by=ORGANISER, at=clock(START)).then(fact(e.EvaluationAdvanced, step="mutual"))
    given(to=owed).when(NEXT_STEP, by=ORGANISER, at=clock(START)).then_refused(Unfinished, people=sorted(MEMBERS))
    proven(owed.app)


@pytest.mark.parametrize("operation", [
    ops.SubmitSelfAssessment(**of(STAFF), answers=answers()), counted(STAFF, qualified=1), examined(STAFF),
    ops.CommendMember(**of(STAFF)), ops.HandleMember(**of(STAFF), handling="talk", note="谈话"), STUDY, NEXT_STEP,
    CLOSE,
], ids=lambda operation: type(operation).__name__)  # fmt: skip
@pytest.mark.parametrize("step", ["study", "self", "mutual", "examination", "handling"])
def test_nothing_is_done_out_of_its_step(owed: Desk, step: str, operation: Any) -> None:
    """B7.4: each operation at each step; what goes through belongs there."""
    way = Way(owed)
    match step:
        case "study":
            way.do(ORGANISER, ops.StartEvaluation(**YEAR))
        case "self":
            way.to_self()
        case "mutual":
            way.to_mutual()
        case "examination":
            way.to_examination()
        case _:
            way.to_handling(**{STAFF: "unqualified"})
    person = STAFF if isinstance(operation, ops.SubmitSelfAssessment) else SECRETARY
    outcome = given(to=owed).when(operation, by=person, at=clock(START))
    belongs = {
        "study": [ops.RecordEvaluationStudy], "self": [ops.SubmitSelfAssessment],
        "mutual": [ops.RecordMutualAssessment], "examination": [ops.ExamineMember], "handling": [ops.HandleMember],
    }[step]  # fmt: skip
    if type(operation) in belongs:
        assert outcome.refusal is None, outcome.refusal
    elif isinstance(operation, ops.CommendMember) and step == "handling":
        outcome.then_refused(ResultNeedsNone)
    elif (isinstance(operation, ops.AdvanceEvaluation) and step in ("self", "mutual", "examination")) or (
        isinstance(operation, ops.CloseEvaluation) and step == "handling"
    ):
        outcome.then_refused(Unfinished)
    else:
        outcome.then_refused(OutOfStep)


# -- self and mutual assessment ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("contents", [CONTENTS[:4], (*CONTENTS, "line"), (*CONTENTS[:4], "line"), ("x", *CONTENTS[1:])])
def test_each_of_the_five_contents_is_answered_once(owed: Desk, contents: tuple[str, ...]) -> None:
    Way(owed).to_self()
    wrong = ops.SubmitSelfAssessment(**of(STAFF), answers=answers(contents=contents))
    given(to=owed).when(wrong, by=STAFF, at=clock(START)).then_refused(Invalid)


def test_members_speak_for_themselves(owed: Desk) -> None:
    Way(owed).to_self()
    others = ops.SubmitSelfAssessment(**of(STAFF), answers=answers())
    given(to=owed).when(others, by=SECRETARY, at=clock(START)).then_refused(Forbidden)
    given(to=owed).when(others, by=STAFF, at=clock(START)).then(
        fact(e.SelfAssessed, contents=CONTENTS, texts=("对照检查",) * 5, cites=("B7.3", "B7.4"))
    )
    given(to=owed).when(others, by=STAFF, at=clock(START)).then_refused(OutOfStep)


def test_the_others_votes_are_counted_and_nobody_counts_their_own(owed: Desk) -> None:
    """B7.2: in each capacity; the second count of one replaces the first. Nothing says who voted how."""
    way = Way(owed).to_mutual()
    given(to=owed).when(counted(ORGANISER, qualified=3), by=ORGANISER, at=clock(START)).then_refused(OwnForm)
    given(to=owed).when(counted(STAFF, "leader", qualified=3), by=ORGANISER, at=clock(START)).then_refused(
        NotAssessedSo, cites=("B7.2",)
    )
    for votes in ({"qualified": 4}, {"qualified": 2, "excellent": 2}, {"qualified": 0}, {"good": 1}):
        given(to=owed).when(counted(STAFF, **votes), by=ORGANISER, at=clock(START)).then_refused(Invalid)
    way.do(ORGANISER, counted(DEPUTY, opinion="作为党员", excellent=3))
    way.do(ORGANISER, counted(DEPUTY, "leader", opinion="作为领导", barely_qualified=1, qualified=2))
    form = way.do(ORGANISER, counted(DEPUTY, opinion="重新计票", excellent=2, qualified=1))
    assert [(one.capacity, one.result, one.votes) for one in form.tallies] == [
        ("leader", "barely-qualified", 1), ("leader", "qualified", 2), ("member", "excellent", 2),
        ("member", "qualified", 1),
    ]  # fmt: skip
    assert (form.opinion, form.opinion_as_leader) == ("重新计票", "作为领导")
    proven(owed.app)


def test_a_leader_is_unfinished_until_counted_twice(owed: Desk) -> None:
    way = Way(owed).to_mutual()
    for person in MEMBERS:
        way.do(SECRETARY if person == ORGANISER else ORGANISER, counted(person, qualified=3))
    leaders = sorted(one for one in MEMBERS if one != STAFF)
    given(to=owed).when(NEXT_STEP, by=ORGANISER, at=clock(START)).then_refused(Unfinished, people=leaders)


# -- results ----------------------------------------------------------------------------------------------------------


def test_the_round_does_not_close_while_a_member_has_no_result(owed: Desk) -> None:
    way = Way(owed).to_examination()
    for person in MEMBERS[1:]:
        way.do(SECRETARY, examined(person))
    given(to=owed).when(examined(SECRETARY), by=SECRETARY, at=clock(START)).then_refused(OwnForm)
    given(to=owed).when(examined(SECRETARY, "perfect"), by=DEPUTY, at=clock(START)).then_refused(Invalid)
    given(to=owed).when(NEXT_STEP, by=ORGANISER, at=clock(START)).then_refused(Unfinished, people=[SECRETARY])
    given(to=owed).when(CLOSE, by=SECRETARY, at=clock(START)).then_refused(OutOfStep)
    way.do(DEPUTY, examined(SECRETARY))
    way.do(ORGANISER, NEXT_STEP)
    given(to=owed).when(CLOSE, by=SECRETARY, at=clock(START)).then(
        fact(e.EvaluationClosed, kept_until=date(2055, 12, 31), cites=("B7.4", "B7.6"))
    )
    assert {form.kept_until for form in way.do(SECRETARY, ops.ListForms()).items} == {date(2055, 12, 31)}
    assert owed.owed("party.evaluation") == [(SECRETARY, "leadership", day(12, 31), "fulfilled")]
    proven(owed.app)


def test_who_takes_no_part_is_excused_with_a_reason(owed: Desk) -> None:
    way = Way(owed).to_self()
    excuse = ops.ExcuseMember(**of(STAFF), reason="长期病假")
    given(to=owed).when(ops.ExcuseMember(**of(SECRETARY), reason="忙"), by=SECRETARY, at=clock(START)).then_refused(
        OwnForm
    )
    given(to=owed).when(excuse, by=SECRETARY, at=clock(START)).then(e.MemberExcused)
    for person in MEMBERS[:3]:
        way.do(person, ops.SubmitSelfAssessment(**of(person), answers=answers()))
    given(to=owed).when(NEXT_STEP, by=ORGANISER, at=clock(START)).then(e.EvaluationAdvanced)
    given(to=owed).when(counted(DEPUTY, qualified=3), by=ORGANISER, at=clock(START)).then_refused(Invalid)
    given(to=owed).when(counted(DEPUTY, qualified=2), by=ORGANISER, at=clock(START)).then(e.MutuallyAssessed)


# -- commendation and handling ----------------------------------------------------------------------------------------


def test_the_excellent_may_be_commended_and_the_unqualified_must_be_dealt_with(owed: Desk) -> None:
    way = Way(owed).to_handling(**{STAFF: "unqualified", ORGANISER: "excellent"})
    handle = ops.HandleMember(**of(STAFF), handling="time-to-improve", due=day(9, 30), note="限期三个月改正")
    given(to=owed).when(CLOSE, by=SECRETARY, at=clock(START)).then_refused(Unfinished, people=[STAFF])
    given(to=owed).when(ops.CommendMember(**of(STAFF)), by=SECRETARY, at=clock(START)).then_refused(ResultNeedsNone)
    wrong = ops.HandleMember(**of(DEPUTY), handling="talk", note="谈话")
    given(to=owed).when(wrong, by=SECRETARY, at=clock(START)).then_refused(ResultNeedsNone)
    for bad in ({"handling": "fine"}, {"due": START}):
        given(to=owed).when(handle.model_copy(update=bad), by=SECRETARY, at=clock(START)).then_refused(Invalid)
    assert owed.may(START, SECRETARY, ops.GetForm(**of(ORGANISER))) == ["commend-member"]
    assert owed.may(START, ORGANISER, ops.GetForm(**of(ORGANISER))) == []
    way.do(SECRETARY, ops.CommendMember(**of(ORGANISER), note="优秀党员"))
    given(to=owed).when(handle, by=SECRETARY, at=clock(START)).then(
        fact(e.MemberHandled, person=STAFF, handling="time-to-improve", due=day(9, 30), cites=("B7.4",))
    )
    given(to=owed).when(CLOSE, by=SECRETARY, at=clock(START)).then(e.EvaluationClosed)
    assert owed.owed("party.evaluation-handling") == [(SECRETARY, "", day(9, 30), "open")]
    assert len(owed.ticked(day(10, 1), e.HandlingMissed)) == 1
    end = ops.EndHandling(**of(STAFF), improved=True, note="已改正")
    given(to=owed).when(end, by=SECRETARY, at=clock(day(10, 2))).then(e.HandlingEnded).then_answer(improved=True)
    given(to=owed).when(end, by=SECRETARY, at=clock(day(10, 2))).then_refused(HandlingOver)
    assert owed.owed("party.evaluation-handling")[0][3] == "late"
    proven(owed.app)


def test_the_forms_as_a_workbook(owed: Desk) -> None:
    Way(owed).to_handling(**{STAFF: "barely-qualified"})
    file = owed.on(START, SECRETARY, ops.ExportForms(start=day(1, 1), end=day(12, 31)))
    rows = read_back(file.content)
    assert rows[0][0] == "民主评议党员登记表 2025-01-01 至 2025-12-31"
    assert [row[6] for row in rows[2:]] == ["合格", "合格", "合格", "基本合格"]


# -- who sees what ----------------------------------------------------------------------------------------------------

SECRETS = {"self": "乙自评", "others": "乙互评", "examination": "乙考察", "handling": "乙处理", "outcome": "乙结果"}


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (SECRETARY, True), (DEPUTY, True), (ORGANISER, True), (CHAIR, True), ("p055", True), (AUDITOR, True),
        (STAFF, True), ("p002", False), ("p003", False), ("p011", False), ("p016", False),
        ("p022", False), ("p025", False),
    ],
)  # fmt: skip
def test_a_form_is_its_members_and_the_committees(owed: Desk, person: str, sees: bool) -> None:
    """Role × kind of content × list, record, workbook, event log, desk, calendar, refusal, bus, live."""
    way = Way(owed).to_mutual("乙自评")
    for one in MEMBERS:
        by = SECRETARY if one == ORGANISER else ORGANISER
        way.do(by, counted(one, opinion="乙互评", qualified=3))
        if one != STAFF:
            way.do(by, counted(one, "leader", opinion="乙互评", qualified=3))
    way.do(ORGANISER, NEXT_STEP)
    for one in MEMBERS:
        result = "unqualified" if one == STAFF else "qualified"
        way.do(DEPUTY if one == SECRETARY else SECRETARY, examined(one, result, "乙考察"))
    way.do(ORGANISER, NEXT_STEP)
    way.do(SECRETARY, ops.HandleMember(**of(STAFF), handling="talk", due=day(6, 30), note="乙处理"))
    before = _ways(owed, person)
    way.do(SECRETARY, ops.EndHandling(**of(STAFF), improved=False, note="乙结果"))
    after = _ways(owed, person)
    for kind, text in SECRETS.items():
        shown = before if kind == "handling" else after
        ways = {way for way, said in shown.items() if text in said}
        assert bool({"list", "record"} & ways) is sees, (kind, ways)
        assert not ways & {"export", "refusal", "bus", "live", "obligations", "desk"}, (kind, ways)
        if not sees:
            assert not ways, (kind, ways)


def _ways(desk: Desk, person: str) -> dict[str, str]:
    year = {"start": day(1, 1), "end": day(12, 31)}
    return seen(
        desk, day(6, 12), person,
        lists=[ops.ListEvaluations(), ops.ListForms(), ops.ListForms(person=person)],
        records=[ops.GetEvaluation(**YEAR), ops.GetForm(**of(STAFF))],
        exports=[ops.ExportForms(**year)],
        tried=[ops.SubmitSelfAssessment(**of(STAFF), answers=answers()), CLOSE] if person not in MEMBERS else [],
    )  # fmt: skip


def test_no_event_says_who_voted_how(owed: Desk) -> None:
    """B7: in all that is stored, the votes on a member come from nobody but whoever entered the count."""
    Way(owed).to_examination()
    counts = [event for event in owed.recorded() if isinstance(event, e.MutuallyAssessed)]
    assert len(counts) == 7
    assert {event.actor for event in counts} == {ORGANISER, SECRETARY}
    assert not {"by", "voter", "voters", "assessor"} & set(e.MutuallyAssessed.__struct_fields__)
