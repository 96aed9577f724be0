"""One archived file: its number and place, corrections, loans, and what becomes of it after its period (A20)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.documents.holdings.events import (
    AppraisalApproved,
    AppraisalProposed,
    AppraisalRejected,
    FileCorrected,
    FileDestroyed,
    FileFiled,
    FileGivenBack,
    FileLent,
    FilePlaced,
    FileRenumbered,
)
from services.documents.holdings.place import Place
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d06")
KEPT, PROPOSED, CONDEMNED, DESTROYED = "kept", "proposed", "condemned", "destroyed"
STATUS_ZH = {KEPT: "在库", PROPOSED: "待审批鉴定意见", CONDEMNED: "已批准销毁", DESTROYED: "已销毁"}
EXTEND, DESTROY = "extend", "destroy"
OUTCOME_ZH = {EXTEND: "延长保管", DESTROY: "销毁", "": ""}
CITES = ("A20",)


class FileNotThere(Refusal):
    """The file is not in a state in which this can be done."""

    code = "documents.archive-file-not-there"


class PeriodRuns(Refusal):
    """A file is appraised once its period is over; one that is kept for good never is."""

    code = "documents.archive-period-runs"


class ExtensionDay(Refusal):
    code = "documents.archive-extension-day"
    kind = "invalid"


class OwnAppraisal(Refusal):
    """Who proposed it does not approve it: two people decide that a file is destroyed."""

    code = "documents.archive-own-appraisal"
    kind = "forbidden"


class NoWitness(Refusal):
    """A second person sees the file destroyed."""

    code = "documents.archive-no-witness"
    kind = "invalid"


class LentOut(Refusal):
    """The file is with somebody."""

    code = "documents.archive-lent-out"


class NotLentOut(Refusal):
    code = "documents.archive-not-lent-out"


class LoanTooLong(Refusal):
    code = "documents.archive-loan-too-long"
    kind = "invalid"


class SamePeriod(Refusal):
    """It has that period already: its number stays."""

    code = "documents.archive-same-period"


def file_id(transfer: UUID, item: int) -> UUID:
    return uuid5(NAMESPACE, f"{transfer.hex}/{item}")


class ArchiveFile(Aggregate):
    number = ""
    department = ""
    year = 0
    period = ""
    code = ""
    pages = 0
    secrecy = ""
    listed_by = ""
    handed_over_by = ""
    status = ""
    expires: date | None = None
    proposed_by = ""
    outcome = ""
    until: date | None = None
    approved_on: date | None = None
    loans = 0
    lent_to = ""
    lent_until: date | None = None

    def file(self, act: Act, *, place: Place, department: str, expires: date | None, **described: Any) -> None:
        self.trigger(
            FileFiled,
            act,
            number=place.number,
            fonds=place.series.fonds,
            category=place.series.category,
            year=place.series.year,
            period=place.series.period,
            code=place.series.code,
            serial=place.serial,
            entry=place.entry,
            box=place.box,
            department=department,
            expires=expires,
            cites=(*CITES, "B11.3", "B11.4"),
            **described,
        )

    def correct(self, act: Act, *, reason: str, **described: Any) -> None:
        self._in(KEPT, PROPOSED)
        self._trigger(FileCorrected, act, reason=reason, **described)

    def renumber(self, act: Act, *, place: Place, expires: date | None, reason: str) -> None:
        self._in(KEPT)
        if place.series.period == self.period:
            raise SamePeriod(
                "保管期限没有变化,档号不变。", "The period is the same, and so is the number.", cites=CITES
            )
        self._trigger(
            FileRenumbered,
            act,
            number=place.number,
            previous=self.number,
            year=self.year,
            period=place.series.period,
            code=place.series.code,
            serial=place.serial,
            box=place.box,
            expires=expires,
            reason=reason,
        )

    def place(self, act: Act, *, box: int, room: str, shelf: str) -> None:
        self._in(KEPT, PROPOSED, CONDEMNED)
        self._trigger(FilePlaced, act, box=box, room=room, shelf=shelf)

    # -- after its period ---------------------------------------------------------------------------------------------

    def propose(self, act: Act, *, outcome: str, until: date | None, reason: str) -> None:
        self._in(KEPT)
        if self.expires is None or act.day <= self.expires:
            raise PeriodRuns(
                f"该档案{'为永久保管' if self.expires is None else f'保管至{self.expires}'},不作到期鉴定。",
                f"The file is kept {'for good' if self.expires is None else f'until {self.expires}'}.",
                cites=CITES,
                expires=self.expires.isoformat() if self.expires else None,
            )
        if until is not None and (outcome != EXTEND or until <= act.day):
            raise ExtensionDay(
                "只有延长保管才填写保管至何日,且应晚于今天。",
                "A day is given only where the period is extended, and it lies ahead.",
                cites=CITES,
            )
        self._trigger(AppraisalProposed, act, outcome=outcome, until=until, reason=reason)

    def approve(self, act: Act) -> None:
        self._check_other(act)
        if self.outcome == DESTROY and self.lent_to:
            raise self._lent_out()
        self._trigger(AppraisalApproved, act, outcome=self.outcome, until=self.until, proposed_by=self.proposed_by)

    def reject(self, act: Act, *, reason: str) -> None:
        self._check_other(act)
        self._trigger(AppraisalRejected, act, outcome=self.outcome, proposed_by=self.proposed_by, reason=reason)

    def destroy(self, act: Act, *, on: date, witness: str) -> None:
        self._in(CONDEMNED)
        if witness == act.actor:
            raise NoWitness(
                "监销人应为档案管理员以外的人员。", "The witness is somebody else than who destroys it.", cites=CITES
            )
        if on > act.day or (self.approved_on is not None and on < self.approved_on):
            raise NoWitness(
                "销毁日期应在批准之后、今天之前。",
                "It is destroyed after it was approved, and not after today.",
                cites=CITES,
            )
        self._trigger(FileDestroyed, act, on=on, witness=witness)

    # -- lent ---------------------------------------------------------------------------------------------------------

    def lend(self, act: Act, *, person: str, until: date, purpose: str, most_days: int) -> None:
        self._in(KEPT, PROPOSED)
        if self.lent_to:
            raise self._lent_out()
        if not act.day <= until <= act.day + timedelta(days=most_days):
            raise LoanTooLong(
                f"借阅期限为今天起{most_days}天以内。", f"A file is lent for {most_days} days at most.", cites=CITES
            )
        self._trigger(FileLent, act, loan=self.loans + 1, person=person, until=until, purpose=purpose)

    def take_back(self, act: Act) -> None:
        if not self.lent_to or self.lent_until is None:
            raise NotLentOut("该档案没有借出。", "The file is not out on loan.", cites=CITES)
        self._trigger(FileGivenBack, act, loan=self.loans, person=self.lent_to, until=self.lent_until)

    def _lent_out(self) -> LentOut:
        return LentOut(
            f"该档案已借出,应于{self.lent_until}前归还。",
            f"The file is out on loan until {self.lent_until}.",
            cites=CITES,
            person=self.lent_to,
        )

    def _check_other(self, act: Act) -> None:
        self._in(PROPOSED)
        if act.actor == self.proposed_by:
            raise OwnAppraisal(
                "鉴定意见应由提出人以外的人批准。", "Somebody else than who proposed it decides.", cites=CITES
            )

    def _trigger(self, fact: Any, act: Act, **fields: Any) -> None:
        fields.setdefault("number", self.number)
        self.trigger(fact, act, department=self.department, cites=CITES, **fields)

    def _in(self, *allowed: str) -> None:
        if self.status not in allowed:
            raise FileNotThere(
                f"该档案{STATUS_ZH[self.status]},不能这样办理。",
                f"The file is {self.status}; this cannot be done to it.",
                cites=CITES,
                status=self.status,
            )

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(FileFiled)
    def _filed(self, event: FileFiled) -> None:
        self.number, self.department, self.year, self.code = event.number, event.department, event.year, event.code
        self.period, self.expires, self.pages, self.secrecy = event.period, event.expires, event.pages, event.secrecy
        self.listed_by, self.handed_over_by, self.status = event.listed_by, event.handed_over_by, KEPT

    @applies(FileCorrected)
    def _corrected(self, event: FileCorrected) -> None:
        self.pages, self.secrecy = event.pages, event.secrecy

    @applies(FileRenumbered)
    def _renumbered(self, event: FileRenumbered) -> None:
        self.number, self.period, self.code, self.expires = event.number, event.period, event.code, event.expires

    @applies(FilePlaced)
    def _placed(self, event: FilePlaced) -> None:
        pass

    @applies(AppraisalProposed)
    def _proposed(self, event: AppraisalProposed) -> None:
        self.status, self.proposed_by = PROPOSED, event.actor
        self.outcome, self.until = event.outcome, event.until

    @applies(AppraisalApproved)
    def _approved(self, event: AppraisalApproved) -> None:
        extended = event.outcome == EXTEND
        self.status = KEPT if extended else CONDEMNED
        self.expires = event.until if extended else self.expires
        self.approved_on = event.day

    @applies(AppraisalRejected)
    def _rejected(self, event: AppraisalRejected) -> None:
        self.status = KEPT

    @applies(FileDestroyed)
    def _destroyed(self, event: FileDestroyed) -> None:
        self.status = DESTROYED

    @applies(FileLent)
    def _lent(self, event: FileLent) -> None:
        self.loans, self.lent_to, self.lent_until = event.loan, event.person, event.until

    @applies(FileGivenBack)
    def _given_back(self, event: FileGivenBack) -> None:
        self.lent_to, self.lent_until = "", None
