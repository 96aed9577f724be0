"""发文 outgoing documents until the number: by the steps of A19 and B11.3, each in its order and by its own hands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.documents.outgoing.events import (
    OutgoingArchived,
    OutgoingCommentedOn,
    OutgoingCountersigned,
    OutgoingDrafted,
    OutgoingNumbered,
    OutgoingObjectedTo,
    OutgoingReviewed,
    OutgoingSigned,
    OutgoingStepDone,
    OutgoingSubmitted,
)
from services.documents.outgoing.operations import (
    ArchiveOutgoing,
    CarryOutOutgoingStep,
    CommentOnOutgoing,
    CountersignOutgoing,
    NumberOutgoing,
    ObjectToOutgoing,
    ReturnOutgoing,
    ReviewOutgoing,
    SealOutgoing,
    SignOutgoing,
    SubmitOutgoing,
)
from services.documents.outgoing.refusals import (
    NotAskedToCountersign,
    NotEnoughCopies,
    OutgoingNoSuchStep,
    OutgoingNotAtStep,
    OwnOutgoing,
)
from services.documents.outgoing.shown.operations import GetOutgoing, ListOutgoing
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid, NotFound, Stale
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
    SECOND,
    STAFF,
    Desk,
    by,
    clock,
    day,
)
from tests.given import By, fact, given, proven

BOTH = pytest.mark.parametrize("deeds", [a.COMMITTEE, a.OFFICE], ids=["A19", "B11.3"])
TO_SIGN = a.before(a.COMMITTEE, a.SIGNED)


@BOTH
def test_a_document_goes_by_the_steps_of_its_series(desk: Desk, deeds: list[By]) -> None:
    """Both lists run from the draft to the archive (A19, B11.3)."""
    given(*deeds[:-1], to=desk).when(deeds[-1].operation, by=CLERK, at=clock(a.WEDNESDAY)).then(
        fact(OutgoingArchived, copies=3, revision=1, step="", waits_for=(), cites=("A19", "B11.3"))
    ).then_answer(status="archived", step="", archived_copies=3, waits_for=[], unreceived=3)
    proven(desk.app)


@BOTH
def test_no_step_is_taken_before_its_turn_and_none_twice(desk: Desk, deeds: list[By]) -> None:
    """Whatever is tried at a step that is not its own is refused, and changes nothing (A19, B11.3)."""
    steps = [deed for deed in deeds[1:] if deed.operation.NAME.split(".")[1] not in APART]
    given(deeds[0], to=desk)
    for deed in deeds[1:]:
        view = desk.on(a.MONDAY, CLERK, GetOutgoing(document=a.DOC))
        # a leader whom no review has named yet is nobody to the document
        early = Forbidden if view.series == "committee" and not view.leader_post else OutgoingNotAtStep
        for other in steps:
            if STEP_OF[type(other.operation)] not in (view.step, "by hand"):
                refusal = early if isinstance(other.operation, SignOutgoing) else OutgoingNotAtStep
                given(to=desk).when(other.operation, by=other.person, at=deed.at).then_refused(refusal)
        given(deed, to=desk)


@BOTH
def test_each_is_offered_the_step_that_is_theirs_and_no_other(desk: Desk, deeds: list[By]) -> None:
    given(deeds[0], to=desk)
    of_steps = {operation.NAME for operation in STEP_OF}
    for deed in deeds[1:]:
        if deed.operation.NAME.split(".")[1] not in APART:
            on = deed.at.date()
            offered = set(desk.on(on, deed.person, GetOutgoing(document=a.DOC)).allowed)
            assert offered & of_steps == {deed.operation.NAME}, deed
            assert of_steps.isdisjoint(desk.on(on, OTHER_STAFF, GetOutgoing(document=a.DOC)).allowed)
        given(deed, to=desk)
    assert desk.on(a.WEDNESDAY, STAFF, GetOutgoing(document=a.DOC)).allowed == []


APART = {"ask-outgoing-seal", "approve-seal-use", "distribute-outgoing"}
"""What is no step, or may be done again."""
STEP_OF: dict[type[Operation], str] = {
    SubmitOutgoing: "draft",
    CountersignOutgoing: "countersign",
    ReviewOutgoing: "review",
    CommentOnOutgoing: "comment",
    SignOutgoing: "sign",
    NumberOutgoing: "number",
    CarryOutOutgoingStep: "by hand",
    SealOutgoing: "seal",
    ArchiveOutgoing: "archive",
}


def test_a_draft_names_its_sponsor_and_keeps_the_steps_of_the_day(desk: Desk) -> None:
    given(to=desk).when(a.draft(), by=STAFF, at=clock(a.MONDAY)).then(
        fact(
            OutgoingDrafted,
            series="committee",
            sponsor=STAFF,
            department="finance-economy",
            revision=1,
            step="draft",
            waits_for=(f"person:{STAFF}",),
            cites=("A19", "B11.3"),
        )
    ).then_answer(status="open", step="draft", number="", sponsor=STAFF, version=1)
    (event,) = desk.recorded()[-1:]
    assert isinstance(event, OutgoingDrafted)
    assert [step.id for step in event.steps][:5] == ["draft", "countersign", "review", "sign", "number"]


def test_nobody_drafts_for_a_department_that_is_not_theirs(desk: Desk) -> None:
    for person in (OTHER_STAFF, CLERK, LEADER):
        given(to=desk).when(a.draft(), by=person, at=clock(a.MONDAY)).then_refused(Forbidden)


@pytest.mark.parametrize(
    "wrong",
    [
        {"series": "nonsense"},
        {"countersigners": ("nowhere",)},
        {"countersigners": ("finance-economy",)},
        {"countersigners": ("budget", "budget")},
        {"series": "office", "countersigners": ("budget",)},  # B11.3 has no such step
    ],
)
def test_what_cannot_be_drafted(desk: Desk, wrong: dict[str, Any]) -> None:
    given(to=desk).when(a.draft(**wrong), by=STAFF, at=clock(a.MONDAY)).then_refused(Invalid)


def test_so_many_are_printed_that_the_archive_has_its_three(desk: Desk) -> None:
    """B11.3."""
    given(to=desk).when(a.draft(copies=2), by=STAFF, at=clock(a.MONDAY)).then_refused(
        NotEnoughCopies, cites=("B11.3",), needed=3
    )
    given(to=desk).when(a.draft(copies=3), by=STAFF, at=clock(a.MONDAY)).then(OutgoingDrafted)


def test_every_step_waits_for_those_to_whom_the_list_leaves_it(desk: Desk) -> None:
    seen: list[tuple[str, tuple[str, ...]]] = []
    for deed in a.OFFICE:
        given(deed, to=desk)
        view = desk.on(a.WEDNESDAY, CLERK, GetOutgoing(document=a.DOC))
        seen.append((view.step, tuple(one.person for one in view.waits_for)))
    assert list(dict.fromkeys(seen)) == [
        ("draft", (STAFF,)),
        ("comment", (LEADER,)),
        ("sign", (DIRECTOR,)),
        ("number", (CLERK,)),
        ("print", (CLERK,)),
        ("proofread", (STAFF,)),
        ("seal", (a.KEEPER,)),
        ("check-seal", (STAFF,)),
        ("bind", (STAFF,)),
        ("envelope", (STAFF,)),
        ("register", (STAFF,)),
        ("distribute", (CLERK, DIRECTOR)),
        ("archive", (CLERK,)),
        ("", ()),
    ]


# -- countersigning (A19) ---------------------------------------------------------------------------------------------

ASKED = [a.drafted(countersigners=("budget", "agriculture")), a.SUBMITTED]


def test_the_departments_countersign_side_by_side_and_the_last_moves_it_on(desk: Desk) -> None:
    given(*ASKED, to=desk).when(a.BUDGET_AGREES.operation, by=OTHER_HEAD, at=clock(a.MONDAY, 11)).then(
        fact(
            OutgoingCountersigned,
            countersigner="budget",
            step="countersign",
            waits_for=("head:agriculture",),
            waits_since=a.MONDAY,
            post="head-budget",
        )
    )
    given(to=desk).when(a.AGRICULTURE_AGREES.operation, by=a.AGRICULTURE_HEAD, at=clock(a.TUESDAY)).then(
        fact(OutgoingCountersigned, remarks="文字从简", step="review", waits_for=("post:head-office",))
    ).then_answer(step="review", waits_since=a.TUESDAY)


def test_a_department_countersigns_once_and_only_if_asked(desk: Desk) -> None:
    given(*ASKED, a.BUDGET_AGREES, to=desk).when(
        a.BUDGET_AGREES.operation, by=OTHER_HEAD, at=clock(a.MONDAY, 12)
    ).then_refused(NotAskedToCountersign, cites=("A19",), department="budget")
    social = CountersignOutgoing(document=a.DOC, department="finance-economy")
    given(to=desk).when(social, by=HEAD, at=clock(a.MONDAY, 12)).then_refused(NotAskedToCountersign)


def test_nobody_countersigns_but_the_head_or_who_stands_in(desk: Desk) -> None:
    given(*ASKED, to=desk)
    for person in (OTHER_STAFF, HEAD, DIRECTOR, CHAIR):
        given(to=desk).when(a.BUDGET_AGREES.operation, by=person, at=clock(a.MONDAY)).then_refused(Forbidden)


def test_an_objection_sends_it_back_to_the_draft(desk: Desk) -> None:
    objection = ObjectToOutgoing(document=a.DOC, department="budget", reason="数字有误")
    given(*ASKED, a.AGRICULTURE_AGREES, to=desk).when(objection, by=OTHER_HEAD, at=clock(a.TUESDAY)).then(
        fact(
            OutgoingObjectedTo, countersigner="budget", reason="数字有误", step="draft", waits_for=(f"person:{STAFF}",)
        )
    ).then_answer(step="draft")
    given(to=desk).when(a.AGRICULTURE_AGREES.operation, by=a.AGRICULTURE_HEAD, at=clock(a.TUESDAY)).then_refused(
        OutgoingNotAtStep, cites=("A19", "B11.3"), step="draft"
    )


def test_who_agreed_to_this_very_text_is_not_asked_again(desk: Desk) -> None:
    """After the objection the sponsor hands the same text in again: only the objector is asked."""
    objection = by(OTHER_HEAD, a.TUESDAY, ObjectToOutgoing(document=a.DOC, department="budget", reason="待研究"))
    given(*ASKED, a.AGRICULTURE_AGREES, objection, to=desk).when(
        SubmitOutgoing(document=a.DOC), by=STAFF, at=clock(a.TUESDAY, 15)
    ).then(fact(OutgoingSubmitted, step="countersign", waits_for=("head:budget",)))


def test_a_changed_text_is_countersigned_by_all_again_and_other_changes_are_not(desk: Desk) -> None:
    objection = by(OTHER_HEAD, a.TUESDAY, ObjectToOutgoing(document=a.DOC, department="budget", reason="待研究"))
    asked = {"countersigners": ("budget", "agriculture")}
    given(*ASKED, a.AGRICULTURE_AGREES, objection, by(STAFF, a.TUESDAY, a.revise(copies=30, **asked)), to=desk)
    same = desk.on(a.TUESDAY, STAFF, SubmitOutgoing(document=a.DOC), 15)
    assert [one.whose for one in same.waits_for] == ["budget"]
    again = by(OTHER_HEAD, a.TUESDAY, objection.operation, 16)
    given(again, by(STAFF, a.TUESDAY, a.revise(text="改后正文。", **asked), 16), to=desk)
    changed = desk.on(a.TUESDAY, STAFF, SubmitOutgoing(document=a.DOC), 17)
    assert [one.whose for one in changed.waits_for] == ["budget", "agriculture"]


def test_without_departments_to_ask_the_office_has_it_at_once(desk: Desk) -> None:
    given(a.drafted(), to=desk).when(a.SUBMITTED.operation, by=STAFF, at=clock(a.MONDAY)).then(
        fact(OutgoingSubmitted, revision=1, step="review")
    )


# -- review, comment, signature ---------------------------------------------------------------------------------------


def test_the_office_reviews_and_names_who_is_asked_to_sign(desk: Desk) -> None:
    """A19: the office reviews, a leader of the committee signs."""
    given(*a.before(a.COMMITTEE, a.REVIEWED), to=desk).when(
        a.REVIEWED.operation, by=DIRECTOR, at=clock(a.MONDAY, 14)
    ).then(fact(OutgoingReviewed, leader_post=a.LEADER_POST, step="sign", waits_for=(f"post:{a.LEADER_POST}",)))
    given(to=desk).when(a.SIGNED.operation, by=LEADER, at=clock(a.MONDAY, 15)).then(
        fact(OutgoingSigned, person=LEADER, revision=1, post=a.LEADER_POST, step="number")
    )


@pytest.mark.parametrize("leader", ["", "head-budget", "clerk", "nobody-such"])
def test_only_a_leader_of_the_committee_is_asked_to_sign(desk: Desk, leader: str) -> None:
    review = ReviewOutgoing(document=a.DOC, leader_post=leader)
    given(*a.before(a.COMMITTEE, a.REVIEWED), to=desk).when(review, by=DIRECTOR, at=clock(a.MONDAY, 14)).then_refused(
        Invalid, cites=("A19",)
    )


@pytest.mark.parametrize("person", [STAFF, HEAD, CLERK, DIRECTOR, CHAIR, AUDITOR])
def test_nobody_signs_but_the_leader_who_was_asked(desk: Desk, person: str) -> None:
    given(*TO_SIGN, to=desk).when(a.SIGNED.operation, by=person, at=clock(a.MONDAY, 15)).then_refused(Forbidden)


def test_of_the_office_the_leader_in_charge_comments_and_the_director_signs(desk: Desk) -> None:
    """B11.3: the sponsor drafts, the leader in charge says what they think, the director signs."""
    given(*a.until(a.OFFICE, a.SUBMITTED), to=desk).when(a.COMMENTED.operation, by=LEADER, at=clock(a.MONDAY, 14)).then(
        fact(OutgoingCommentedOn, opinion="可发", post=a.LEADER_POST, step="sign")
    )
    given(to=desk).when(SignOutgoing(document=a.DOC), by=LEADER, at=clock(a.MONDAY, 15)).then_refused(Forbidden)
    given(to=desk).when(SignOutgoing(document=a.DOC), by=DIRECTOR, at=clock(a.MONDAY, 15)).then(
        fact(OutgoingSigned, person=DIRECTOR, post="head-office")
    )


def test_a_list_has_its_own_steps_and_no_others(desk: Desk) -> None:
    """The office's list has no review by the office, the committee's no comment (A19, B11.3)."""
    given(*a.until(a.OFFICE, a.SUBMITTED), to=desk).when(
        ReviewOutgoing(document=a.DOC, leader_post=a.LEADER_POST), by=DIRECTOR, at=clock(a.MONDAY, 14)
    ).then_refused(OutgoingNoSuchStep, step="review")
    given(by(STAFF, a.MONDAY, a.draft()), to=desk)
    given(by(STAFF, a.MONDAY, SubmitOutgoing(document=SECOND)), to=desk).when(
        CommentOnOutgoing(document=SECOND, opinion="x"), by=LEADER, at=clock(a.MONDAY, 14)
    ).then_refused(OutgoingNoSuchStep, step="comment")


def test_who_stands_in_for_the_leader_does_not_sign_their_own_draft(desk: Desk) -> None:
    """p002 stands in for the chair from 3 to 14 March 2025, and is in charge of the leaders' own department."""
    on = day(3, 5)
    deeds = [
        by("p002", on, a.draft(department="leadership")),
        by("p002", on, SubmitOutgoing(document=a.DOC)),
        by(DIRECTOR, on, ReviewOutgoing(document=a.DOC, leader_post="chair")),
    ]
    given(*deeds, to=desk).when(SignOutgoing(document=a.DOC), by="p002", at=clock(on)).then_refused(OwnOutgoing)
    given(to=desk).when(SignOutgoing(document=a.DOC), by=CHAIR, at=clock(on)).then(OutgoingSigned)


def test_what_changed_since_it_was_read_is_not_signed(desk: Desk) -> None:
    """A signature given with If-Match speaks of the wording that the leader saw."""
    given(*TO_SIGN, to=desk)
    seen = desk.on(a.MONDAY, LEADER, GetOutgoing(document=a.DOC)).version
    back = by(DIRECTOR, a.MONDAY, ReturnOutgoing(document=a.DOC, step="review", reason="补正"), 15)
    given(back, by(DIRECTOR, a.MONDAY, a.REVIEWED.operation, 16), to=desk).when(
        a.SIGNED.operation, by=LEADER, at=clock(a.MONDAY, 17), if_match=seen
    ).then_refused(Stale)


def test_what_does_not_exist_is_not_found(desk: Desk) -> None:
    for operation in (SignOutgoing(document=a.DOC), GetOutgoing(document=a.DOC)):
        given(to=desk).when(operation, by=CHAIR, at=clock(a.MONDAY)).then_refused(NotFound)


# -- the number -------------------------------------------------------------------------------------------------------


def test_the_number_is_the_series_next_of_the_year_after_the_signature_only(desk: Desk) -> None:
    """B11.3: numbered as the signature says."""
    given(*TO_SIGN, to=desk).when(a.NUMBERED.operation, by=CLERK, at=clock(a.MONDAY)).then_refused(
        OutgoingNotAtStep, step="sign"
    )
    given(a.SIGNED, to=desk).when(a.NUMBERED.operation, by=CLERK, at=clock(a.TUESDAY)).then(
        fact(OutgoingNumbered, series="committee", year=2025, serial=1, number="云人常〔2025〕1号", step="print")
    ).then_answer(number="云人常〔2025〕1号", numbered_on=a.TUESDAY)


def numbered(desk: Desk, document: UUID, series: str, on: Any) -> str:
    """A new document of the office's series up to its number."""
    deeds = [
        by(STAFF, on, a.draft(series)),
        by(STAFF, on, SubmitOutgoing(document=document)),
        by(LEADER, on, CommentOnOutgoing(document=document, opinion="可发")),
        by(DIRECTOR, on, SignOutgoing(document=document)),
    ]
    given(*deeds, to=desk)
    return str(desk.on(on, CLERK, NumberOutgoing(document=document)).number)


def test_each_series_counts_for_itself_and_anew_each_year(desk: Desk) -> None:
    """The year is that of the day on which the number is issued, not that of the signature."""
    last, first = day(12, 31), day(1, 5, 2026)
    ids = [UUID(int=n) for n in range(1, 6)]
    assert numbered(desk, ids[0], "office", last) == "云人办〔2025〕1号"
    assert numbered(desk, ids[1], "office-letter", last) == "云人办函〔2025〕1号"
    assert numbered(desk, ids[2], "office", last) == "云人办〔2025〕2号"
    given(
        by(STAFF, last, a.draft("office")),
        by(STAFF, last, SubmitOutgoing(document=ids[3])),
        by(LEADER, last, CommentOnOutgoing(document=ids[3], opinion="可发")),
        by(DIRECTOR, last, SignOutgoing(document=ids[3])),
        to=desk,
    )
    assert desk.on(first, CLERK, NumberOutgoing(document=ids[3])).number == "云人办〔2026〕1号"
    assert numbered(desk, ids[4], "office", first) == "云人办〔2026〕2号"
    of_2025 = desk.on(first, CLERK, ListOutgoing(series="office", year=2025)).items
    assert {line.number for line in of_2025} == {"云人办〔2025〕1号", "云人办〔2025〕2号"}
    proven(desk.app)


def test_a_refusal_and_a_second_sending_use_no_number_up(desk: Desk) -> None:
    given(*a.before(a.OFFICE, a.NUMBERED), to=desk)
    given(to=desk).when(a.NUMBERED.operation, by=STAFF, at=clock(a.TUESDAY)).then_refused(Forbidden)
    first = desk.ask(a.NUMBERED.operation, by=CLERK, at=clock(a.TUESDAY), key="n-1")
    again = desk.ask(a.NUMBERED.operation, by=CLERK, at=clock(a.TUESDAY, 13), key="n-1")
    assert first.number == again.number == "云人办〔2025〕1号"
    assert numbered(desk, SECOND, "office", a.WEDNESDAY) == "云人办〔2025〕2号"


# -- by hand ----------------------------------------------------------------------------------------------------------


def test_steps_by_hand_are_done_by_whom_the_list_names(desk: Desk) -> None:
    """B11.3: the clerk has it printed, the sponsor proofreads."""
    given(*a.until(a.OFFICE, a.NUMBERED), to=desk)
    for person in (STAFF, DIRECTOR, COLLEAGUE):
        given(to=desk).when(a.PRINTED.operation, by=person, at=clock(a.TUESDAY)).then_refused(Forbidden)
    given(to=desk).when(a.PRINTED.operation, by=CLERK, at=clock(a.TUESDAY)).then(
        fact(OutgoingStepDone, done="print", work="print", step="proofread")
    ).then_answer(printed_on=a.TUESDAY)
    given(to=desk).when(a.PROOFREAD.operation, by=CLERK, at=clock(a.TUESDAY)).then_refused(Forbidden)


def test_a_step_by_hand_waits_for_its_turn(desk: Desk) -> None:
    given(*a.until(a.OFFICE, a.NUMBERED), to=desk)
    for early in (a.PROOFREAD, a.step("bind", STAFF), a.step("register", STAFF)):
        given(to=desk).when(early.operation, by=STAFF, at=clock(a.TUESDAY)).then_refused(
            OutgoingNotAtStep, step="print"
        )
    given(a.PRINTED, to=desk).when(a.PRINTED.operation, by=CLERK, at=clock(a.TUESDAY)).then_refused(OutgoingNotAtStep)


@pytest.mark.parametrize("id", ["sign", "number", "seal", "archive", "nonsense"])
def test_what_has_an_operation_of_its_own_is_not_ticked_off(desk: Desk, id: str) -> None:
    given(*a.until(a.OFFICE, a.SUBMITTED), to=desk)
    tick: Operation = CarryOutOutgoingStep(document=a.DOC, step=id)
    holder = {"sign": DIRECTOR, "seal": a.KEEPER}.get(id, CLERK)
    given(to=desk).when(tick, by=holder, at=clock(a.TUESDAY)).then_refused(OutgoingNoSuchStep, step=id)


def test_the_archive_is_not_reached_before_the_distribution(desk: Desk) -> None:
    given(*a.before(a.OFFICE, a.DISTRIBUTED), to=desk).when(
        ArchiveOutgoing(document=a.DOC, copies=3, with_draft=True), by=CLERK, at=clock(a.TUESDAY)
    ).then_refused(OutgoingNotAtStep, step="distribute")
