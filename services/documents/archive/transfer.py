"""One handover of a department's files: listed, handed over, accepted or returned, filed (A20, B11.3, B11.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.documents.archive.events import (
    ItemListed,
    ItemRemoved,
    ItemRevised,
    Objection,
    OfItem,
    TransferAccepted,
    TransferFiled,
    TransferHandedOver,
    TransferPrepared,
    TransferReturned,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

PREPARED, HANDED_OVER, RETURNED, ACCEPTED, FILED = "prepared", "handed-over", "returned", "accepted", "filed"
STANDING = (HANDED_OVER, ACCEPTED, FILED)
"""What pays the year's debt."""
STATUS_ZH = {
    PREPARED: "整理中",
    HANDED_OVER: "已移交待接收",
    RETURNED: "已退回",
    ACCEPTED: "已接收待归档",
    FILED: "已归档",
}
CITES = ("A20",)
MOST_ITEMS = 2000
"""Of one list; a department that has more hands over a second one."""


class TransferNotThere(Refusal):
    """The list is not at the step at which this can be done."""

    code = "documents.archive-transfer-not-there"


class NoSuchItem(Refusal):
    code = "documents.archive-no-such-item"
    kind = "missing"


class DatedAfterTheYear(Refusal):
    """What is dated later belongs to a later year."""

    code = "documents.archive-dated-after-the-year"
    kind = "invalid"


class YearNotOver(Refusal):
    """The files of a year are complete once it is over."""

    code = "documents.archive-year-not-over"


class NothingListed(Refusal):
    """An empty list is no handover; the head says expressly that there is nothing."""

    code = "documents.archive-nothing-listed"


class TooManyItems(Refusal):
    code = "documents.archive-too-many-items"


class OwnTransfer(Refusal):
    """Who handed over does not take over as well."""

    code = "documents.archive-own-transfer"
    kind = "forbidden"


@dataclass(frozen=True, slots=True)
class Debt:
    """What the department owes at this moment; `missed` where its absence is recorded."""

    due: date
    missed: bool


class Transfer(Aggregate):
    department = ""
    year = 0
    status = ""
    empty = False
    handed_over_by = ""
    listed = 0
    """The highest number given in the list."""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.items: dict[int, OfItem] = {}

    def prepare(self, act: Act, *, number: str, department: str, year: int) -> None:
        self.trigger(TransferPrepared, act, number=number, department=department, year=year, cites=CITES)

    def list_item(self, act: Act, **described: Any) -> int:
        """Returns the item's number."""
        self._in(PREPARED, RETURNED)
        self._check_date(described)
        if len(self.items) >= MOST_ITEMS:
            raise TooManyItems(
                f"一份移交清单最多{MOST_ITEMS}件,其余请另列清单。",
                f"A list holds {MOST_ITEMS} items; put the rest on another.",
                cites=CITES,
            )
        item = self.listed + 1
        self._describe(ItemListed, act, item, described)
        return item

    def revise_item(self, act: Act, item: int, **described: Any) -> None:
        self._in(PREPARED, RETURNED)
        self._item(item)
        self._check_date(described)
        self._describe(ItemRevised, act, item, described)

    def remove_item(self, act: Act, item: int) -> None:
        self._in(PREPARED, RETURNED)
        self._item(item)
        self.trigger(ItemRemoved, act, department=self.department, year=self.year, item=item, cites=CITES)

    def hand_over(self, act: Act, *, debt: Debt | None, left_out: int, note: str, empty: bool = False) -> None:
        """`debt`: what this pays, None where the department owes nothing (any more)."""
        self._in(PREPARED, RETURNED)
        if act.day.year <= self.year:
            raise YearNotOver(
                f"{self.year}年度尚未结束,年度文件应于年底整理、次年移交。",
                f"{self.year} is not over: its files are handed over in the year after.",
                cites=CITES,
            )
        if empty == bool(self.items):
            raise NothingListed(
                "移交清单为空,不能移交；确无归档材料的,请办理“无归档材料”申报。",
                "The list is empty; where there is nothing to archive, declare that there is nothing.",
                cites=CITES,
                items=len(self.items),
            )
        self.trigger(
            TransferHandedOver,
            act,
            department=self.department,
            year=self.year,
            items=len(self.items),
            pages=sum(item.pages for item in self.items.values()),
            empty=empty,
            due=debt.due if debt else None,
            late=debt is not None and act.day > debt.due,
            was_missed=debt is not None and debt.missed,
            left_out=left_out,
            note=note,
            cites=CITES,
        )

    def send_back(
        self, act: Act, *, reason: str, objections: Mapping[int, str], owed_by: date | None, was_late: bool
    ) -> None:
        """`owed_by`: the day by which it is owed again, None where another handover of the year stands."""
        self._in(HANDED_OVER)
        for item in objections:
            self._item(item)
        self.trigger(
            TransferReturned,
            act,
            department=self.department,
            year=self.year,
            due=owed_by,
            was_late=owed_by is not None and was_late,
            reason=reason,
            objections=tuple(Objection(item=item, reason=why) for item, why in sorted(objections.items())),
            cites=CITES,
        )

    def accept(self, act: Act) -> None:
        self._in(HANDED_OVER)
        if act.actor == self.handed_over_by:
            raise OwnTransfer(
                "移交人不能同时作为接收人,应由档案管理员或其代行人接收。",
                "Who handed it over does not take it over as well.",
                cites=CITES,
            )
        self.trigger(
            TransferAccepted, act, department=self.department, year=self.year, items=len(self.items), cites=CITES
        )

    def file(self, act: Act) -> None:
        """What the files are, stands in their own facts."""
        self._in(ACCEPTED)
        if self.empty:
            raise NothingListed("该移交申报为无归档材料,无件可归。", "There is nothing to file.", cites=CITES, items=0)
        self.trigger(
            TransferFiled,
            act,
            department=self.department,
            year=self.year,
            items=len(self.items),
            cites=(*CITES, "B11.3", "B11.4"),
        )

    def _describe(self, fact: type[ItemListed | ItemRevised], act: Act, item: int, described: dict[str, Any]) -> None:
        self.trigger(
            fact,
            act,
            department=self.department,
            year=self.year,
            item=item,
            listed_by=act.actor,
            cites=CITES,
            **described,
        )

    def _check_date(self, described: dict[str, Any]) -> None:
        if described["dated"].year > self.year:
            raise DatedAfterTheYear(
                f"文件日期晚于{self.year}年,应归入以后年度。",
                f"It is dated after {self.year} and belongs to a later year.",
                cites=CITES,
                dated=described["dated"].isoformat(),
            )

    def _item(self, item: int) -> OfItem:
        if item not in self.items:
            raise NoSuchItem(f"清单中没有第{item}件。", f"The list has no item {item}.", cites=CITES, item=item)
        return self.items[item]

    def _in(self, *allowed: str) -> None:
        if self.status not in allowed:
            raise TransferNotThere(
                f"该移交清单{STATUS_ZH[self.status]},不能这样办理。",
                f"The list is {self.status}; this cannot be done to it.",
                cites=CITES,
                status=self.status,
            )

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(TransferPrepared)
    def _prepared(self, event: TransferPrepared) -> None:
        self.department, self.year, self.status = event.department, event.year, PREPARED

    @applies(ItemListed, ItemRevised)
    def _described(self, event: OfItem) -> None:
        self.items[event.item] = event
        self.listed = max(self.listed, event.item)

    @applies(ItemRemoved)
    def _removed(self, event: ItemRemoved) -> None:
        del self.items[event.item]

    @applies(TransferHandedOver)
    def _handed_over(self, event: TransferHandedOver) -> None:
        self.status, self.empty, self.handed_over_by = HANDED_OVER, event.empty, event.actor

    @applies(TransferReturned)
    def _returned(self, event: TransferReturned) -> None:
        self.status = RETURNED

    @applies(TransferAccepted)
    def _accepted(self, event: TransferAccepted) -> None:
        self.status = ACCEPTED

    @applies(TransferFiled)
    def _filed(self, event: TransferFiled) -> None:
        self.status = FILED
