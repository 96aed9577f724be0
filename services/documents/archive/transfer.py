"""One handover of a department's files: listed, handed over, accepted or returned, filed (A20, B11.3, B11.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.documents.archive import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal


class TransferStatus(Status):
    PREPARED = "prepared", "整理中", "being prepared"
    HANDED_OVER = "handed-over", "已移交待接收", "handed over"
    RETURNED = "returned", "已退回", "returned"
    ACCEPTED = "accepted", "已接收待归档", "accepted"
    FILED = "filed", "已归档", "filed"


OPEN = (TransferStatus.PREPARED, TransferStatus.RETURNED)
"""It is with the department."""
STANDING = (TransferStatus.HANDED_OVER, TransferStatus.ACCEPTED, TransferStatus.FILED)
"""What pays the year's debt."""
BECOMES: Becomes = {
    e.TransferPrepared: TransferStatus.PREPARED,
    e.TransferHandedOver: TransferStatus.HANDED_OVER,
    e.TransferReturned: TransferStatus.RETURNED,
    e.TransferAccepted: TransferStatus.ACCEPTED,
    e.TransferFiled: TransferStatus.FILED,
}
CITES = ("A20",)
MOST_ITEMS = 2000
"""Of one list; a department that has more hands over a second one."""


class TransferNotThere(Refusal):
    """The list is not at the step at which this can be done."""

    code = "documents.archive-transfer-not-there"
    next = ("请打开移交清单查看办理情况。", "Open the list to see how it stands.")


class NoSuchItem(Refusal):
    code = "documents.archive-no-such-item"
    kind = "missing"
    next = ("请打开移交清单核对件号。", "Open the list and check the number of the item.")


class DatedAfterTheYear(Refusal):
    """What is dated later belongs to a later year."""

    code = "documents.archive-dated-after-the-year"
    kind = "invalid"
    next = ("请将该件列入所属年度的移交清单。", "Put it on the list of the year to which it belongs.")


class YearNotOver(Refusal):
    """The files of a year are complete once it is over."""

    code = "documents.archive-year-not-over"
    next = ("请于年度结束后移交。", "Hand it over once the year has ended.")


class NothingListed(Refusal):
    """An empty list is no handover; the head says expressly that there is nothing."""

    code = "documents.archive-nothing-listed"
    next = (
        "请先列入应归档的文件；确无材料的，申报“无归档材料”。",
        "List what is to be archived first; where there is nothing, declare that.",
    )


class TooManyItems(Refusal):
    code = "documents.archive-too-many-items"
    next = ("请将其余文件另列一份清单。", "Put the rest on another list.")


class OwnTransfer(Refusal):
    """Who handed over does not take over as well."""

    code = "documents.archive-own-transfer"
    kind = "forbidden"
    next = ("请由档案管理员或其代行人接收。", "Let the archivist, or who stands in, take it over.")


@dataclass(frozen=True, slots=True)
class Debt:
    """What the department owes at this moment; `missed` where its absence is recorded."""

    due: date
    missed: bool


class Transfer(Aggregate):
    CALLED = "移交清单", "handover list"
    CITES = CITES
    CARRIES = ("department", "year")
    BECOMES = BECOMES
    WRONG_STATUS = TransferNotThere
    department = ""
    year = 0
    empty = False
    handed_over_by = ""
    listed = 0
    """The highest number given in the list."""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.items: dict[int, e.OfItem] = {}

    def prepare(self, act: Act, *, number: str, department: str, year: int) -> None:
        self.trigger(e.TransferPrepared, act, number=number, department=department, year=year)

    def list_item(self, act: Act, **described: Any) -> None:
        self._check_date(described["dated"])
        if len(self.items) >= MOST_ITEMS:
            raise TooManyItems(
                f"一份移交清单最多{MOST_ITEMS}件，其余请另列清单。",
                f"A list holds {MOST_ITEMS} items; put the rest on another.",
                cites=CITES,
            )
        self.trigger(e.ItemListed, act, item=self.listed + 1, listed_by=act.actor, **described)

    def revise_item(self, act: Act, item: int, **described: Any) -> None:
        self._check_item(item)
        self._check_date(described["dated"])
        self.trigger(e.ItemRevised, act, item=item, listed_by=act.actor, **described)

    def remove_item(self, act: Act, item: int) -> None:
        self._check_item(item)
        self.trigger(e.ItemRemoved, act, item=item)

    def hand_over(self, act: Act, *, debt: Debt | None, left_out: int, note: str, empty: bool = False) -> None:
        """`debt`: what this pays, None where the department owes nothing (any more)."""
        if act.day.year <= self.year:
            raise YearNotOver(
                f"{self.year}年度尚未结束，年度文件应于年底整理、次年移交。",
                f"{self.year} is not over: its files are handed over in the year after.",
                cites=CITES,
            )
        if empty == bool(self.items):
            raise NothingListed(
                "移交清单为空，不能移交；确无归档材料的，请办理“无归档材料”申报。",
                "The list is empty; where there is nothing to archive, declare that there is nothing.",
                cites=CITES,
                items=len(self.items),
            )
        self.trigger(
            e.TransferHandedOver,
            act,
            items=len(self.items),
            pages=sum(item.pages for item in self.items.values()),
            empty=empty,
            due=debt.due if debt else None,
            late=debt is not None and act.day > debt.due,
            was_missed=debt is not None and debt.missed,
            left_out=left_out,
            note=note,
        )

    def send_back(
        self, act: Act, *, reason: str, objections: Mapping[int, str], owed_by: date | None, was_late: bool
    ) -> None:
        """`owed_by`: the day by which it is owed again, None where another handover of the year stands."""
        for item in objections:
            self._check_item(item)
        self.trigger(
            e.TransferReturned,
            act,
            due=owed_by,
            was_late=owed_by is not None and was_late,
            reason=reason,
            objections=tuple(e.Objection(item=item, reason=why) for item, why in sorted(objections.items())),
        )

    def accept(self, act: Act) -> None:
        if act.actor == self.handed_over_by:
            raise OwnTransfer(
                "移交人不能同时作为接收人，应由档案管理员或其代行人接收。",
                "Who handed it over does not take it over as well.",
                cites=CITES,
            )
        self.trigger(e.TransferAccepted, act, items=len(self.items))

    def file(self, act: Act) -> None:
        """What the files are, stands in their own facts."""
        if self.empty:
            raise NothingListed("该移交申报为无归档材料，无件可归。", "There is nothing to file.", cites=CITES, items=0)
        self.trigger(e.TransferFiled, act, items=len(self.items), cites=(*CITES, "B11.3", "B11.4"))

    def _check_date(self, dated: date) -> None:
        if dated.year > self.year:
            raise DatedAfterTheYear(
                f"文件日期晚于{self.year}年，应归入以后年度。",
                f"It is dated after {self.year} and belongs to a later year.",
                cites=CITES,
                dated=dated.isoformat(),
            )

    def _check_item(self, item: int) -> None:
        if item not in self.items:
            raise NoSuchItem(f"清单中没有第{item}件。", f"The list has no item {item}.", cites=CITES, item=item)

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(e.ItemListed, e.ItemRevised)
    def _described(self, event: e.OfItem) -> None:
        self.items[event.item] = event
        self.listed = max(self.listed, event.item)

    @applies(e.ItemRemoved)
    def _removed(self, event: e.ItemRemoved) -> None:
        del self.items[event.item]

    @applies(e.TransferHandedOver)
    def _handed_over(self, event: e.TransferHandedOver) -> None:
        self.empty, self.handed_over_by = event.empty, event.actor
