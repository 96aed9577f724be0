"""The facts of an incoming document (A18, B11.1). What it says, and what is said of it, never leaves the service."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, FileDigest, Personal


class OfIncoming(Event):
    """What happens to one incoming document."""


class IncomingRegistered(OfIncoming):
    """The clerk took it in. `number` is gapless in the year; `meeting`, `brought_by` where somebody brought it back."""

    SAYS = "登记收文"
    TOPIC = "documents.incoming-registered.v1"
    number: str
    sender: str
    sender_number: str = ""
    secrecy: str
    urgency: str
    received: date
    copies: int
    meeting: str = ""
    brought_by: str = ""
    title: Confidential[str] = ""
    content: Confidential[str] = ""
    attachments: tuple[FileDigest, ...] = ()
    """Digests."""


class IncomingCorrected(OfIncoming):
    """The registration was wrong, or the class was changed; the number stays."""

    SAYS = "更正收文登记"
    TOPIC = "documents.incoming-corrected.v1"
    sender: str
    sender_number: str = ""
    secrecy: str
    urgency: str
    title: Confidential[str] = ""
    content: Confidential[str] = ""
    reason: Confidential[str] = ""


class HandlingProposed(OfIncoming):
    """The office director says how it should be handled, and to which leader's post it goes."""

    SAYS = "提出拟办意见"
    TOPIC = "documents.handling-proposed.v1"
    leader_post: str
    proposal: Confidential[str] = ""


class InstructionGiven(OfIncoming):
    """`person` decided; `referred_to` is a further leader's post who is asked too; `tasks` were ordered with it."""

    SAYS = "作出批示"
    TOPIC = "documents.instruction-given.v1"
    person: str
    instruction: int
    referred_to: str = ""
    tasks: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    """Who carries the tasks out: they may see what they are charged with."""
    text: Confidential[str] = ""


class InstructionCorrected(OfIncoming):
    """The leader says it otherwise; the first wording stays readable with its time (A18)."""

    SAYS = "更正批示"
    TOPIC = "documents.instruction-corrected.v1"
    person: str
    instruction: int
    revision: int
    text: Confidential[str] = ""
    reason: Personal[str] = ""


class IncomingUrged(OfIncoming):
    """A reminder (催办), the `nth` at this step: to whoever holds the post that it waits for, and who stands in for
    them. The next one is sent in the half-day named."""

    SAYS = "催办收文"
    TOPIC = "documents.incoming-urged.v1"
    waits_for: str
    person: str
    deputy: str = ""
    nth: int
    urgency: str
    urge_on: date
    urge_half: int


class IncomingTaskOrdered(OfIncoming):
    """A task made of an instruction that was given before."""

    SAYS = "按批示交办任务"
    TOPIC = "documents.incoming-task-ordered.v1"
    instruction: int
    task: str
    owner: str


class IncomingClosed(OfIncoming):
    """销账: handled, and every copy is back at the office (B11.2)."""

    SAYS = "收文销账"
    TOPIC = "documents.incoming-closed.v1"
    copies: int
    note: Confidential[str] = ""
