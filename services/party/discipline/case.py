"""A report to the discipline group and the case that comes of it; nobody decides on themselves (A1, A5, B14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal
from services.party.discipline import events as e

CITES = ("A1", "A5", "B14")
E = TypeVar("E", bound=e.OfCase)


class CaseStatus(Status):
    RECEIVED = "received", "已受理", "received"
    OPENED = "opened", "核查中", "being looked into"
    CONCLUDED = "concluded", "已办结", "concluded"
    PUBLISHED = "published", "已通报", "outcome published"


PENDING = (CaseStatus.RECEIVED, CaseStatus.OPENED)
BECOMES: Becomes = {
    e.ReportReceived: CaseStatus.RECEIVED,
    e.CaseOpened: CaseStatus.OPENED,
    e.CaseConcluded: CaseStatus.CONCLUDED,
    e.CaseOutcomePublished: CaseStatus.PUBLISHED,
}


class OutcomeNotPublished(Refusal):
    """Only the outcomes that the organ names are told to it."""

    code = "party.discipline-outcome-not-published"
    next = ("该类结果只留存纪检组。", "Outcomes of this kind stay with the discipline group.")


class NobodyLeft(Refusal):
    """Somebody of the group must be left who may decide."""

    code = "party.discipline-nobody-left"
    next = ("请先报告党组，增补纪检组成员。", "Ask the Party group for a further member first.")


def nameless(act: Act) -> Act:
    """What the envelope of a confidential event says: when, and nothing of by whom."""
    return replace(act, actor="", post="", stands_in_for="", correlation="", causation="")


class Case(Aggregate):
    CALLED = "线索", "case"
    CITES = CITES
    CARRIES = ("number",)
    BECOMES = BECOMES
    number = ""
    against = ""
    reporter = ""
    outcome = ""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.recused: tuple[str, ...] = ()

    def receive(
        self,
        act: Act,
        *,
        number: str,
        against: str,
        signed: bool,
        source: str,
        matter: str,
        happened_on: date | None,
    ) -> None:
        """Who does not sign is not kept."""
        self._note(
            e.ReportReceived, act, by="", number=number, against=against, reporter=act.actor if signed else "",
            source=source, matter=matter, happened_on=happened_on,
        )  # fmt: skip

    def recuse(self, act: Act, *, group: Collection[str], reason: str) -> None:
        """The caller takes no part any more; `group` is the discipline group of the day."""
        if not set(group) - {self.against, self.reporter, *self.recused, act.actor}:
            raise NobodyLeft("回避后无人办理。", "Nobody would be left to decide.", cites=CITES)
        self._note(e.CaseMemberRecused, act, member=act.actor, reason=reason)

    def open(self, act: Act) -> None:
        self._note(e.CaseOpened, act)

    def note(self, act: Act, *, finding: str) -> None:
        self._note(e.CaseNoted, act, finding=" ".join(finding.split()))

    def conclude(self, act: Act, *, outcome: str, conclusion: str) -> None:
        self._note(e.CaseConcluded, act, outcome=outcome, conclusion=conclusion)

    def publish(self, act: Act, *, published: Collection[str], department: str, notice: str) -> None:
        if self.outcome not in published:
            raise OutcomeNotPublished("该类处理结果不予通报。", "Outcomes of this kind are not published.", cites=CITES)
        if self.reporter and self.reporter in notice:
            raise Invalid("通报不得透露举报人。", "The notice names who reported it.", fields=[{"field": "notice"}])
        self._note(
            e.CaseOutcomePublished, act, person=self.against, department=department, outcome=self.outcome,
            notice=notice,
        )  # fmt: skip

    def _note(self, event: type[E], act: Act, **fields: Any) -> None:
        self.trigger(event, nameless(act), **{"by": act.actor, **fields})

    @applies(e.ReportReceived)
    def _received(self, event: e.ReportReceived) -> None:
        self.against, self.reporter = event.against, event.reporter

    @applies(e.CaseMemberRecused)
    def _recused(self, event: e.CaseMemberRecused) -> None:
        self.recused = (*self.recused, event.member)

    @applies(e.CaseNoted)
    def _noted(self, event: e.CaseNoted) -> None:
        """Of the file alone."""

    @applies(e.CaseConcluded)
    def _concluded(self, event: e.CaseConcluded) -> None:
        self.outcome = event.outcome
