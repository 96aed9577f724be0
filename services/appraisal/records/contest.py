"""One objection to one entry of somebody's record: raised by them, answered for the Party group (A35)."""

from __future__ import annotations

from datetime import date

from services.appraisal.records import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Forbidden

CITES = ("A35",)


class ContestStatus(Status):
    RAISED = "raised", "待答复", "waits for its answer"
    UPHELD = "upheld", "异议成立", "upheld"
    DISMISSED = "dismissed", "维持原记录", "the entry stands"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


BECOMES: Becomes = {e.RecordContested: ContestStatus.RAISED, e.ContestWithdrawn: ContestStatus.WITHDRAWN}


class Contest(Aggregate):
    CALLED = "个人记录异议", "objection to a record"
    CITES = CITES
    CARRIES = ("person", "year", "department", "due")
    BECOMES = BECOMES
    person = ""
    year = 0
    department = ""
    due: date | None = None

    def answer(self, act: Act, *, upheld: bool, answer: str) -> None:
        if act.actor == self.person:
            raise Forbidden("不能答复本人的异议。", "Nobody answers their own objection.", cites=CITES)
        self.trigger(e.ContestAnswered, act, upheld=upheld, answer=answer)

    def miss(self, act: Act) -> None:
        self.trigger(e.ContestMissed, act)

    @applies(e.ContestAnswered)
    def _answered(self, event: e.ContestAnswered) -> None:
        self.status = ContestStatus.UPHELD if event.upheld else ContestStatus.DISMISSED

    @applies(e.ContestMissed)
    def _missed(self, event: e.ContestMissed) -> None:
        pass
