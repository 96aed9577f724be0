"""发文 after the number: the seal, the recipients, the archive; who sees what of it (A19, B11.1, B11.3, B11.5)."""

from __future__ import annotations

import io
from datetime import date
from uuid import UUID

import openpyxl
import pytest

from services.documents.operations import log
from services.documents.outgoing.events import (
    OfOutgoing,
    OutgoingDistributed,
    OutgoingReceived,
    OutgoingSealAsked,
    OutgoingSealed,
)
from services.documents.outgoing.fields import RecipientOrder
from services.documents.outgoing.operations import (
    ArchiveOutgoing,
    AskOutgoingSeal,
    DistributeOutgoing,
    EnterOutgoingReceipt,
    SealOutgoing,
    SignForOutgoing,
)
from services.documents.outgoing.refusals import (
    AlreadyReceived,
    DraftMissing,
    NoSuchRecipient,
    NotEnoughCopies,
    NotSigned,
    OutgoingWithheld,
    SealAsked,
    SealedElsewhere,
    SealNotAsked,
)
from services.documents.outgoing.shown.operations import (
    ExportOutgoing,
    GetOutgoing,
    ListOutgoing,
    ListOutgoingRevisions,
)
from services.documents.seals.events import SealApplied, SealUseRequested
from services.documents.seals.operations import ApplySeal, ApproveSealUse, GetSealUse, RejectSealUse, WithdrawSealUse
from services.documents.seals.use import SealNotApproved, SealUseDecided, TooManyImpressions
from services.documents.waiting.operations import ListWaiting
from services.kernel.domain.events import Event, decode, encode, public_bytes
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import Forbidden, Invalid
from tests.documents import letters as a
from tests.documents.desk import (
    AUDITOR,
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
    read_back,
)
from tests.given import fact, given, proven

NUMBER = "云人办〔2025〕1号"
TO_SEAL = a.until(a.OFFICE, a.PROOFREAD)
TO_SEND = a.before(a.OFFICE, a.DISTRIBUTED)
SENT = a.until(a.OFFICE, a.DISTRIBUTED)
SECRET = {"secrecy": Secrecy.SECRET, "secrecy_term": "1年", "title": "关于秘密事项的报告", "text": "涉密正文。"}


# -- the seal (B11.5) -------------------------------------------------------------------------------------------------


def test_the_keeper_presses_what_the_chair_consented_to_for_this_document(desk: Desk) -> None:
    """One act enters it in both registers, with the document's number."""
    given(*TO_SEAL, a.SEAL_ASKED, a.CONSENTED, to=desk).when(a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY)).then(
        fact(OutgoingSealed, use=a.USE.hex, seal="office", number=NUMBER, cites=("B11.3", "B11.5")),
        fact(SealApplied, document=NUMBER, copies=20, approved_by=CHAIR, post="seal-keeper"),
    )


def test_without_the_chairs_consent_no_document_is_sealed(desk: Desk) -> None:
    given(*TO_SEAL, to=desk).when(a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY)).then_refused(
        SealNotAsked, cites=("B11.5",)
    )
    given(a.SEAL_ASKED, to=desk).when(a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY)).then_refused(
        SealNotApproved
    )
    for person in (STAFF, CLERK, CHAIR):
        given(to=desk).when(a.SEALED.operation, by=person, at=clock(a.TUESDAY)).then_refused(Forbidden)


def test_no_more_impressions_than_the_chair_consented_to(desk: Desk) -> None:
    asked = by(STAFF, a.TUESDAY, AskOutgoingSeal(document=a.DOC, copies=5))
    given(*TO_SEAL, asked, a.CONSENTED, to=desk).when(
        SealOutgoing(document=a.DOC, copies=6), by=a.KEEPER, at=clock(a.TUESDAY)
    ).then_refused(TooManyImpressions, approved=5)


def test_it_is_asked_for_once_and_after_the_signature(desk: Desk) -> None:
    given(*a.until(a.OFFICE, a.COMMENTED), to=desk).when(
        a.SEAL_ASKED.operation, by=STAFF, at=clock(a.MONDAY, 15)
    ).then_refused(NotSigned)
    given(a.DIRECTOR_SIGNED, a.SEAL_ASKED, to=desk).when(
        a.SEAL_ASKED.operation, by=CLERK, at=clock(a.TUESDAY)
    ).then_refused(SealAsked, cites=("B11.5",))


def test_refused_by_the_chair_it_is_asked_for_again(desk: Desk) -> None:
    refused = by(CHAIR, a.TUESDAY, RejectSealUse(use=a.USE, reason="份数有误"))
    given(*TO_SEAL, a.SEAL_ASKED, refused, to=desk).when(
        a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY)
    ).then_refused(SealUseDecided, status="rejected")
    view = desk.on(a.TUESDAY, STAFF, AskOutgoingSeal(document=a.DOC, copies=4))
    assert view.seal_use == THIRD.hex


def test_what_the_keeper_entered_before_counts_for_its_own_document_only(desk: Desk) -> None:
    def pressed(on: str) -> list[object]:
        return [by(a.KEEPER, a.TUESDAY, ApplySeal(use=a.USE, document=on, copies=20))]

    given(*TO_SEAL, a.SEAL_ASKED, a.CONSENTED, *pressed(NUMBER), to=desk).when(
        a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY)
    ).then(OutgoingSealed)


def test_a_consent_that_was_used_up_elsewhere_seals_nothing(desk: Desk) -> None:
    elsewhere = by(a.KEEPER, a.TUESDAY, ApplySeal(use=a.USE, document="云人办〔2025〕99号", copies=20))
    given(*TO_SEAL, a.SEAL_ASKED, a.CONSENTED, elsewhere, to=desk).when(
        a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY)
    ).then_refused(SealedElsewhere, cites=("B11.5",))


def test_a_consent_that_was_used_up_elsewhere_is_asked_for_again(desk: Desk) -> None:
    """One consent, one use: the chair is asked for another, and the signature stands (B11.5)."""
    elsewhere = by(a.KEEPER, a.TUESDAY, ApplySeal(use=a.USE, document="云人办〔2025〕99号", copies=20))
    given(*TO_SEAL, a.SEAL_ASKED, a.CONSENTED, elsewhere, to=desk).when(
        a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY)
    ).then_refused(SealedElsewhere)
    given(to=desk).when(a.SEAL_ASKED.operation, by=STAFF, at=clock(a.TUESDAY)).then(
        fact(OutgoingSealAsked, use=THIRD.hex, step="seal"), SealUseRequested
    )
    given(to=desk).when(a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY)).then_refused(SealNotApproved)
    given(to=desk).when(a.SEAL_ASKED.operation, by=STAFF, at=clock(a.TUESDAY)).then_refused(
        SealAsked, status="requested"
    )
    desk.do(ApproveSealUse(use=THIRD), by=CHAIR, at=clock(a.TUESDAY))
    given(to=desk).when(a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY, 14)).then(
        fact(OutgoingSealed, use=THIRD.hex, number=NUMBER), fact(SealApplied, document=NUMBER)
    )
    proven(desk.app)


def test_what_came_to_nothing_is_asked_for_again_and_what_is_good_is_not(desk: Desk) -> None:
    """Each refusal says what to do instead, and it can be done (B11.5)."""
    again = a.SEAL_ASKED.operation
    withdrawn = WithdrawSealUse(use=a.USE, reason="份数有误")
    given(*TO_SEAL, a.SEAL_ASKED, to=desk).when(again, by=CLERK, at=clock(a.TUESDAY)).then_refused(
        SealAsked, status="requested"
    )
    given(a.CONSENTED, to=desk).when(again, by=CLERK, at=clock(a.TUESDAY)).then_refused(SealAsked, status="approved")
    given(by(STAFF, a.TUESDAY, withdrawn), to=desk).when(again, by=CLERK, at=clock(a.TUESDAY)).then(
        OutgoingSealAsked, SealUseRequested
    )
    use = UUID(hex=desk.on(a.TUESDAY, CLERK, GetOutgoing(document=a.DOC)).seal_use)
    assert use != a.USE
    here = ApplySeal(use=use, document=NUMBER, copies=20)
    given(by(CHAIR, a.TUESDAY, ApproveSealUse(use=use)), by(a.KEEPER, a.TUESDAY, here), to=desk).when(
        again, by=CLERK, at=clock(a.TUESDAY)
    ).then_refused(SealAsked, status="applied")
    given(to=desk).when(a.SEALED.operation, by=a.KEEPER, at=clock(a.TUESDAY)).then(OutgoingSealed)
    given(to=desk).when(again, by=CLERK, at=clock(a.TUESDAY)).then_refused(SealAsked)
    proven(desk.app)


def test_the_seals_register_names_no_classified_title(desk: Desk) -> None:
    given(a.drafted("office", **SECRET), *TO_SEAL[1:], a.SEAL_ASKED, to=desk)
    assert desk.on(a.TUESDAY, a.KEEPER, GetSealUse(use=a.USE)).title == "涉密文件"


# -- distribution and receipts ----------------------------------------------------------------------------------------


def test_it_is_distributed_with_copies_and_who_has_not_signed_is_seen(desk: Desk) -> None:
    given(*TO_SEND, to=desk).when(a.DISTRIBUTED.operation, by=CLERK, at=clock(a.TUESDAY)).then(
        fact(OutgoingDistributed, number=NUMBER, departments=("budget",), copies=6, step="archive")
    ).then_answer(unreceived=3, distributed_on=a.TUESDAY)
    signed = SignForOutgoing(document=a.DOC, department="budget")
    given(to=desk).when(signed, by=OTHER_STAFF, at=clock(a.WEDNESDAY)).then(
        fact(OutgoingReceived, recipient=3, on=a.WEDNESDAY)
    )
    slip = EnterOutgoingReceipt(document=a.DOC, recipient=1, on=a.TUESDAY, signed_by="贺新凉")
    given(to=desk).when(slip, by=CLERK, at=clock(a.WEDNESDAY)).then(
        fact(OutgoingReceived, recipient=1, on=a.TUESDAY, signed_by="贺新凉")
    )
    view = desk.on(a.WEDNESDAY, CLERK, GetOutgoing(document=a.DOC))
    assert [(one.organ or one.department, one.received_on, one.signed_by) for one in view.recipients] == [
        ("区财政局", a.TUESDAY, "贺新凉"),
        ("区审计局", None, ""),
        ("budget", a.WEDNESDAY, OTHER_STAFF),
    ]
    assert view.unreceived == 1
    proven(desk.app)


def test_who_received_it_signs_once_and_nobody_for_others(desk: Desk) -> None:
    signed = SignForOutgoing(document=a.DOC, department="budget")
    given(*SENT, by(OTHER_STAFF, a.WEDNESDAY, signed), to=desk).when(
        signed, by=OTHER_HEAD, at=clock(a.WEDNESDAY)
    ).then_refused(AlreadyReceived)
    given(to=desk).when(signed, by=STAFF, at=clock(a.WEDNESDAY)).then_refused(Forbidden)
    own = SignForOutgoing(document=a.DOC, department="finance-economy")
    given(to=desk).when(own, by=STAFF, at=clock(a.WEDNESDAY)).then_refused(NoSuchRecipient)
    unknown = EnterOutgoingReceipt(document=a.DOC, recipient=9, on=a.TUESDAY, signed_by="x")
    given(to=desk).when(unknown, by=CLERK, at=clock(a.WEDNESDAY)).then_refused(NoSuchRecipient)
    tomorrow = EnterOutgoingReceipt(document=a.DOC, recipient=1, on=day(6, 12), signed_by="x")
    given(to=desk).when(tomorrow, by=CLERK, at=clock(a.WEDNESDAY)).then_refused(Invalid)


@pytest.mark.parametrize(
    "recipients",
    [
        (RecipientOrder(copies=1),),
        (RecipientOrder(department="budget", organ="区财政局"),),
        (RecipientOrder(organ="区财政局"), RecipientOrder(organ="区财政局")),
        (RecipientOrder(department="nowhere"),),
    ],
)
def test_a_recipient_is_one_department_or_one_organ_and_named_once(
    desk: Desk, recipients: tuple[RecipientOrder, ...]
) -> None:
    wrong = DistributeOutgoing(document=a.DOC, recipients=recipients)
    given(*TO_SEND, to=desk).when(wrong, by=CLERK, at=clock(a.TUESDAY)).then_refused(Invalid)


@pytest.mark.parametrize(("copies", "enough"), [(17, True), (18, False)])
def test_the_copies_of_the_archive_are_not_sent_away(desk: Desk, copies: int, enough: bool) -> None:
    """Twenty are printed, three are kept (B11.3)."""
    sent = DistributeOutgoing(document=a.DOC, recipients=(RecipientOrder(organ="区财政局", copies=copies),))
    outcome = given(*TO_SEND, to=desk).when(sent, by=CLERK, at=clock(a.TUESDAY))
    if enough:
        outcome.then(OutgoingDistributed)
    else:
        outcome.then_refused(NotEnoughCopies, cites=("B11.3",), printed=20, needed=21)


def test_further_recipients_come_later_also_after_the_archive(desk: Desk) -> None:
    further = DistributeOutgoing(document=a.DOC, recipients=(RecipientOrder(organ="区统计局"),))
    given(*a.OFFICE, to=desk).when(further, by=DIRECTOR, at=clock(day(6, 12))).then(
        fact(OutgoingDistributed, step="", copies=1)
    ).then_answer(status="archived", unreceived=4)
    again = DistributeOutgoing(document=a.DOC, recipients=(RecipientOrder(organ="区财政局"),))
    given(to=desk).when(again, by=CLERK, at=clock(day(6, 12))).then_refused(Invalid)


# -- the archive (B11.3) ----------------------------------------------------------------------------------------------


def test_three_copies_and_the_draft_go_to_the_archive(desk: Desk) -> None:
    two = ArchiveOutgoing(document=a.DOC, copies=2, with_draft=True)
    given(*SENT, to=desk).when(two, by=CLERK, at=clock(a.WEDNESDAY)).then_refused(
        NotEnoughCopies, cites=("B11.3",), owed=3
    )
    bare = ArchiveOutgoing(document=a.DOC, copies=3, with_draft=False)
    given(to=desk).when(bare, by=CLERK, at=clock(a.WEDNESDAY)).then_refused(DraftMissing, cites=("B11.3",))
    desk.do(a.ARCHIVED.operation, by=CLERK, at=clock(a.WEDNESDAY))


def test_nothing_of_it_is_owed_by_a_day(desk: Desk) -> None:
    """Neither rule book gives outgoing documents a deadline: what lies is seen, and charged to nobody."""
    given(*a.until(a.OFFICE, a.NUMBERED), to=desk)
    assert desk.ticked(day(12, 31), OfOutgoing) == []
    line = desk.on(day(12, 31), STAFF, ListOutgoing()).items[0]
    assert (line.step_zh, line.waits_since) == ("打印", a.TUESDAY)
    assert [(one.post, one.person) for one in line.waits_for] == [("clerk", CLERK)]


# -- lists ------------------------------------------------------------------------------------------------------------


def test_the_holders_desk_shows_what_waits_for_them(desk: Desk) -> None:
    def waiting(person: str, on: date = a.WEDNESDAY) -> int:
        return len(desk.on(on, person, ListOutgoing(waiting_for_me=True)).items)

    everybody = (STAFF, OTHER_HEAD, a.AGRICULTURE_HEAD, LEADER, DIRECTOR, CLERK, a.KEEPER)
    expected = {
        a.SUBMITTED: (OTHER_HEAD, a.AGRICULTURE_HEAD),
        a.BUDGET_AGREES: (DIRECTOR,),
        a.REVIEWED: (LEADER,),
        a.SIGNED: (CLERK,),
        a.PRINTED: (STAFF,),
        a.PROOFREAD: (a.KEEPER,),
        a.ARCHIVED: (),
    }
    for deed in a.COMMITTEE:
        given(deed, to=desk)
        if deed in expected:
            assert tuple(person for person in everybody if waiting(person)) == expected[deed]
    given(by(STAFF, a.WEDNESDAY, a.draft("office")), to=desk)
    assert waiting(STAFF) == 1


def test_it_stands_among_the_papers_that_wait_for_them(desk: Desk) -> None:
    """With the step and why it came; in every post that one holds, of every head that was asked."""
    on = clock(a.WEDNESDAY)
    given(*a.until(a.COMMITTEE, a.SUBMITTED), to=desk)
    (waits,) = desk.ask(ListWaiting(), by=OTHER_HEAD, at=on).items
    assert (waits.kind, waits.step, waits.post, waits.person) == ("outgoing", "会签", "head-budget", OTHER_HEAD)
    assert waits.since == a.MONDAY
    everybody = desk.ask(ListWaiting(everybody=True, limit=1), by=CLERK, at=on)
    rest = desk.ask(ListWaiting(everybody=True, limit=1, after=everybody.next), by=CLERK, at=on)
    assert {one.items[0].post for one in (everybody, rest)} == {"head-budget", "head-agriculture"}
    given(a.AGRICULTURE_AGREES, a.BUDGET_AGREES, a.REVIEWED, to=desk)
    (waits,) = desk.ask(ListWaiting(), by=LEADER, at=on).items
    assert (waits.step_zh, waits.step_en) == ("签发", "Signature")
    assert (waits.step, waits.post, waits.why) == ("签发", a.LEADER_POST, "请李主任签发")


def test_what_waits_for_the_leader_in_charge_goes_with_the_department(desk: Desk) -> None:
    """B11.3: who is in charge today comments, also on what came before; nobody is urged."""
    given(*a.until(a.OFFICE, a.SUBMITTED), to=desk)
    on = clock(a.WEDNESDAY)
    assert [one.post for one in desk.ask(ListWaiting(), by=LEADER, at=on).items] == [a.LEADER_POST]
    given(a.COMMENTED, a.DIRECTOR_SIGNED, a.NUMBERED, a.PRINTED, to=desk)
    (waits,) = desk.ask(ListWaiting(), by=STAFF, at=on).items
    assert (waits.step, waits.post, waits.person, waits.urged) == ("校对", "", STAFF, 0)
    assert desk.ask(ListWaiting(), by=CLERK, at=on).items == []


def test_the_register_is_searched(desk: Desk) -> None:
    given(*a.COMMITTEE, by(STAFF, a.WEDNESDAY, a.draft("office", title="关于调研的通知")), to=desk)

    def found(**by_what: object) -> list[str]:
        return [line.title for line in desk.on(a.WEDNESDAY, COLLEAGUE, ListOutgoing(**by_what)).items]

    letter, notice = a.LETTER["title"], "关于调研的通知"
    assert found() == [notice, letter]
    assert found(series="committee") == found(year=2025) == found(status="archived") == [letter]
    assert found(step="draft") == found(words="调研") == found(words="通知 调研") == found(status="open") == [notice]
    assert found(drafted_in="budget") == found(secrecy="secret") == found(words="没有") == []


# -- secrecy (B11.1) --------------------------------------------------------------------------------------------------

SECRET_SENT = [a.drafted("office", **SECRET), *SENT[1:]]


@pytest.mark.parametrize("person", [STAFF, LEADER, DIRECTOR, CLERK, CHAIR, OTHER_STAFF])
def test_those_concerned_read_a_secret_document(desk: Desk, person: str) -> None:
    """Who drafted, commented on, signed, numbered or received it, and the chair."""
    given(*SECRET_SENT, to=desk).when(GetOutgoing(document=a.DOC), by=person, at=clock(a.WEDNESDAY)).then_answer(
        title=SECRET["title"], text="涉密正文。", withheld=[]
    )


@pytest.mark.parametrize("person", [COLLEAGUE, "p038", AUDITOR])
def test_nobody_else_does_by_no_way(desk: Desk, person: str) -> None:
    given(*SECRET_SENT, to=desk).when(GetOutgoing(document=a.DOC), by=person, at=clock(a.WEDNESDAY)).then_answer(
        title="", text="", addressees="", withheld=["title", "content"], recipients=[], digest="", number=NUMBER
    )
    view = desk.on(a.WEDNESDAY, person, GetOutgoing(document=a.DOC))
    assert {entry.opinion for entry in view.trail} == {""}
    assert desk.on(a.WEDNESDAY, person, ListOutgoing()).items[0].title == ""
    assert desk.on(a.WEDNESDAY, person, ListOutgoing(words="秘密")).items == []
    (waits,) = desk.on(a.WEDNESDAY, person, ListWaiting(everybody=True)).items
    assert (waits.title, waits.why, waits.withheld) == ("", "", ["title", "content"])
    given(to=desk).when(ListOutgoingRevisions(document=a.DOC), by=person, at=clock(a.WEDNESDAY)).then_refused(
        OutgoingWithheld
    )


def test_the_clerk_sees_a_top_secret_title_only_while_it_is_in_their_hands_or_was(desk: Desk) -> None:
    top = {**SECRET, "secrecy": Secrecy.TOP_SECRET}
    deeds = [a.drafted("office", **top), *a.OFFICE[1:]]

    def title(person: str) -> str:
        return str(desk.on(a.MONDAY, person, GetOutgoing(document=a.DOC)).title)

    given(*deeds[: a.OFFICE.index(a.DIRECTOR_SIGNED)], to=desk)
    assert (title(CLERK), title(DIRECTOR), title(HEAD)) == ("", SECRET["title"], "")
    given(a.DIRECTOR_SIGNED, to=desk)
    assert title(CLERK) == SECRET["title"]


def test_no_event_carries_words_of_a_document_out_of_the_service(desk: Desk) -> None:
    given(*a.COMMITTEE, to=desk)
    words = ("征求", "各有关单位", "区财政局", "文字从简", "请李主任签发", "同意")
    inside = "".join(encode(event).decode() for event in desk.recorded())
    outside = "".join(_public(event) for event in desk.recorded())
    assert [word for word in words if word not in inside] == []
    assert [word for word in words if word in outside] == []


def _public(event: Event) -> str:
    """As the bus has it; a reader elsewhere still understands it."""
    state = public_bytes(event.TOPIC, encode(event))
    decode(event.TOPIC, state)
    return state.decode()


def test_the_auditors_log_shows_no_more_than_the_register(desk: Desk) -> None:
    given(a.drafted("office", **SECRET), a.SUBMITTED, to=desk)
    assert "涉密正文" not in desk.do(log.list_events(), by=AUDITOR, at=clock(a.TUESDAY)).body.decode()


def test_the_register_as_a_workbook(desk: Desk) -> None:
    """Titles that the caller may not see are not in the file either; the second sheet says who has not signed."""
    given(*SENT, by(STAFF, a.MONDAY, a.draft(**SECRET)), to=desk)
    file = desk.on(day(6, 30), AUDITOR, ExportOutgoing(start=day(6, 1), end=day(6, 30)))
    title, heading, *rows = read_back(file.content)
    assert title[0] == "发文台账 2025-06-01 至 2025-06-30"
    assert heading[:4] == ("系列", "发文字号", "标题", "密级")
    assert sorted(str(row[2]) for row in rows) == [a.LETTER["title"], "（按密级不予显示）"]
    sent = next(row for row in rows if row[1] == NUMBER)
    assert sent[:2] == ("办公室文件", NUMBER)
    assert (sent[11], sent[13], sent[14]) == (3, "办理中", "存档")
    receipts = openpyxl.load_workbook(io.BytesIO(file.content))["签收情况"]
    assert [row[1:4] for row in receipts.iter_rows(min_row=3, values_only=True)] == [
        (None, "区财政局", 3),
        (None, "区审计局", 2),
        ("预算工作委员会", None, 1),
    ]


def test_both_seals_are_asked_of_the_same_chair(desk: Desk) -> None:
    """The series says which seal the document carries."""
    given(*a.until(a.COMMITTEE, a.SEAL_ASKED), to=desk)
    assert desk.on(a.TUESDAY, a.KEEPER, GetSealUse(use=a.USE)).seal == "standing-committee"
    given(to=desk).when(ApproveSealUse(use=a.USE), by=DIRECTOR, at=clock(a.TUESDAY)).then_refused(Forbidden)
