"""What happens to a report and the case that comes of it (A1, A5, B14).

All of it is confidential to the discipline group, down to who acted: the envelope names nobody, `by` does. None of it
goes on the bus. Only the outcome is published, of the kinds that the organ names.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Shared


class OfCase(Event):
    by: Confidential[str] = ""


class ReportReceived(OfCase):
    """`against` is reported by `reporter`, or by whoever `source` names: a letter, a caller, nobody."""

    SAYS = "收到线索"
    TOPIC = "party.discipline-report-received.v1"
    PUBLISHED = False
    number: str
    against: Confidential[str] = ""
    reporter: Confidential[str] = ""
    source: Confidential[str] = ""
    matter: Confidential[str] = ""
    happened_on: Confidential[date | None] = None


class CaseMemberRecused(OfCase):
    """`member` of the group takes no part any more, and sees nothing further."""

    SAYS = "纪检小组成员回避"
    TOPIC = "party.discipline-member-recused.v1"
    PUBLISHED = False
    member: Confidential[str] = ""
    reason: Confidential[str] = ""


class CaseOpened(OfCase):
    SAYS = "立案"
    TOPIC = "party.discipline-case-opened.v1"
    PUBLISHED = False


class CaseNoted(OfCase):
    """What was found on the way."""

    SAYS = "登记案件核查情况"
    TOPIC = "party.discipline-case-noted.v1"
    PUBLISHED = False
    finding: Confidential[str] = ""


class CaseConcluded(OfCase):
    """With one of the organ's outcomes, that nothing was found among them."""

    SAYS = "案件审结"
    TOPIC = "party.discipline-case-concluded.v1"
    PUBLISHED = False
    outcome: Confidential[str] = ""
    conclusion: Confidential[str] = ""


class CaseOutcomePublished(OfCase):
    """What the organ is told: of whom, which outcome, in these words. Nothing else of the case."""

    SAYS = "通报处理结果"
    TOPIC = "party.discipline-outcome-published.v1"
    number: str
    person: str
    outcome: Shared[str]
    notice: str
