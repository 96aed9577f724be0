"""纪检 discipline group: anybody reports; the group alone sees and decides, with recusal; what is published (A1)."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

import pytest

from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid
from services.party.discipline import events as e
from services.party.discipline import operations as ops
from services.party.discipline.case import NobodyLeft, OutcomeNotPublished
from tests.given import fact, given, proven
from tests.party.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    HEAD,
    LEADER,
    SECRETARY,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.party.secrets import OF_THE_LOG, seen

pytestmark = pytest.mark.slow

ON = day(6, 10)
GROUP_HEAD, MEMBER, OTHER = "p007", "p019", "p055"
"""Of the discipline group."""
CASE = UUID(int=1)


def report(against: str = STAFF, **more: Any) -> ops.FileDisciplineReport:
    return ops.FileDisciplineReport(against=against, **{"matter": "反映其报销私人费用", **more})


def conclude(outcome: str = "circular", conclusion: str = "查实") -> ops.ConcludeDisciplineCase:
    return ops.ConcludeDisciplineCase(case=CASE, outcome=outcome, conclusion=conclusion)


OPEN, RECUSE = ops.OpenDisciplineCase(case=CASE), ops.RecuseFromCase(case=CASE, reason="亲属关系")
PUBLISH = ops.PublishDisciplineOutcome(case=CASE, notice="给予通报批评")
GET, LIST = ops.GetDisciplineCase(case=CASE), ops.ListDisciplineCases()


def test_a_report_names_nobody_in_its_envelope_and_is_not_published(desk: Desk) -> None:
    """A1, A5: signed or not, only the group learns who reported; the answer says nothing of the case."""
    given(to=desk).when(report(signed=True), by=COLLEAGUE, at=clock(ON)).then(
        fact(e.ReportReceived, actor="", department="", against=STAFF, reporter=COLLEAGUE, by="", number="2025-0001")
    ).then_answer(received=ON)
    given(to=desk).when(report(), by=COLLEAGUE, at=clock(ON)).then(fact(e.ReportReceived, actor="", reporter=""))
    assert not e.ReportReceived.PUBLISHED
    given(to=desk).when(report("p060"), by=COLLEAGUE, at=clock(ON)).then_refused(Invalid)
    given(to=desk).when(report(happened_on=day(6, 11)), by=COLLEAGUE, at=clock(ON)).then_refused(Invalid)
    proven(desk.app)


def test_the_programs_own_log_does_not_name_who_reported(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        desk.on(ON, COLLEAGUE, report(signed=True))
    said = [record.getMessage() for record in caplog.records]
    assert any("party.file-discipline-report" in one for one in said)
    assert not [one for one in said if COLLEAGUE in one or STAFF in one]


def test_a_case_is_looked_into_concluded_and_published(desk: Desk) -> None:
    given(by(COLLEAGUE, ON, report()), to=desk)
    given(to=desk).when(OPEN, by=MEMBER, at=clock(ON)).then(fact(e.CaseOpened, actor="", by=MEMBER))
    note = ops.NoteDisciplineFinding(case=CASE, finding="调取\n凭证")
    given(to=desk).when(note, by=OTHER, at=clock(ON)).then(fact(e.CaseNoted, by=OTHER)).then_answer(
        findings=["调取 凭证"]
    )
    given(to=desk).when(conclude("fine"), by=MEMBER, at=clock(ON)).then_refused(Invalid)
    given(to=desk).when(PUBLISH, by=MEMBER, at=clock(ON)).then_refused(WrongStatus)
    given(to=desk).when(conclude(), by=MEMBER, at=clock(ON)).then(fact(e.CaseConcluded, outcome="circular"))
    given(to=desk).when(PUBLISH, by=MEMBER, at=clock(ON)).then(
        fact(e.CaseOutcomePublished, actor="", by=MEMBER, person=STAFF, department="finance-economy",
             outcome="circular", notice="给予通报批评", number="2025-0001")
    ).then_answer(status="published")  # fmt: skip
    (told,) = desk.on(ON, CLERK, ops.ListDisciplineOutcomes()).items
    assert (told.person, told.outcome, told.notice, told.number) == (STAFF, "circular", "给予通报批评", "2025-0001")
    file = desk.on(ON, MEMBER, ops.ExportDisciplineOutcomes(start=ON, end=ON))
    assert "2025-0001" in read_back(file.content)[2]
    proven(desk.app)


@pytest.mark.parametrize("outcome", ["unfounded", "talk", "education", "written-examination", "handed-on"])
def test_only_the_outcomes_that_the_organ_names_are_published(desk: Desk, outcome: str) -> None:
    given(by(COLLEAGUE, ON, report()), by(MEMBER, ON, conclude(outcome)), to=desk)
    given(to=desk).when(PUBLISH, by=MEMBER, at=clock(ON)).then_refused(OutcomeNotPublished)
    assert desk.may(ON, MEMBER, GET) == []


def test_a_case_lies_with_the_group_until_it_is_settled_and_with_nobody_whom_it_concerns(desk: Desk) -> None:
    def lying(person: str) -> list[str]:
        lines = desk.on(ON, person, desk.LOG.list_desk()).items
        return [line.operation.removeprefix("party.") for line in lines if line.record == "party.get-discipline-case"]

    given(by(COLLEAGUE, ON, report(against=OTHER)), to=desk)
    for step, following in (
        (OPEN, ["conclude-discipline-case"]),
        (conclude(), ["publish-discipline-outcome"]),
        (PUBLISH, []),
    ):
        desk.on(ON, MEMBER, step)
        assert [lying(GROUP_HEAD), lying(MEMBER), lying(OTHER)] == [following, following, []]


def test_an_outcome_that_is_kept_inside_waits_for_nobody(desk: Desk) -> None:
    given(by(COLLEAGUE, ON, report()), by(MEMBER, ON, conclude("talk")), to=desk)
    assert not [one for one in desk.on(ON, MEMBER, desk.LOG.list_desk()).items if one.record]


def test_a_notice_does_not_tell_who_reported(desk: Desk) -> None:
    given(by(COLLEAGUE, ON, report(signed=True)), by(MEMBER, ON, conclude()), to=desk)
    telling = ops.PublishDisciplineOutcome(case=CASE, notice=f"据{COLLEAGUE}反映")
    given(to=desk).when(telling, by=MEMBER, at=clock(ON)).then_refused(Invalid)


# -- recusal ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", [OPEN, conclude(), PUBLISH, RECUSE, GET], ids=lambda one: type(one).__name__)
def test_nobody_of_the_group_decides_on_or_sees_a_case_about_themselves(desk: Desk, operation: Any) -> None:
    given(by(COLLEAGUE, ON, report(against=GROUP_HEAD)), to=desk)
    given(to=desk).when(operation, by=GROUP_HEAD, at=clock(ON)).then_refused(Forbidden)
    assert desk.on(ON, GROUP_HEAD, LIST).items == []
    assert len(desk.on(ON, MEMBER, LIST).items) == 1


def test_who_signed_a_report_does_not_decide_on_it(desk: Desk) -> None:
    given(by(MEMBER, ON, report(signed=True)), to=desk)
    given(to=desk).when(OPEN, by=MEMBER, at=clock(ON)).then_refused(Forbidden)
    given(to=desk).when(OPEN, by=OTHER, at=clock(ON)).then(e.CaseOpened)


def test_who_is_recused_sees_nothing_any_more_and_somebody_is_left(desk: Desk) -> None:
    given(by(COLLEAGUE, ON, report(against=GROUP_HEAD)), to=desk)
    given(to=desk).when(RECUSE, by=MEMBER, at=clock(ON)).then(
        fact(e.CaseMemberRecused, actor="", member=MEMBER)
    ).then_answer(received=ON)
    given(to=desk).when(OPEN, by=MEMBER, at=clock(ON)).then_refused(Forbidden)
    assert desk.on(ON, MEMBER, LIST).items == []
    assert not [line for line in desk.on(ON, MEMBER, desk.LOG.list_desk()).items if line.record]
    given(to=desk).when(RECUSE, by=OTHER, at=clock(ON)).then_refused(NobodyLeft)
    given(to=desk).when(OPEN, by=OTHER, at=clock(ON)).then(e.CaseOpened)
    proven(desk.app)


# -- who sees what ----------------------------------------------------------------------------------------------------

SECRETS = {"matter": "丙反映", "source": "丙来源", "finding": "丙核查", "conclusion": "丙结论", "recusal": "丙回避"}
GROUP_SEES = set(SECRETS) - {"recusal"}
EVERYBODY = (CHAIR, "p002", LEADER, "p004", "p005", SECRETARY, "p008", "p009", CLERK, "p016", HEAD, STAFF, COLLEAGUE,
             "p026", "p027", "p053", AUDITOR)  # fmt: skip


def told(desk: Desk, against: str) -> None:
    """Every kind of content, once; about somebody, signed by p025, p019 recused."""
    given(
        by(COLLEAGUE, ON, report(against, matter="丙反映", source="丙来源", signed=True)),
        by(MEMBER, ON, ops.RecuseFromCase(case=CASE, reason="丙回避"), 10),
        by(OTHER if against != OTHER else GROUP_HEAD, ON, OPEN, 11),
        to=desk,
    )
    decider = OTHER if against != OTHER else GROUP_HEAD
    desk.on(ON, decider, ops.NoteDisciplineFinding(case=CASE, finding="丙核查"), 12)
    desk.on(ON, decider, conclude("talk", "丙结论"), 13)


def ways_of(desk: Desk, person: str) -> dict[str, str]:
    return seen(
        desk, day(6, 12), person,
        lists=[LIST, ops.ListDisciplineOutcomes(), ops.ListDisciplineCases(status=None)],
        records=[GET],
        exports=[ops.ExportDisciplineOutcomes(start=day(1, 1), end=day(12, 31))],
        tried=[OPEN, conclude(), PUBLISH, RECUSE],
    )  # fmt: skip


@pytest.mark.parametrize("person", EVERYBODY)
@pytest.mark.parametrize("against", [STAFF, OTHER, CHAIR])
def test_nobody_outside_the_group_sees_anything(desk: Desk, person: str, against: str) -> None:
    """Role × kind of content × every way there is: empty, down to who is reported and by whom."""
    told(desk, against)
    shown = ways_of(desk, person)
    for kind, text in SECRETS.items():
        assert not {way for way, said in shown.items() if text in said}, kind
    for way, said in shown.items():
        if way in {*OF_THE_LOG, "list", "record", "bus", "live", "desk", "refusal", "replay"}:
            others = {against, COLLEAGUE, MEMBER, OTHER} - {person if way == "refusal" else ""}  # how they may ask
            named = {one for one in others if f'"{one}"' in said}
            assert not named, (way, named)


@pytest.mark.parametrize(
    ("person", "against", "sees"),
    [
        (GROUP_HEAD, STAFF, True), (OTHER, STAFF, True), (MEMBER, STAFF, False), (GROUP_HEAD, OTHER, True),
        (OTHER, OTHER, False), (MEMBER, OTHER, False),
    ],
)  # fmt: skip
def test_within_the_group_who_takes_part_sees_all_and_who_does_not_nothing(
    desk: Desk, person: str, against: str, sees: bool
) -> None:
    told(desk, against)
    shown = ways_of(desk, person)
    for kind in GROUP_SEES:
        ways = {way for way, said in shown.items() if SECRETS[kind] in said}
        if sees:
            assert {"list", "record"} <= ways, (kind, ways)
        else:
            assert not ways, (kind, ways)
        assert not ways & {"export", "obligations", "refusal", "bus", "live", "desk", "replay"}, (kind, ways)
