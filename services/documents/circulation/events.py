"""The facts of a circulation (A18, B11.2). `person` has, had or waits for a copy; `department` is theirs on that day.

A hold is told by `document`, `person`, `turn` (how many times they had it) and `stage`: `read` while it is read,
`return` where it may be kept longer or was called back.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Personal


class OfDocument(Event):
    """`document` is the incoming document's id (hexadecimal)."""

    document: str


class OfHold(OfDocument):
    """A copy in somebody's hands."""

    person: str
    copy: int
    turn: int
    stage: str


class CirculationStarted(OfDocument):
    """`mode` is serial (one copy in turn) or parallel (`copies` at once, the rest of the readers in turn)."""

    SAYS = "开始传阅"
    TOPIC = "documents.circulation-started.v1"
    number: str
    mode: str
    copies: int
    urgency: str
    readers: tuple[str, ...]
    why: Confidential[str] = ""


class ReadersAdded(OfDocument):
    """`place` is the first one's in the queue."""

    SAYS = "增加传阅对象"
    TOPIC = "documents.readers-added.v1"
    place: int
    readers: tuple[str, ...]
    why: Confidential[str] = ""


class ReaderRemoved(OfDocument):
    """Who was waiting for it need not read it. `gone`: they are in service no longer."""

    SAYS = "移除传阅对象"
    TOPIC = "documents.reader-removed.v1"
    person: str
    gone: bool = False
    reason: Personal[str] = ""


class DocumentHanded(OfHold):
    """`came_from` is the reader before, or empty for the office; the first reminder is sent in the half-day named.

    Here and where a copy is recalled, `due` is 9999-12-31 while the calendar of its year is not known.
    """

    SAYS = "送出传阅件"
    TOPIC = "documents.document-handed.v1"
    came_from: str = ""
    due: date
    urge_on: date
    urge_half: int


class TermSet(OfHold):
    """The calendar of the year has become known, and with it the day by which the copy is passed on."""

    SAYS = "确定传阅期限"
    TOPIC = "documents.circulation-term-set.v1"
    due: date


class DocumentRead(OfHold):
    """`handed_on`: the next reader takes it from this one; otherwise it is on its way back to the office."""

    SAYS = "阅毕文件"
    TOPIC = "documents.document-read.v1"
    handed_on: bool = False
    opinion: Confidential[str] = ""


class DocumentReturnedUnread(OfHold):
    """It goes back to the office for the others; its reader stands last in the queue."""

    SAYS = "未阅退回文件"
    TOPIC = "documents.document-returned-unread.v1"
    place: int
    queued: bool = True
    """Last in the queue, at that place; no more where the document was withdrawn."""
    reason: Personal[str] = ""


class CopyReceived(OfDocument):
    """The office has the copy in its hands again."""

    SAYS = "收到退回的传阅件"
    TOPIC = "documents.copy-received.v1"
    copy: int
    person: str


class RetentionAsked(OfHold):
    """The reading term rests until the office has decided."""

    SAYS = "申请留存文件"
    TOPIC = "documents.retention-asked.v1"
    until: date
    reason: Personal[str] = ""


class RetentionGranted(OfHold):
    SAYS = "同意留存文件"
    TOPIC = "documents.retention-granted.v1"
    due: date


class RetentionRefused(OfHold):
    """Owed by its day again, or today where that has passed; `was_overdue`: the passed day is on record already."""

    SAYS = "不同意留存文件"
    TOPIC = "documents.retention-refused.v1"
    due: date
    was_overdue: bool = False
    reason: Personal[str] = ""


class CirculationWithdrawn(OfDocument):
    """Whoever waits no longer does; whoever has a copy returns it."""

    SAYS = "撤回传阅"
    TOPIC = "documents.circulation-withdrawn.v1"
    reason: Confidential[str] = ""


class CopyRecalled(OfHold):
    """Because the document was withdrawn; or its reader is in service no longer (`gone`), and the stage stays."""

    SAYS = "收回传阅件"
    TOPIC = "documents.copy-recalled.v1"
    due: date
    was_overdue: bool = False
    gone: bool = False


class ReaderUrged(OfHold):
    """A reminder (催办), the `nth` of this hold, and when the next one is sent."""

    SAYS = "催办传阅"
    TOPIC = "documents.reader-urged.v1"
    nth: int
    urgency: str
    urge_on: date
    urge_half: int


class CirculationOverdue(OfHold):
    """Kept beyond its term; recorded once for each hold and stage by the clock."""

    SAYS = "记录传阅逾期"
    TOPIC = "documents.circulation-overdue.v1"
    number: str
    due: date


class CirculationCompleted(OfDocument):
    """Nobody waits, nobody has it: every copy is back."""

    SAYS = "传阅结束"
    TOPIC = "documents.circulation-completed.v1"
    withdrawn: bool = False
