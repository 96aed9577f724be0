"""One archived file: its number and place, corrections, loans, and what becomes of it after its period (A20)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid5

from services.documents.archive.events import OfItem
from services.documents.holdings import events as e
from services.documents.holdings.place import Place
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Refusal

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d06")
CITES = ("A20",)


class FileStatus(Status):
    KEPT = "kept", "在库", "kept"
    PROPOSED = "proposed", "待审批鉴定意见", "waiting for the decision on its appraisal"
    CONDEMNED = "condemned", "已批准销毁", "to be destroyed"
    DESTROYED = "destroyed", "已销毁", "destroyed"


class Outcome(Word):
    """What becomes of a file once its period is over."""

    EXTEND = "extend", "延长保管", "kept longer"
    DESTROY = "destroy", "销毁", "destroyed"


BECOMES: Becomes = {
    e.FileFiled: FileStatus.KEPT,
    e.AppraisalProposed: FileStatus.PROPOSED,
    e.AppraisalRejected: FileStatus.KEPT,
    e.FileDestroyed: FileStatus.DESTROYED,
}
"""Approved, it is `decided` by what was approved."""
DESCRIBED = (
    "kind", "record", "dated", "document_number", "author", "pages", "copies", "secrecy", "form", "listed_by", "title",
)  # fmt: skip
"""What the list that it was handed over with says of it."""


def decided(outcome: str) -> FileStatus:
    """Where an approved appraisal leads."""
    return FileStatus.KEPT if outcome == Outcome.EXTEND else FileStatus.CONDEMNED


class FileNotThere(Refusal):
    """The file is not in a state in which this can be done."""

    code = "documents.archive-file-not-there"
    next = ("请打开该档案查看现状。", "Open the file to see how it stands.")


class PeriodRuns(Refusal):
    """A file is appraised once its period is over; one that is kept for good never is."""

    code = "documents.archive-period-runs"
    next = ("请待保管期限届满后再鉴定。", "Appraise it once its period is over.")


class ExtensionDay(Refusal):
    code = "documents.archive-extension-day"
    kind = "invalid"
    next = (
        "延长保管的填写今天以后的日期，其他意见不填。",
        "Give a day ahead where the period is extended, none otherwise.",
    )


class OwnAppraisal(Refusal):
    """Who proposed it does not approve it: two people decide that a file is destroyed."""

    code = "documents.archive-own-appraisal"
    kind = "forbidden"
    next = ("请由提出人以外的有权人员批准。", "Let somebody else who may do so decide.")


class NoWitness(Refusal):
    """A second person sees the file destroyed."""

    code = "documents.archive-no-witness"
    kind = "invalid"
    next = ("请另指定一名监销人，并核对销毁日期。", "Name another witness and check the day.")


class LentOut(Refusal):
    """The file is with somebody."""

    code = "documents.archive-lent-out"
    next = ("请先由借阅人归还。", "Have it given back first.")


class NotLentOut(Refusal):
    code = "documents.archive-not-lent-out"
    next = ("请打开该档案核对借阅记录。", "Open the file and check its loans.")


class LoanTooLong(Refusal):
    code = "documents.archive-loan-too-long"
    kind = "invalid"
    next = ("请缩短借阅期限，需要时再续借。", "Lend it for fewer days, and again if needed.")


class SamePeriod(Refusal):
    """It has that period already: its number stays."""

    code = "documents.archive-same-period"
    next = (
        "无需办理；确需调整的，请选择另一保管期限。",
        "Nothing needs to be done; choose another period if it is to change.",
    )


def file_id(transfer: UUID, item: int) -> UUID:
    return uuid5(NAMESPACE, f"{transfer.hex}/{item}")


class ArchiveFile(Aggregate):
    CALLED = "档案", "file"
    CITES = CITES
    CARRIES = (
        "number", "department", "year", "period", "code", "expires", "pages", "secrecy", "listed_by", "handed_over_by",
        "outcome", "until", "proposed_by",
    )  # fmt: skip
    BECOMES = BECOMES
    WRONG_STATUS = FileNotThere
    number = ""
    department = ""
    year = 0
    period = ""
    code = ""
    pages = 0
    secrecy = ""
    listed_by = ""
    handed_over_by = ""
    expires: date | None = None
    proposed_by = ""
    outcome = ""
    until: date | None = None
    approved_on: date | None = None
    loans = 0
    lent_to = ""
    lent_until: date | None = None

    def file(
        self,
        act: Act,
        item: OfItem,
        *,
        transfer: UUID,
        place: Place,
        room: str,
        shelf: str,
        expires: date | None,
        handed_over_by: str,
    ) -> None:
        """`item` as it stands in the list that was accepted."""
        self.trigger(
            e.FileFiled,
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
            room=room,
            shelf=shelf,
            transfer=transfer.hex,
            item=item.item,
            department=item.department,
            expires=expires,
            handed_over_by=handed_over_by,
            cites=(*CITES, "B11.3", "B11.4"),
            **{name: getattr(item, name) for name in DESCRIBED},
        )

    def renumber(self, act: Act, *, place: Place, expires: date | None, reason: str) -> None:
        if place.series.period == self.period:
            raise SamePeriod(
                "保管期限没有变化，档号不变。", "The period is the same, and so is the number.", cites=CITES
            )
        self.trigger(
            e.FileRenumbered,
            act,
            number=place.number,
            previous=self.number,
            period=place.series.period,
            code=place.series.code,
            serial=place.serial,
            box=place.box,
            expires=expires,
            reason=reason,
        )

    # -- after its period ---------------------------------------------------------------------------------------------

    def propose(self, act: Act, *, outcome: Outcome, until: date | None, reason: str) -> None:
        if self.expires is None or act.day <= self.expires:
            raise PeriodRuns(
                f"该档案{'为永久保管' if self.expires is None else f'保管至{self.expires}'}，不作到期鉴定。",
                f"The file is kept {'for good' if self.expires is None else f'until {self.expires}'}.",
                cites=CITES,
                expires=self.expires.isoformat() if self.expires else None,
            )
        if until is not None and (outcome != Outcome.EXTEND or until <= act.day):
            raise ExtensionDay(
                "只有延长保管才填写保管至何日，且应晚于今天。",
                "A day is given only where the period is extended, and it lies ahead.",
                cites=CITES,
            )
        self.trigger(e.AppraisalProposed, act, outcome=outcome.value, until=until, reason=reason)

    def approve(self, act: Act) -> None:
        self._check_other(act)
        if self.outcome == Outcome.DESTROY and self.lent_to:
            raise self._lent_out()
        self.trigger(e.AppraisalApproved, act)

    def reject(self, act: Act, *, reason: str) -> None:
        self._check_other(act)
        self.trigger(e.AppraisalRejected, act, reason=reason)

    def destroy(self, act: Act, *, on: date, witness: str) -> None:
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
        self.trigger(e.FileDestroyed, act, on=on, witness=witness)

    # -- lent ---------------------------------------------------------------------------------------------------------

    def lend(self, act: Act, *, person: str, until: date, purpose: str, most_days: int) -> None:
        if self.lent_to:
            raise self._lent_out()
        if not act.day <= until <= act.day + timedelta(days=most_days):
            raise LoanTooLong(
                f"借阅期限为今天起{most_days}天以内。", f"A file is lent for {most_days} days at most.", cites=CITES
            )
        self.trigger(e.FileLent, act, loan=self.loans + 1, person=person, until=until, purpose=purpose)

    def take_back(self, act: Act) -> None:
        if not self.lent_to or self.lent_until is None:
            raise NotLentOut("该档案没有借出。", "The file is not out on loan.", cites=CITES)
        self.trigger(e.FileGivenBack, act, loan=self.loans, person=self.lent_to, until=self.lent_until)

    def _lent_out(self) -> LentOut:
        return LentOut(
            f"该档案已借出，应于{self.lent_until}前归还。",
            f"The file is out on loan until {self.lent_until}.",
            cites=CITES,
            person=self.lent_to,
        )

    def _check_other(self, act: Act) -> None:
        if act.actor == self.proposed_by:
            raise OwnAppraisal(
                "鉴定意见应由提出人以外的人批准。", "Somebody else than who proposed it decides.", cites=CITES
            )

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(e.FileCorrected)
    def _corrected(self, event: e.FileCorrected) -> None:
        self.pages, self.secrecy = event.pages, event.secrecy

    @applies(e.FileRenumbered)
    def _renumbered(self, event: e.FileRenumbered) -> None:
        self.number, self.period, self.code, self.expires = event.number, event.period, event.code, event.expires

    @applies(e.FilePlaced)
    def _placed(self, event: e.FilePlaced) -> None:
        pass

    @applies(e.AppraisalProposed)
    def _proposed(self, event: e.AppraisalProposed) -> None:
        self.proposed_by, self.outcome, self.until = event.actor, event.outcome, event.until

    @applies(e.AppraisalApproved)
    def _approved(self, event: e.AppraisalApproved) -> None:
        self.status, self.approved_on = decided(event.outcome), event.day
        if self.status == FileStatus.KEPT:
            self.expires = event.until

    @applies(e.FileLent)
    def _lent(self, event: e.FileLent) -> None:
        self.loans, self.lent_to, self.lent_until = event.loan, event.person, event.until

    @applies(e.FileGivenBack)
    def _given_back(self, event: e.FileGivenBack) -> None:
        self.lent_to, self.lent_until = "", None
