"""Outgoing documents as the tests of 发文 need them: each list of steps from its draft to the archive."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.documents.incoming.document import Urgency
from services.documents.outgoing.fields import RecipientOrder
from services.documents.outgoing.operations import (
    ArchiveOutgoing,
    AskOutgoingSeal,
    CarryOutOutgoingStep,
    CommentOnOutgoing,
    CountersignOutgoing,
    DistributeOutgoing,
    DraftOutgoing,
    NumberOutgoing,
    ReviewOutgoing,
    ReviseOutgoing,
    SealOutgoing,
    SignOutgoing,
    SubmitOutgoing,
)
from services.documents.seals.operations import ApproveSealUse
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.secrecy import Secrecy
from tests.documents.desk import CHAIR, CLERK, DIRECTOR, LEADER, OTHER_HEAD, STAFF, by, day
from tests.given import By

KEEPER = "p013"
AGRICULTURE_HEAD = "p029"
MONDAY, TUESDAY, WEDNESDAY = day(6, 9), day(6, 10), day(6, 11)
DOC = UUID(int=1)
"""The first document that is drafted."""
USE = UUID(int=2)
"""The request for the seal on it, where nothing else was made before."""
LEADER_POST = "deputy-chair-2"
"""Held by the leader."""

LETTER: dict[str, Any] = {
    "title": "关于征求预算监督办法意见的函",
    "text": "各有关单位：\n一、总体要求。请结合实际提出意见。\n二、报送时间。请于月底前反馈。",
    "addressees": "区财政局，区审计局",
    "copies": 20,
}
RECIPIENTS = (
    RecipientOrder(organ="区财政局", copies=3),
    RecipientOrder(organ="区审计局", copies=2),
    RecipientOrder(department="budget"),
)


def draft(series: str = "committee", **more: Any) -> DraftOutgoing:
    return DraftOutgoing(**{"department": "finance-economy", "series": series, **LETTER, **more})


def revise(**more: Any) -> ReviseOutgoing:
    usual = {"document": DOC, "secrecy": Secrecy.ORDINARY, "urgency": Urgency.ORDINARY}
    return ReviseOutgoing(**{**usual, **LETTER, **more})


def drafted(series: str = "committee", on: Any = MONDAY, **more: Any) -> By:
    return by(STAFF, on, draft(series, **more))


def step(id: str, person: str, on: Any = TUESDAY) -> By:
    return by(person, on, CarryOutOutgoingStep(document=DOC, step=id))


def on_tuesday(person: str, operation: Operation) -> By:
    return by(person, TUESDAY, operation)


SUBMITTED = by(STAFF, MONDAY, SubmitOutgoing(document=DOC), 10)
BUDGET_AGREES = by(OTHER_HEAD, MONDAY, CountersignOutgoing(document=DOC, department="budget"), 11)
AGRICULTURE_AGREES = by(
    AGRICULTURE_HEAD, MONDAY, CountersignOutgoing(document=DOC, department="agriculture", remarks="文字从简"), 11
)
REVIEWED = by(DIRECTOR, MONDAY, ReviewOutgoing(document=DOC, leader_post=LEADER_POST, opinion="请李主任签发"), 14)
SIGNED = by(LEADER, MONDAY, SignOutgoing(document=DOC, opinion="同意"), 15)
NUMBERED = on_tuesday(CLERK, NumberOutgoing(document=DOC))
PRINTED = step("print", CLERK)
PROOFREAD = step("proofread", STAFF)
SEAL_ASKED = on_tuesday(STAFF, AskOutgoingSeal(document=DOC))
CONSENTED = on_tuesday(CHAIR, ApproveSealUse(use=USE))
SEALED = on_tuesday(KEEPER, SealOutgoing(document=DOC))
DISTRIBUTED = on_tuesday(CLERK, DistributeOutgoing(document=DOC, recipients=RECIPIENTS))
ARCHIVED = by(CLERK, WEDNESDAY, ArchiveOutgoing(document=DOC, copies=3, with_draft=True))
COMMENTED = by(LEADER, MONDAY, CommentOnOutgoing(document=DOC, opinion="可发"), 14)
DIRECTOR_SIGNED = by(DIRECTOR, MONDAY, SignOutgoing(document=DOC), 15)

COMMITTEE = [
    drafted(countersigners=("budget", "agriculture")),
    SUBMITTED,
    AGRICULTURE_AGREES,
    BUDGET_AGREES,
    REVIEWED,
    SIGNED,
    NUMBERED,
    PRINTED,
    PROOFREAD,
    SEAL_ASKED,
    CONSENTED,
    SEALED,
    *(step(id, CLERK) for id in ("bind", "envelope", "register")),
    DISTRIBUTED,
    ARCHIVED,
]
"""A19: the departments, the office, a leader of the committee; then the clerk's steps."""

OFFICE = [
    drafted("office"),
    SUBMITTED,
    COMMENTED,
    DIRECTOR_SIGNED,
    NUMBERED,
    PRINTED,
    PROOFREAD,
    SEAL_ASKED,
    CONSENTED,
    SEALED,
    *(step(id, STAFF) for id in ("check-seal", "bind", "envelope", "register")),
    DISTRIBUTED,
    ARCHIVED,
]
"""B11.3: the leader in charge and the director; the sponsor proofreads, looks at the seal, binds and enters it."""


def until(deeds: list[By], last: By) -> list[By]:
    """What was done up to that, with it."""
    return deeds[: deeds.index(last) + 1]


def before(deeds: list[By], first: By) -> list[By]:
    """What was done before that."""
    return deeds[: deeds.index(first)]
