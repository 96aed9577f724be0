"""What can be asked of the yearly handover of files (A20)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.documents.archive.record import (
    Author,
    BusinessRecord,
    Candidate,
    Copies,
    Dated,
    DocumentNumber,
    FileYear,
    Form,
    ItemRecord,
    Kind,
    Pages,
    Period,
    SecrecyClass,
    Title,
    TransferRecord,
)
from services.documents.archive.transfer import OPEN, TransferStatus
from services.kernel.domain.office import RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import COLLEAGUE, HEAD, post
from services.kernel.procedure.fields import DepartmentId, Reason
from services.kernel.procedure.operations import Command, File, Page, PagedQuery, Query
from services.kernel.procedure.registry import listing, showing
from services.kernel.procedure.secrecy import Secrecy

ARCHIVIST = post("archivist", "档案管理员", "archivist")
TransferId = Annotated[UUID, Field(title="移交清单 / handover list")]
ItemNumber = Annotated[int, Field(ge=1, le=100_000, title="序号 / item")]
Note = Annotated[str, Field(max_length=1000, title="说明 / note")]
WRITERS = (COLLEAGUE, HEAD)
READERS = (COLLEAGUE, *RESPONSIBLE, *SEES_ALL, ARCHIVIST)
CITES = ("A20", "B11.3", "B11.4")
STRICT = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
SomeKind = Annotated[Kind, Field(min_length=1, examples=["other"])]
SomePages = Annotated[Pages, Field(ge=1, le=100_000)]
SomeCopies = Annotated[Copies, Field(ge=1, le=1000)]
Shelf = Annotated[str, Field(min_length=1, max_length=40, title="柜架 / shelf")]
Room = Annotated[str, Field(min_length=1, max_length=40, title="库房 / room")]


class Described(BaseModel):
    """What a list says of one item."""

    model_config = STRICT

    kind: SomeKind
    record: BusinessRecord = None
    title: Annotated[Title, Field(min_length=1, max_length=300)]
    dated: Dated
    document_number: DocumentNumber = ""
    author: Annotated[Author, Field(min_length=1)]
    pages: SomePages
    copies: SomeCopies = 1
    period: Period = Field(default="", title="保管期限，空则按种类建议 / retention, empty as suggested")
    secrecy: SecrecyClass = Secrecy.ORDINARY
    form: Form = "paper"


class PrepareTransfer(
    Command,
    path="POST /documents/archive-transfers",
    who=WRITERS,
    zh="新建移交清单",
    en="Begin a handover list",
    returns=TransferRecord,
):
    """May be begun while the year still runs; it is handed over in the year after."""

    department: DepartmentId
    year: FileYear


class DeclareNothing(
    Command,
    path="POST /documents/archive-nothing",
    who=(HEAD,),
    zh="申报无归档材料",
    en="Declare that a year left nothing to archive",
    returns=TransferRecord,
):
    """Stands for a handover; the archivist may return it like one."""

    department: DepartmentId
    year: FileYear
    note: Annotated[Note, Field(min_length=1)]


class OfTransfer(Command, at="/documents/archive-transfers/{transfer}", returns=TransferRecord):
    transfer: TransferId


class ListTransferItems(
    OfTransfer,
    does="items",
    who=WRITERS,
    cites=CITES,
    when=OPEN,
    zh="登记移交材料",
    en="Put items on a handover list",
):
    items: tuple[Described, ...] = Field(min_length=1, max_length=200, title="材料 / items")


class ReviseTransferItem(
    OfTransfer,
    does="items/{item}/revision",
    who=WRITERS,
    cites=CITES,
    when=OPEN,
    zh="修改移交材料",
    en="Revise an item of a handover list",
):
    item: ItemNumber
    described: Described = Field(title="材料 / item as it should read")


class RemoveTransferItem(
    OfTransfer,
    does="items/{item}/removal",
    who=WRITERS,
    when=OPEN,
    zh="移除移交材料",
    en="Take an item off a handover list",
):
    item: ItemNumber


class HandOverTransfer(
    OfTransfer, does="handover", who=(HEAD,), when=OPEN, zh="移交归档", en="Hand the year's files over"
):
    note: Note = ""


class Doubt(BaseModel):
    """What is wrong with one item."""

    model_config = STRICT

    item: ItemNumber
    reason: Reason


class ReturnTransfer(
    OfTransfer,
    does="return",
    who=(ARCHIVIST,),
    when=TransferStatus.HANDED_OVER,
    zh="退回移交清单",
    en="Return a handover",
):
    """It is owed again by the same day, unless another handover of the year stands."""

    reason: Reason
    objections: tuple[Doubt, ...] = Field(default=(), max_length=200, title="逐件意见 / item by item")


class AcceptTransfer(
    OfTransfer,
    does="acceptance",
    who=(ARCHIVIST,),
    when=TransferStatus.HANDED_OVER,
    zh="接收移交材料",
    en="Accept a handover",
): ...


class FileTransfer(
    OfTransfer,
    does="filing",
    who=(ARCHIVIST,),
    cites=CITES,
    when=TransferStatus.ACCEPTED,
    zh="立卷归档",
    en="File what was handed over",
):
    """Every item gets its archive number, its box and the place given here."""

    room: Room
    shelf: Shelf


GetTransfer = showing(
    "GetTransfer",
    TransferRecord,
    path="GET /documents/archive-transfers/{transfer}",
    who=READERS,
    zh="查看移交清单",
    en="See a handover",
)
ListTransfers = listing("ListTransfers", TransferRecord, path="GET /documents/archive-transfers", who=READERS)
GetTransferItems = listing(
    "GetTransferItems",
    ItemRecord,
    path="GET /documents/archive-transfers/{transfer}/items",
    who=READERS,
    zh="移交清单明细",
    transfer=(TransferId, ...),
)


class ListArchiveCandidates(
    PagedQuery,
    path="GET /documents/archive-candidates",
    who=READERS,
    cites=CITES,
    zh="待归档业务记录",
    en="Finished records that are in no handover list",
    returns=Page[Candidate],
):
    """Of a department, and of those that were merged into it."""

    department: DepartmentId
    year: FileYear
    kind: SomeKind


class ExportTransfer(
    Query,
    path="GET /documents/archive-transfers-export/{transfer}",
    who=READERS,
    cites=("A20",),
    zh="导出移交清单",
    en="Export a handover list",
    returns=File,
):
    """To be signed by who hands over and who takes over."""

    transfer: TransferId


class ExportTransfers(
    Query,
    path="GET /documents/archive-year-export/{year}",
    who=(*SEES_ALL, ARCHIVIST),
    cites=("A20",),
    zh="导出移交归档台账",
    en="Export the register of handovers",
    returns=File,
):
    """With the departments that still owe theirs."""

    year: FileYear
