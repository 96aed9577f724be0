"""The facts of visitors received and of complaints (B13). Who came, and what about, stays in the service.

`person` of each is the member of staff who answers for it, `department` theirs on that day.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Personal


class VisitReceived(Event):
    """`person` was asked first, and answers for the visitor from now on."""

    SAYS = "接待来访"
    TOPIC = "documents.visit-received.v1"
    number: str
    person: str
    on: date
    visitor: Personal[str] = ""
    contact: Personal[str] = ""
    matter: Confidential[str] = ""


class VisitorGuided(Event):
    """Brought to whoever deals with the matter; the first receiver goes on answering for it."""

    SAYS = "引导来访人"
    TOPIC = "documents.visitor-guided.v1"
    person: str
    to_department: str
    to_person: str = ""


class AnswerPromised(Event):
    """It could not be settled that day: what will be done is explained, and by when."""

    SAYS = "承诺答复来访"
    TOPIC = "documents.answer-promised.v1"
    person: str
    due: date
    promise: Confidential[str] = ""


class VisitSettled(Event):
    SAYS = "办结来访"
    TOPIC = "documents.visit-settled.v1"
    person: str
    was_missed: bool = False
    outcome: Confidential[str] = ""


class PromiseMissed(Event):
    """The promised day passed and nothing was settled; recorded once by the clock."""

    SAYS = "记录承诺逾期未办"
    TOPIC = "documents.promise-missed.v1"
    person: str
    due: date


class ComplaintFiled(Event):
    """`person` is complained about. `visit` is the number of the visit it is about, where known."""

    SAYS = "登记投诉"
    TOPIC = "documents.complaint-filed.v1"
    number: str
    person: str
    on: date
    visit: str = ""
    complainant: Personal[str] = ""
    matter: Personal[str] = ""


class ComplaintSettled(Event):
    """Looked into."""

    person: str
    on: date
    finding: Personal[str] = ""


class ComplaintUpheld(ComplaintSettled):
    """Found true."""

    SAYS = "投诉属实"
    TOPIC = "documents.complaint-upheld.v1"


class ComplaintDismissed(ComplaintSettled):
    SAYS = "投诉不成立"
    TOPIC = "documents.complaint-dismissed.v1"


class LapseRecorded(Event):
    """A visitor was failed: criticised before the whole organ. `source` is complaint or check; `nth` of the year."""

    SAYS = "登记服务失当"
    TOPIC = "documents.service-lapse-recorded.v1"
    number: int
    person: str
    year: int
    on: date
    source: str
    complaint: str = ""
    nth: int
    note: Personal[str] = ""


class LapseWithdrawn(Event):
    """The lapse rested on an error and no longer counts."""

    SAYS = "撤回服务失当登记"
    TOPIC = "documents.service-lapse-withdrawn.v1"
    number: int
    person: str
    year: int
    on: date
    source: str
    reason: Personal[str] = ""


class YearlyGradeLost(Event):
    """The yearly grade is incompetent and the bonus cancelled: once a year. `cause` is times or complaint."""

    SAYS = "取消年度评优"
    TOPIC = "documents.yearly-grade-lost.v1"
    person: str
    year: int
    cause: str
    times: int


class YearlyGradeRestored(Event):
    """What the loss rested on was withdrawn."""

    SAYS = "恢复年度评优"
    TOPIC = "documents.yearly-grade-restored.v1"
    person: str
    year: int
    times: int
