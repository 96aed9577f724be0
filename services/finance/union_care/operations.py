"""What can be asked of the union's care (A24–A26): the chair of the union sees to it; where it is for the chair, the
leader in charge of finance does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from services.finance.posts import UNION_CHAIR
from services.finance.union_care.care import CareStatus
from services.finance.union_care.record import UnionCareRecord
from services.kernel.domain.who import ANYONE, AUDITOR, ON_ROUTE, SELF
from services.kernel.procedure.fields import PersonId, Yuan
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (SELF, ON_ROUTE, UNION_CHAIR, AUDITOR)
"""On the route is the post that owes it."""


class ReportHospitalStay(
    Command,
    path="POST /finance/union-hospital-stays",
    who=(ANYONE,),
    cites=("A25",),
    zh="报告职工住院",
    en="Report that a colleague is in hospital",
    returns=UnionCareRecord,
):
    """Whoever hears of it says so, and nothing of what they are ill with."""

    patient: PersonId = Field(title="住院职工 / colleague in hospital")
    on: date = Field(title="住院日期 / in hospital since")


class OfUnionCare(Command, at="/finance/union-care/{care}", returns=UnionCareRecord):
    care: UUID = Field(title="工会慰问事项 / duty of the union")


class RecordUnionCare(
    OfUnionCare,
    does="giving",
    who=(ON_ROUTE,),
    when=CareStatus.DUE,
    zh="登记慰问或活动",
    en="Enter a greeting, a visit or a festival's activity",
):
    """Never what was done for oneself. The gift keeps to the standard for a member."""

    on: date = Field(title="办理日期 / done on")
    visitors: tuple[PersonId, ...] = Field(
        default=(),
        max_length=50,
        title="看望人员 / visitors",
        description="住院慰问须填 / always of a visit in hospital",
    )
    gift: Yuan = Field(default=Decimal("0.00"), title="慰问品价值(元) / value of the gift (yuan)")
    what: str = Field(
        default="",
        max_length=500,
        title="活动或慰问内容 / what was done",
        description="节日须填 / always of a festival",
    )


class WithdrawHospitalStay(
    OfUnionCare,
    does="withdrawal",
    who=(ON_ROUTE,),
    when=CareStatus.DUE,
    cites=("A25",),
    zh="撤销住院报告",
    en="Take a report of a stay in hospital back",
):
    """It was reported in error."""


GetUnionCare = showing(
    "GetUnionCare",
    UnionCareRecord,
    path="GET /finance/union-care/{care}",
    who=READERS,
    zh="查看工会慰问事项",
    en="See a duty of the union",
)
ListUnionCare = listing(
    "ListUnionCare", UnionCareRecord, path="GET /finance/union-care", who=(SELF, UNION_CHAIR, AUDITOR), offers=True
)
ExportUnionCare = exporting(
    "ExportUnionCare", UnionCareRecord, path="GET /finance/union-care-export", who=(UNION_CHAIR, AUDITOR)
)
