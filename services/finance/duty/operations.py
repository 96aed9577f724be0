"""What can be asked of the duty rota (A30)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.finance.duty.record import DutyRecord
from services.finance.duty.turn import DutyStatus
from services.finance.posts import SEES_MONEY
from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import ANYONE, SELF
from services.kernel.procedure.fields import PersonId, Reason
from services.kernel.procedure.operations import Command, View
from services.kernel.procedure.registry import exporting, listing, showing

DutyDay = Annotated[date, Field(title="值班日期 / day of duty")]
TurnId = Annotated[UUID, Field(title="班次 / turn of duty")]


class Planned(BaseModel):
    """A turn of the rota."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    on: DutyDay
    person: PersonId


class RotaView(View):
    turns: int = Field(title="班次数 / turns")
    first: date = Field(title="首日 / first day")
    last: date = Field(title="末日 / last day")


class PublishRota(
    Command,
    path="POST /finance/duty-rota",
    who=OFFICE,
    cites=("A30",),
    zh="发布值班表",
    en="Publish the duty rota",
    returns=RotaView,
):
    turns: tuple[Planned, ...] = Field(min_length=1, max_length=200, title="班次 / turns of duty")


class OfDuty(Command, at="/finance/duty/{turn}", cites=("A30",), returns=DutyRecord):
    turn: TurnId


class AskSwap(OfDuty, does="swap", who=(SELF,), when=DutyStatus.PUBLISHED, zh="申请调班", en="Ask somebody to swap"):
    """That somebody takes the turn, for one of theirs in return where one is named."""

    to: PersonId
    in_return: UUID | None = Field(default=None, title="换回班次 / turn in return")


class AgreeToSwap(
    OfDuty, does="swap-agreement", who=(SELF,), when=DutyStatus.SWAPPING, zh="同意调班", en="Agree to a swap"
):
    """By whoever was asked: the turns change hands."""


class DeclineSwap(
    OfDuty, does="swap-refusal", who=(SELF,), when=DutyStatus.SWAPPING, zh="不同意调班", en="Decline a swap"
):
    """By whoever was asked."""


class WithdrawSwap(
    OfDuty, does="swap-withdrawal", who=(SELF,), when=DutyStatus.SWAPPING, zh="撤回调班申请", en="Withdraw a swap"
): ...


class ConfirmDuty(
    OfDuty, does="confirmation", who=OFFICE, when=DutyStatus.PUBLISHED, zh="登记已值班", en="Enter duty done"
):
    """Never one's own. What it earns follows from the rule of its day."""


class NoteAbsence(OfDuty, does="absence", who=OFFICE, when=DutyStatus.PUBLISHED, zh="登记缺岗", en="Enter duty missed"):
    reason: Reason


class CancelDuty(
    OfDuty,
    does="cancellation",
    who=OFFICE,
    when=(DutyStatus.PUBLISHED, DutyStatus.SWAPPING),
    zh="取消班次",
    en="Cancel a turn of duty",
):
    reason: Reason


GetDuty = showing(
    "GetDuty", DutyRecord, path="GET /finance/duty/{turn}", who=(ANYONE,), zh="查看班次", en="See a turn of duty"
)
ListDuty = listing(
    "ListDuty",
    DutyRecord,
    path="GET /finance/duty",
    who=(ANYONE,),
    start=(date | None, Field(default=None, title="自 / from")),
    end=(date | None, Field(default=None, title="至 / to")),
    doc="The rota is everybody's to read.",
)
ExportDuty = exporting("ExportDuty", DutyRecord, path="GET /finance/duty-export", who=(*OFFICE, *SEES_MONEY))
