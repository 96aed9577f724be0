"""The facts of the yearly handover (A20). `department` of each hands over; `year` is the one whose files they are."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Part


class OfYear(Event):
    """What all but the first of a list repeat."""

    year: int


class ArchiveOwed(OfYear):
    """The department owes the year's files by `due`, a day of the year after."""

    SAYS = "登记应移交归档"
    TOPIC = "documents.archive-owed.v1"
    due: date


class ArchiveMissed(OfYear):
    """The day passed without a handover; recorded by the clock."""

    SAYS = "记录归档移交逾期"
    TOPIC = "documents.archive-missed.v1"
    due: date


class ArchiveExcused(OfYear):
    """The department is no more on the day: who took it over hands its files over with their own."""

    SAYS = "免除归档移交"
    TOPIC = "documents.archive-excused.v1"


class TransferPrepared(Event):
    """A list was begun. `number` is gapless in the year of the files."""

    SAYS = "编制移交清单"
    TOPIC = "documents.archive-transfer-prepared.v1"
    number: str
    year: int


class OfItem(OfYear):
    """One line of the list as it now reads. `record` is the id of a finished record of this service, or empty."""

    item: int
    kind: str
    record: str = ""
    dated: date
    document_number: str = ""
    author: str
    pages: int
    copies: int
    period: str
    secrecy: str
    form: str
    listed_by: str
    """Who entered it: they know its title whatever its class."""
    title: Confidential[str] = ""


class ItemListed(OfItem):
    SAYS = "列入移交清单"
    TOPIC = "documents.archive-item-listed.v1"


class ItemRevised(OfItem):
    SAYS = "修改移交清单条目"
    TOPIC = "documents.archive-item-revised.v1"


class ItemRemoved(OfYear):
    """Its number in the list is not used again."""

    SAYS = "移出移交清单"
    TOPIC = "documents.archive-item-removed.v1"
    item: int


class TransferHandedOver(OfYear):
    """By the head. `empty`: the year left nothing to archive, and the head says so.

    `due` is the day by which it was owed, None where nothing was (any more); `late`: it came after that day;
    `was_missed`: its absence had been recorded. `left_out`: finished records of the year that are in no list.
    """

    SAYS = "移交归档"
    TOPIC = "documents.archive-transfer-handed-over.v1"
    items: int
    pages: int
    empty: bool = False
    due: date | None = None
    late: bool = False
    was_missed: bool = False
    left_out: int = 0
    note: Confidential[str] = ""


class Objection(Part):
    item: int
    reason: str


class TransferReturned(OfYear):
    """`due` where it is owed again by that day; `was_late`: it had counted as handed over late."""

    SAYS = "退回归档移交"
    TOPIC = "documents.archive-transfer-returned.v1"
    due: date | None = None
    was_late: bool = False
    reason: Confidential[str] = ""
    objections: Confidential[tuple[Objection, ...]] = ()


class TransferAccepted(OfYear):
    """The archivist took over what the list says."""

    SAYS = "接收归档移交"
    TOPIC = "documents.archive-transfer-accepted.v1"
    items: int


class TransferFiled(OfYear):
    """Every item has its number and its place; they stand in the files' own facts."""

    SAYS = "完成归档上架"
    TOPIC = "documents.archive-transfer-filed.v1"
    items: int
