"""印信 seals: consented to by the chair each time, pressed once by the keeper, entered with the document (B11.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.documents.seals.events import (
    SealApplied,
    SealUseApproved,
    SealUseRejected,
    SealUseRequested,
    SealUseWithdrawn,
)
from services.documents.seals.handlers import commands
from services.documents.seals.operations import (
    ApplySeal,
    ApproveSealUse,
    ExportSealUses,
    GetSealUse,
    ListSealUses,
    RejectSealUse,
    RequestSealUse,
    WithdrawSealUse,
)
from services.documents.seals.use import OwnSealUse, SealNotApproved, SealUse, SealUseDecided, TooManyImpressions
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from tests.documents.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FIRST,
    HEAD,
    LEADER,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.given import By, fact, given, proven
from tests.stores import reads

KEEPER, CHAIRS_STAND_IN = "p013", "p002"
"""p002 stands in for the chair from 3 to 14 March 2025."""
MONDAY, TUESDAY = day(6, 9), day(6, 10)
NUMBER = "云人办函〔2025〕7号"


def request(copies: int = 2, **more: Any) -> RequestSealUse:
    named = {"department": "finance-economy", "seal": "office", "title": "征求意见函", "purpose": "发函"}
    return RequestSealUse(copies=copies, **{**named, **more})


def asked(on: date = MONDAY, person: str = STAFF, **more: Any) -> By:
    return by(person, on, request(**more))


CONSENTED = by(CHAIR, MONDAY, ApproveSealUse(use=FIRST), 10)
PRESSED = by(KEEPER, TUESDAY, ApplySeal(use=FIRST, document=NUMBER, copies=2))


def test_a_use_is_asked_for_in_ones_own_name(desk: Desk) -> None:
    given(to=desk).when(request(), by=STAFF, at=clock(MONDAY)).then(
        fact(
            SealUseRequested,
            number="2025-0001",
            person=STAFF,
            department="finance-economy",
            seal="office",
            copies=2,
            cites=("B11.5",),
        )
    ).then_answer(status="requested", person=STAFF, title="征求意见函", version=1)


def test_the_chair_consents_and_the_keeper_presses_and_enters(desk: Desk) -> None:
    given(asked(), CONSENTED, to=desk).when(PRESSED.operation, by=KEEPER, at=clock(TUESDAY)).then(
        fact(SealApplied, document=NUMBER, copies=2, approved_by=CHAIR, post="seal-keeper", cites=("B11.5",))
    ).then_answer(
        status="applied", decided_by=CHAIR, decided_on=MONDAY, applied_by=KEEPER, applied_on=TUESDAY, document=NUMBER
    )
    proven(desk.app)


def test_without_consent_no_seal_is_pressed(desk: Desk) -> None:
    given(asked(), to=desk).when(PRESSED.operation, by=KEEPER, at=clock(TUESDAY)).then_refused(
        SealNotApproved, cites=("B11.5",)
    )


@pytest.mark.parametrize("person", [STAFF, HEAD, CLERK, DIRECTOR, CHAIR])
def test_nobody_but_the_keeper_presses_it(desk: Desk, person: str) -> None:
    given(asked(), CONSENTED, to=desk).when(PRESSED.operation, by=person, at=clock(TUESDAY)).then_refused(Forbidden)


@pytest.mark.parametrize("person", [STAFF, HEAD, LEADER, CLERK, DIRECTOR, KEEPER, AUDITOR])
def test_nobody_but_the_chair_consents(desk: Desk, person: str) -> None:
    for operation in (ApproveSealUse(use=FIRST), RejectSealUse(use=FIRST, reason="x")):
        given(asked(), to=desk).when(operation, by=person, at=clock(TUESDAY)).then_refused(Forbidden)


def test_consent_is_for_one_use(desk: Desk) -> None:
    """Each use is asked for and consented to anew (B11.5)."""
    given(asked(), CONSENTED, PRESSED, to=desk).when(PRESSED.operation, by=KEEPER, at=clock(TUESDAY, 15)).then_refused(
        SealUseDecided, cites=("B11.5",), status="applied"
    )


def test_no_more_impressions_than_were_consented_to(desk: Desk) -> None:
    more = ApplySeal(use=FIRST, document=NUMBER, copies=3)
    given(asked(), CONSENTED, to=desk).when(more, by=KEEPER, at=clock(TUESDAY)).then_refused(
        TooManyImpressions, approved=2
    )


def test_a_refused_request_is_at_its_end(desk: Desk) -> None:
    refused = RejectSealUse(use=FIRST, reason="应以常委会名义发文")
    given(asked(), to=desk).when(refused, by=CHAIR, at=clock(MONDAY)).then(
        fact(SealUseRejected, person=STAFF, post="chair")
    ).then_answer(status="rejected", reason="应以常委会名义发文")
    given(to=desk).when(PRESSED.operation, by=KEEPER, at=clock(TUESDAY)).then_refused(SealUseDecided, status="rejected")


def test_a_consent_lapses_with_the_request(desk: Desk) -> None:
    withdrawn = WithdrawSealUse(use=FIRST, reason="文件暂缓")
    given(asked(), CONSENTED, to=desk).when(withdrawn, by=STAFF, at=clock(TUESDAY)).then(SealUseWithdrawn)
    given(to=desk).when(PRESSED.operation, by=KEEPER, at=clock(TUESDAY)).then_refused(SealUseDecided)
    given(to=desk).when(withdrawn, by=HEAD, at=clock(TUESDAY)).then_refused(Forbidden)


def test_who_stands_in_for_the_chair_consents_but_not_to_their_own(desk: Desk) -> None:
    on = day(3, 5)
    own = RequestSealUse(department="leadership", seal="party-group", title="函", purpose="发函")
    given(asked(on), by(CHAIRS_STAND_IN, on, own), to=desk)
    first, second = (view.id for view in reversed(desk.on(on, CLERK, ListSealUses()).items))
    given(to=desk).when(ApproveSealUse(use=first), by=CHAIRS_STAND_IN, at=clock(on)).then(
        fact(SealUseApproved, post="chair", stands_in_for=CHAIR)
    )
    given(to=desk).when(ApproveSealUse(use=second), by=CHAIRS_STAND_IN, at=clock(on)).then_refused(OwnSealUse)
    given(to=desk).when(ApproveSealUse(use=second), by=CHAIR, at=clock(on)).then(SealUseApproved)


def test_only_the_organs_seals_are_asked_for(desk: Desk) -> None:
    given(to=desk).when(request(seal="potato"), by=STAFF, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(request(department="nowhere"), by=CLERK, at=clock(MONDAY)).then_refused(Invalid)


def test_numbers_count_by_year_and_a_refusal_uses_none_up(desk: Desk) -> None:
    given(asked(day(12, 31, 2025)), to=desk)
    given(to=desk).when(request(seal="potato"), by=STAFF, at=clock(day(12, 31, 2025))).then_refused(Invalid)
    given(asked(day(12, 31, 2025)), asked(day(1, 4, 2026)), to=desk)
    views = desk.on(day(1, 5, 2026), CLERK, ListSealUses()).items
    assert [view.number for view in views] == ["2026-0001", "2025-0002", "2025-0001"]


def test_the_register_is_seen_by_those_concerned(desk: Desk) -> None:
    given(asked(), asked(person=OTHER_STAFF, department="budget"), to=desk)

    def seen(person: str, operation: Operation) -> int:
        return len(desk.on(TUESDAY, person, operation).items)

    assert seen(KEEPER, ListSealUses()) == seen(CLERK, ListSealUses()) == 2
    assert seen(COLLEAGUE, ListSealUses(department="finance-economy")) == seen(STAFF, ListSealUses(person=STAFF)) == 1
    assert seen(CLERK, ListSealUses(status="applied")) == 0
    for operation in (ListSealUses(), ListSealUses(department="budget"), GetSealUse(use=desk_second(desk))):
        given(to=desk).when(operation, by=COLLEAGUE, at=clock(TUESDAY)).then_refused(Forbidden)


def desk_second(desk: Desk) -> Any:
    return desk.on(TUESDAY, CLERK, ListSealUses(department="budget")).items[0].id


def test_what_a_document_says_stays_in_the_service(desk: Desk) -> None:
    given(asked(title="涉密函件", purpose="机要交换"), to=desk)
    (event,) = desk.recorded()[-1:]
    assert "涉密函件" in encode(event).decode()
    assert "涉密" not in public_bytes(event.TOPIC, encode(event)).decode()
    assert "机要" not in public_bytes(event.TOPIC, encode(event)).decode()


def test_the_register_as_a_workbook(desk: Desk) -> None:
    given(asked(), CONSENTED, PRESSED, asked(day(7, 1)), to=desk)
    file = desk.on(day(7, 2), KEEPER, ExportSealUses(start=day(6, 1), end=day(6, 30)))
    title, heading, row = read_back(file.content)
    assert title[0] == "用印登记台账 2025-06-01 至 2025-06-30"
    assert heading[:4] == ("编号", "印章", "文件标题", "文号")
    assert row[:4] == ("2025-0001", "办公室印章", "征求意见函", NUMBER)
    assert row[-2:] == (2, "已用印")


@pytest.mark.parametrize(
    "operation",
    [ApproveSealUse(use=FIRST), RejectSealUse(use=FIRST, reason="x"), WithdrawSealUse(use=FIRST, reason="x")],
)
def test_after_the_seal_was_pressed_nothing_changes(operation: Operation) -> None:
    history = (
        fact(SealUseRequested, number="2025-0001", person=STAFF, seal="office", copies=1),
        fact(SealUseApproved, person=STAFF, seal="office", copies=1),
        fact(SealApplied, person=STAFF, seal="office", document="x", copies=1, approved_by=CHAIR),
    )
    given(*history, of=SealUse).when(operation, through=commands, by=CHAIR).then_refused(SealUseDecided)


def may(desk: Desk, person: str, on: date = TUESDAY) -> list[str]:
    """What this person is offered to do with the use."""
    return [name.removeprefix("documents.") for name in desk.on(on, person, GetSealUse(use=FIRST)).allowed]


def test_a_record_offers_what_this_person_may_do_now(desk: Desk) -> None:
    """By who they are and where the record stands; the stand-in is not offered what is their own."""
    desk.on(MONDAY, STAFF, request())
    assert (may(desk, STAFF), may(desk, CHAIR), may(desk, KEEPER)) == (
        ["withdraw-seal-use"], ["approve-seal-use", "reject-seal-use"], [],
    )  # fmt: skip
    desk.on(MONDAY, CHAIR, ApproveSealUse(use=FIRST))
    assert (may(desk, STAFF), may(desk, CHAIR), may(desk, KEEPER)) == (["withdraw-seal-use"], [], ["apply-seal"])
    desk.on(TUESDAY, KEEPER, PRESSED.operation)
    assert (may(desk, STAFF), may(desk, CHAIR), may(desk, KEEPER)) == ([], [], [])


def test_the_list_says_what_may_be_done_where_it_is_asked(desk: Desk) -> None:
    for _ in range(3):
        desk.on(MONDAY, STAFF, request())
    assert [line.allowed for line in desk.on(TUESDAY, CHAIR, ListSealUses()).items] == [None] * 3
    asked = desk.on(TUESDAY, CHAIR, ListSealUses(allowed=True)).items
    assert [line.allowed for line in asked] == [["documents.approve-seal-use", "documents.reject-seal-use"]] * 3


def test_saying_what_may_be_done_takes_no_query_a_row(desk: Desk) -> None:
    def statements(uses: int) -> int:
        for _ in range(uses):
            desk.on(MONDAY, STAFF, request())
        with reads(desk.app.store) as sent:
            desk.on(TUESDAY, CHAIR, ListSealUses(allowed=True))
        return len(sent)

    one = statements(1)
    assert one == statements(20) > 0
