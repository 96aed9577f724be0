"""发文 that does not go straight: revised, returned, handed over, withdrawn, revoked (A19, B11.3)."""

from __future__ import annotations

import pytest

from services.documents.outgoing.events import (
    OutgoingHandedOver,
    OutgoingReturned,
    OutgoingRevised,
    OutgoingRevoked,
    OutgoingSealAsked,
    OutgoingSealed,
    OutgoingSigned,
    OutgoingWithdrawn,
)
from services.documents.outgoing.operations import (
    AskOutgoingSeal,
    CountersignOutgoing,
    HandOverOutgoing,
    NumberOutgoing,
    ReturnOutgoing,
    RevokeOutgoing,
    SealOutgoing,
    SignOutgoing,
    SubmitOutgoing,
    WithdrawOutgoing,
)
from services.documents.outgoing.refusals import (
    AlreadyDistributed,
    AlreadySigned,
    NotAnEarlierStep,
    NotSigned,
    OutgoingEnded,
    OutgoingNotAtStep,
)
from services.documents.outgoing.shown.operations import GetOutgoing, ListOutgoing, ListOutgoingRevisions
from services.documents.seals.events import SealApplied, SealUseRequested, SealUseWithdrawn
from services.documents.seals.operations import ApproveSealUse, GetSealUse
from services.kernel.refusals import Forbidden, Invalid
from tests.documents import letters as a
from tests.documents.desk import (
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    HEAD,
    LEADER,
    OTHER_HEAD,
    OTHER_STAFF,
    STAFF,
    THIRD,
    Desk,
    by,
    clock,
    day,
)
from tests.given import fact, given, proven

NUMBER = "云人办〔2025〕1号"
NUMBERED, PROOFREAD, SEALED = (a.until(a.OFFICE, deed) for deed in (a.NUMBERED, a.PROOFREAD, a.SEALED))


def back(step: str, reason: str = "补正") -> ReturnOutgoing:
    return ReturnOutgoing(document=a.DOC, step=step, reason=reason)


# -- revised ----------------------------------------------------------------------------------------------------------


def test_every_wording_stays_readable_with_who_and_when(desk: Desk) -> None:
    revised = by(STAFF, a.TUESDAY, a.revise(text="改后正文。", reason="按意见修改"))
    given(a.drafted(), revised, to=desk)
    first, second = desk.on(a.WEDNESDAY, STAFF, ListOutgoingRevisions(document=a.DOC)).items
    assert (first.revision, first.text, first.person) == (1, a.LETTER["text"], STAFF)
    assert (second.revision, second.text, second.reason) == (2, "改后正文。", "按意见修改")
    assert first.at < second.at
    assert first.digest != second.digest


def test_a_wording_changes_only_while_it_is_with_its_sponsor(desk: Desk) -> None:
    given(a.drafted("office"), to=desk).when(a.revise(title="新标题"), by=STAFF, at=clock(a.MONDAY)).then(
        fact(OutgoingRevised, revision=2, title="新标题", step="draft")
    )
    for person in (COLLEAGUE, HEAD, DIRECTOR):
        given(to=desk).when(a.revise(), by=person, at=clock(a.MONDAY)).then_refused(Forbidden)
    for deed in a.OFFICE[1:]:
        given(deed, to=desk).when(a.revise(text="偷改"), by=STAFF, at=deed.at).then_refused(
            OutgoingEnded if deed is a.ARCHIVED else OutgoingNotAtStep
        )


# -- returned ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["draft", "comment", "sign", "number", "print", "proofread", "seal"])
def test_it_is_returned_to_any_earlier_step_with_a_reason(desk: Desk, step: str) -> None:
    """The number stays: nobody issues it again, and the next step has the document."""
    given(*SEALED, to=desk).when(back(step), by=CLERK, at=clock(a.WEDNESDAY)).then(
        fact(
            OutgoingReturned,
            returned_from="check-seal",
            returned_to=step,
            step="print" if step == "number" else step,
            reason="补正",
        )
    )
    proven(desk.app)


@pytest.mark.parametrize("step", ["check-seal", "bind", "archive"])
def test_it_is_never_returned_onwards(desk: Desk, step: str) -> None:
    given(*SEALED, to=desk).when(back(step), by=CLERK, at=clock(a.WEDNESDAY)).then_refused(NotAnEarlierStep)


def test_those_whose_step_it_is_return_it_and_the_office(desk: Desk) -> None:
    at_the_leader = a.until(a.OFFICE, a.SUBMITTED)
    given(*at_the_leader, to=desk)
    for person in (STAFF, COLLEAGUE, HEAD, CHAIR, OTHER_HEAD):
        given(to=desk).when(back("draft"), by=person, at=clock(a.MONDAY)).then_refused(Forbidden)
    given(to=desk).when(back("draft"), by=LEADER, at=clock(a.MONDAY)).then(fact(OutgoingReturned, post=a.LEADER_POST))
    given(by(STAFF, a.MONDAY, SubmitOutgoing(document=a.DOC), 16), to=desk).when(
        back("draft"), by=DIRECTOR, at=clock(a.MONDAY, 17)
    ).then(fact(OutgoingReturned, post="head-office"))


def test_what_follows_the_step_is_done_again_and_the_number_stays(desk: Desk) -> None:
    given(*PROOFREAD, by(CLERK, a.TUESDAY, back("draft"), 14), to=desk)
    view = desk.on(a.TUESDAY, CLERK, GetOutgoing(document=a.DOC))
    assert (view.number, view.signed_by, view.signed_on) == (NUMBER, "", None)
    at = [clock(a.WEDNESDAY, hour) for hour in range(9, 15)]
    desk.do(a.revise(text="改后正文。"), by=STAFF, at=at[0])
    desk.do(a.SUBMITTED.operation, by=STAFF, at=at[1])
    given(to=desk).when(SignOutgoing(document=a.DOC), by=DIRECTOR, at=at[2]).then_refused(OutgoingNotAtStep)
    desk.do(a.COMMENTED.operation, by=LEADER, at=at[2])
    # signed anew, it goes on behind the number
    given(to=desk).when(SignOutgoing(document=a.DOC), by=DIRECTOR, at=at[3]).then(
        fact(OutgoingSigned, revision=2, step="print")
    )
    given(to=desk).when(NumberOutgoing(document=a.DOC), by=CLERK, at=at[4]).then_refused(OutgoingNotAtStep)
    proven(desk.app)


def test_a_signature_lapses_only_where_its_own_step_is_reached(desk: Desk) -> None:
    given(*PROOFREAD, to=desk).when(back("print"), by=CLERK, at=clock(a.TUESDAY, 14)).then(
        fact(OutgoingReturned, unsigned=False, step="print")
    )
    given(to=desk).when(back("sign"), by=CLERK, at=clock(a.TUESDAY, 15)).then(fact(OutgoingReturned, unsigned=True))


def test_returned_to_the_countersigning_every_department_is_asked_anew(desk: Desk) -> None:
    given(*a.until(a.COMMITTEE, a.BUDGET_AGREES), to=desk).when(
        back("countersign"), by=DIRECTOR, at=clock(a.TUESDAY)
    ).then(fact(OutgoingReturned, anew=True, waits_for=("head:budget", "head:agriculture")))
    again = CountersignOutgoing(document=a.DOC, department="budget")
    given(by(OTHER_HEAD, a.TUESDAY, again, 13), to=desk)


def test_the_consent_to_the_seal_lapses_with_the_signature(desk: Desk) -> None:
    """B11.5: what the chair consented to is the document as it was signed."""
    given(*a.until(a.OFFICE, a.CONSENTED), to=desk).when(back("sign"), by=CLERK, at=clock(a.TUESDAY, 14)).then(
        fact(OutgoingReturned, unsealed=True), SealUseWithdrawn
    )
    assert desk.on(a.TUESDAY, CLERK, GetSealUse(use=a.USE)).status == "withdrawn"


def test_a_consent_outlives_a_return_that_leaves_the_signature(desk: Desk) -> None:
    given(*a.until(a.OFFICE, a.CONSENTED), to=desk).when(back("print"), by=CLERK, at=clock(a.TUESDAY, 14)).then(
        fact(OutgoingReturned, unsealed=False)
    )
    for deed in (a.PRINTED, a.PROOFREAD):
        desk.do(deed.operation, by=deed.person, at=clock(a.TUESDAY, 15))
    given(to=desk).when(a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY, 16)).then(OutgoingSealed, SealApplied)


def test_once_pressed_the_seal_is_asked_for_again(desk: Desk) -> None:
    """One consent, one use (B11.5)."""
    given(*SEALED, to=desk).when(back("seal"), by=CLERK, at=clock(a.WEDNESDAY)).then(
        fact(OutgoingReturned, unsealed=True)
    )
    given(to=desk).when(AskOutgoingSeal(document=a.DOC), by=STAFF, at=clock(a.WEDNESDAY)).then(
        OutgoingSealAsked, SealUseRequested
    )
    given(to=desk).when(ApproveSealUse(use=THIRD), by=CHAIR, at=clock(a.WEDNESDAY)).then_answer(status="approved")
    desk.do(SealOutgoing(document=a.DOC), by=a.KEEPER, at=clock(a.WEDNESDAY, 14))
    proven(desk.app)


def test_what_has_left_the_house_is_not_returned(desk: Desk) -> None:
    given(*a.until(a.OFFICE, a.DISTRIBUTED), to=desk).when(back("print"), by=CLERK, at=clock(a.WEDNESDAY)).then_refused(
        AlreadyDistributed, cites=("A19", "B11.3")
    )


# -- handed over ------------------------------------------------------------------------------------------------------


def test_another_member_of_the_department_carries_it_on(desk: Desk) -> None:
    """The sponsor is away, or has left; what waits for the sponsor waits for the new one."""
    handed = HandOverOutgoing(document=a.DOC, person=COLLEAGUE, reason="主办人外出学习")
    given(*a.until(a.OFFICE, a.PRINTED), to=desk).when(handed, by=HEAD, at=clock(a.TUESDAY)).then(
        fact(OutgoingHandedOver, sponsor=COLLEAGUE, waits_for=(f"person:{COLLEAGUE}",), waits_since=a.TUESDAY)
    )
    given(to=desk).when(a.PROOFREAD.operation, by=STAFF, at=clock(a.TUESDAY)).then_refused(Forbidden)
    desk.do(a.PROOFREAD.operation, by=COLLEAGUE, at=clock(a.TUESDAY, 14))
    elsewhere = HandOverOutgoing(document=a.DOC, person=OTHER_STAFF, reason="x")
    given(to=desk).when(elsewhere, by=CLERK, at=clock(a.TUESDAY, 15)).then_refused(Invalid)
    given(to=desk).when(handed, by=OTHER_HEAD, at=clock(a.TUESDAY, 15)).then_refused(Forbidden)


def test_a_document_of_a_dissolved_department_goes_on_with_another(desk: Desk) -> None:
    """Petitions went into supervision-law on 1 July 2025, and its people with it (B11.3)."""
    june, july = day(6, 30), day(7, 2)
    submitted = by("p056", june, SubmitOutgoing(document=a.DOC))
    given(by("p056", june, a.draft("office", department="petitions")), submitted, to=desk)
    handed = HandOverOutgoing(document=a.DOC, person="p056", reason="部门撤并")
    given(to=desk).when(handed, by=DIRECTOR, at=clock(july)).then(
        fact(OutgoingHandedOver, department="supervision-law", waits_for=("supervisor:supervision-law",))
    ).then_answer(department="supervision-law")
    given(to=desk).when(a.COMMENTED.operation, by="p002", at=clock(july)).then_answer(step="sign")
    proven(desk.app)


def test_a_department_that_is_no_more_is_asked_no_longer(desk: Desk) -> None:
    """The office returns it, and the sponsor asks the others (A19)."""
    june, july = day(6, 30), day(7, 2)
    asked = by(STAFF, june, a.draft(countersigners=("petitions", "budget")))
    given(asked, by(STAFF, june, SubmitOutgoing(document=a.DOC)), by(CLERK, july, back("draft")), to=desk)
    given(to=desk).when(a.revise(countersigners=("petitions", "budget")), by=STAFF, at=clock(july)).then_refused(
        Invalid
    )
    given(by(STAFF, july, a.revise(countersigners=("budget",))), to=desk)
    assert [one.whose for one in desk.on(july, STAFF, SubmitOutgoing(document=a.DOC)).waits_for] == ["budget"]


# -- withdrawn, revoked -----------------------------------------------------------------------------------------------

WITHDRAWN = WithdrawOutgoing(document=a.DOC, reason="事项取消")
REVOKED = RevokeOutgoing(document=a.DOC, reason="内容有误")


def test_the_sponsor_withdraws_what_nobody_signed(desk: Desk) -> None:
    given(*a.until(a.OFFICE, a.COMMENTED), to=desk)
    for person in (COLLEAGUE, HEAD, DIRECTOR):
        given(to=desk).when(WITHDRAWN, by=person, at=clock(a.MONDAY, 15)).then_refused(Forbidden)
    given(to=desk).when(WITHDRAWN, by=STAFF, at=clock(a.MONDAY, 15)).then(
        fact(OutgoingWithdrawn, step="", waits_for=())
    ).then_answer(status="withdrawn", waits_for=[])
    for operation in (SignOutgoing(document=a.DOC), back("draft"), REVOKED):
        person = CHAIR if operation is REVOKED else DIRECTOR
        given(to=desk).when(operation, by=person, at=clock(a.TUESDAY)).then_refused(OutgoingEnded, status="withdrawn")


def test_what_was_signed_is_revoked_and_not_withdrawn(desk: Desk) -> None:
    """Also where it was returned since: somebody has seen it signed."""
    given(*a.until(a.OFFICE, a.DIRECTOR_SIGNED), to=desk).when(
        WITHDRAWN, by=STAFF, at=clock(a.MONDAY, 16)
    ).then_refused(AlreadySigned)
    given(by(CLERK, a.TUESDAY, back("draft")), to=desk).when(WITHDRAWN, by=STAFF, at=clock(a.TUESDAY, 16)).then_refused(
        AlreadySigned
    )


@pytest.mark.parametrize("person", [DIRECTOR, CHAIR])
def test_who_signed_it_or_the_chair_revokes_it_and_its_number_stays_used(desk: Desk, person: str) -> None:
    given(*NUMBERED, to=desk).when(REVOKED, by=person, at=clock(a.TUESDAY, 15)).then(
        fact(OutgoingRevoked, number=NUMBER, step="")
    ).then_answer(status="revoked", number=NUMBER)
    (line,) = desk.on(a.WEDNESDAY, CLERK, ListOutgoing(series="office", year=2025)).items
    assert (line.number, line.status) == (NUMBER, "revoked")
    second = by(STAFF, a.WEDNESDAY, a.draft("office"))
    given(second, to=desk)
    new = desk.on(a.WEDNESDAY, STAFF, ListOutgoing(status="open")).items[0].id
    for who, operation in (
        (STAFF, SubmitOutgoing(document=new)),
        (LEADER, a.COMMENTED.operation.model_copy(update={"document": new})),
        (DIRECTOR, SignOutgoing(document=new)),
    ):
        desk.do(operation, by=who, at=clock(a.WEDNESDAY, 15))
    assert desk.on(a.WEDNESDAY, CLERK, NumberOutgoing(document=new), 16).number == "云人办〔2025〕2号"


def test_nobody_else_revokes_it_and_nothing_unsigned_is_revoked(desk: Desk) -> None:
    given(*NUMBERED, to=desk)
    for person in (STAFF, HEAD, CLERK, LEADER):
        given(to=desk).when(REVOKED, by=person, at=clock(a.TUESDAY)).then_refused(Forbidden)
    given(by(STAFF, a.MONDAY, a.draft()), to=desk)
    (unsigned,) = desk.on(a.TUESDAY, STAFF, ListOutgoing(series="committee")).items
    given(to=desk).when(RevokeOutgoing(document=unsigned.id, reason="x"), by=CHAIR, at=clock(a.TUESDAY)).then_refused(
        NotSigned
    )


def test_revoked_it_asks_for_no_seal_any_more(desk: Desk) -> None:
    given(*a.until(a.OFFICE, a.CONSENTED), to=desk).when(REVOKED, by=CHAIR, at=clock(a.TUESDAY, 14)).then(
        OutgoingRevoked, SealUseWithdrawn
    )
    given(to=desk).when(a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY, 15)).then_refused(OutgoingEnded)


def test_what_is_archived_is_revoked_too_and_not_changed_otherwise(desk: Desk) -> None:
    given(*a.OFFICE, to=desk)
    for operation, person in ((back("draft"), CLERK), (a.revise(), STAFF), (WITHDRAWN, STAFF)):
        given(to=desk).when(operation, by=person, at=clock(a.WEDNESDAY, 15)).then_refused(OutgoingEnded)
    given(to=desk).when(REVOKED, by=CHAIR, at=clock(a.WEDNESDAY, 16)).then(OutgoingRevoked)
    proven(desk.app)
