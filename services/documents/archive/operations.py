"""What can be asked of the yearly handover of files (A20)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.documents.incoming.operations import Secrecy
from services.documents.office import RESPONSIBLE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import COLLEAGUE, HEAD, post

ARCHIVIST = post("archivist", "档案管理员", "archivist")
TransferId = Annotated[UUID, Field(title="移交清单 / handover list")]
ItemNumber = Annotated[int, Field(ge=1, le=100_000, title="序号 / item")]
DepartmentId = Annotated[str, Field(min_length=1, max_length=60, title="部门 / department")]
Year = Annotated[int, Field(ge=1949, le=2999, title="文件年度 / year of the files")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
Note = Annotated[str, Field(max_length=1000, title="说明 / note")]
WRITERS = (COLLEAGUE, HEAD)
READERS = (COLLEAGUE, *RESPONSIBLE, *SEES_ALL, ARCHIVIST)
CITES = ("A20", "B11.3", "B11.4")


class Described(BaseModel):
    """What a list says of one item."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: str = Field(min_length=1, max_length=20, title="材料种类 / kind", examples=["other"])
    record: UUID | None = Field(default=None, title="对应的业务记录 / finished record of the system")
    title: str = Field(min_length=1, max_length=300, title="题名 / title")
    dated: date = Field(title="文件日期 / dated")
    document_number: str = Field(default="", max_length=100, title="文号 / document number")
    author: str = Field(min_length=1, max_length=200, title="责任者 / author")
    pages: int = Field(ge=1, le=100_000, title="页数 / pages")
    copies: int = Field(default=1, ge=1, le=1000, title="份数 / copies")
    period: str = Field(default="", max_length=8, title="保管期限，空则按种类建议 / retention, empty as suggested")
    secrecy: Secrecy = Field(default=Secrecy.ORDINARY, title="密级 / secrecy")
    form: str = Field(default="paper", max_length=12, title="载体形式 / form")


class TransferView(View):
    """`late`: handed over after its day; `left_out`: finished records of the year that no list held at the time."""

    id: UUID
    number: str
    year: int
    department: str
    status: str
    prepared_by: str
    prepared_on: date
    items: int
    pages: int
    empty: bool
    left_out: int
    handed_over_by: str
    handed_over_on: date | None
    late: bool
    decided_by: str
    decided_on: date | None
    filed_on: date | None
    note: str
    reason: str
    version: int


class ItemView(View):
    """`withheld` where the caller may not see the title."""

    transfer: UUID
    item: int
    kind: str
    record: UUID | None
    title: str
    withheld: bool
    dated: date
    document_number: str
    author: str
    pages: int
    copies: int
    period: str
    secrecy: str
    form: str
    listed_by: str
    objection: str


class CandidateView(View):
    """A finished record that is in no list yet, with the retention that is suggested for its kind."""

    kind: str
    record: UUID
    number: str
    title: str
    withheld: bool
    dated: date
    secrecy: str
    copies: int
    period: str


class PrepareTransfer(
    Command,
    path="POST /documents/archive-transfers",
    who=WRITERS,
    cites=("A20",),
    zh="新建移交清单",
    en="Begin a handover list",
    returns=TransferView,
):
    """May be begun while the year still runs; it is handed over in the year after."""

    department: DepartmentId
    year: Year


class ListTransferItems(
    Command,
    path="POST /documents/archive-transfers/{transfer}/items",
    who=WRITERS,
    cites=CITES,
    zh="登记移交材料",
    en="Put items on a handover list",
    returns=TransferView,
):
    transfer: TransferId
    items: tuple[Described, ...] = Field(min_length=1, max_length=200, title="材料 / items")


class ReviseTransferItem(
    Command,
    path="POST /documents/archive-transfers/{transfer}/items/{item}/revision",
    who=WRITERS,
    cites=CITES,
    zh="修改移交材料",
    en="Revise an item of a handover list",
    returns=TransferView,
):
    transfer: TransferId
    item: ItemNumber
    described: Described = Field(title="材料 / item as it should read")


class RemoveTransferItem(
    Command,
    path="POST /documents/archive-transfers/{transfer}/items/{item}/removal",
    who=WRITERS,
    cites=("A20",),
    zh="移除移交材料",
    en="Take an item off a handover list",
    returns=TransferView,
):
    transfer: TransferId
    item: ItemNumber


class HandOverTransfer(
    Command,
    path="POST /documents/archive-transfers/{transfer}/handover",
    who=(HEAD,),
    cites=("A20",),
    zh="移交归档",
    en="Hand the year's files over",
    returns=TransferView,
):
    transfer: TransferId
    note: Note = ""


class DeclareNothing(
    Command,
    path="POST /documents/archive-nothing",
    who=(HEAD,),
    cites=("A20",),
    zh="申报无归档材料",
    en="Declare that a year left nothing to archive",
    returns=TransferView,
):
    """Stands for a handover; the archivist may return it like one."""

    department: DepartmentId
    year: Year
    note: str = Field(min_length=1, max_length=1000, title="说明 / note")


class Doubt(BaseModel):
    """What is wrong with one item."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    item: ItemNumber
    reason: Reason


class ReturnTransfer(
    Command,
    path="POST /documents/archive-transfers/{transfer}/return",
    who=(ARCHIVIST,),
    cites=("A20",),
    zh="退回移交清单",
    en="Return a handover",
    returns=TransferView,
):
    """It is owed again by the same day, unless another handover of the year stands."""

    transfer: TransferId
    reason: Reason
    objections: tuple[Doubt, ...] = Field(default=(), max_length=200, title="逐件意见 / item by item")


class AcceptTransfer(
    Command,
    path="POST /documents/archive-transfers/{transfer}/acceptance",
    who=(ARCHIVIST,),
    cites=("A20",),
    zh="接收移交材料",
    en="Accept a handover",
    returns=TransferView,
):
    transfer: TransferId


class FileTransfer(
    Command,
    path="POST /documents/archive-transfers/{transfer}/filing",
    who=(ARCHIVIST,),
    cites=CITES,
    zh="立卷归档",
    en="File what was handed over",
    returns=TransferView,
):
    """Every item gets its number (档号), its box and the place given here."""

    transfer: TransferId
    room: str = Field(min_length=1, max_length=40, title="库房 / room")
    shelf: str = Field(min_length=1, max_length=40, title="柜架 / shelf")


class GetTransfer(
    Query,
    path="GET /documents/archive-transfers/{transfer}",
    who=READERS,
    cites=("A20",),
    zh="查看移交清单",
    en="See a handover",
    returns=TransferView,
):
    transfer: TransferId


class ListTransfers(
    PagedQuery,
    path="GET /documents/archive-transfers",
    who=READERS,
    cites=("A20",),
    zh="移交归档台账",
    en="Register of handovers",
    returns=Page[TransferView],
):
    department: str = Field(default="", max_length=60, title="部门 / department")
    year: int | None = Field(default=None, ge=1949, le=2999, title="文件年度 / year of the files")
    status: str = Field(default="", max_length=12, title="状态 / status")


class GetTransferItems(
    PagedQuery,
    path="GET /documents/archive-transfers/{transfer}/items",
    who=READERS,
    cites=("A20",),
    zh="移交清单明细",
    en="Items of a handover list",
    returns=Page[ItemView],
):
    transfer: TransferId


class ListArchiveCandidates(
    PagedQuery,
    path="GET /documents/archive-candidates",
    who=READERS,
    cites=CITES,
    zh="待归档业务记录",
    en="Finished records that are in no handover list",
    returns=Page[CandidateView],
):
    """Of a department, and of those that were merged into it."""

    department: DepartmentId
    year: Year
    kind: str = Field(min_length=1, max_length=20, title="材料种类 / kind", examples=["task"])


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

    year: Year
