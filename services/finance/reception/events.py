"""What happens to one reception (A29, B14.4, B14.7). Sums in yuan to the fen.

`person` asked, `department` receives its counterparts, `paid_by` is whose budget pays, `responsible` who answers for
the reception and signs the list of what there was. Who the guests are by name stays in the service.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Event, FileDigest, Part, Personal


class GuestGroup(Part):
    """So many guests of one unit and rank."""

    unit: str
    rank: str
    count: int


class PlannedItem(Part):
    """What is meant to be had, how many meals or nights of it, and what that will cost together."""

    kind: str
    times: int
    cost: Decimal


class ReceivedItem(Part):
    """What was had: how many guests and companions were really there, and what it cost."""

    kind: str
    on: date
    place: str
    guests: int
    companions: int
    cost: Decimal


class AmountCut(Part):
    """`place` is the item's in the list, 0 where the whole is meant; `reason` one of the parameter's."""

    place: int
    reason: str
    amount: Decimal


class OfReception(Event):
    number: str
    person: str
    paid_by: str
    responsible: str


class ReceptionRequested(OfReception):
    """`decides` is the post whose consent it takes; `estimate` what the items planned cost together."""

    SAYS = "申请公务接待"
    TOPIC = "finance.reception-requested.v1"
    purpose: str
    start: date
    end: date
    guests: tuple[GuestGroup, ...]
    companions: tuple[str, ...]
    planned: tuple[PlannedItem, ...]
    estimate: Decimal
    decides: str
    guest_names: Personal[str] = ""


class ReceptionLetterEntered(OfReception):
    """The official letter of the guests' side: sender, number, day, and its scan."""

    SAYS = "登记公函"
    TOPIC = "finance.reception-letter-entered.v1"
    letter_from: str
    letter_number: str
    letter_day: date
    letter_scan: tuple[FileDigest, ...]


class ReceptionApproved(OfReception):
    """Consented to; the estimate is set aside in the budget."""

    SAYS = "批准公务接待"
    TOPIC = "finance.reception-approved.v1"
    estimate: Decimal


class ReceptionRejected(OfReception):
    SAYS = "不同意公务接待"
    TOPIC = "finance.reception-rejected.v1"
    reason: Personal[str] = ""


class ReceptionCancelled(OfReception):
    """The guests do not come; what was set aside is free again."""

    SAYS = "取消公务接待"
    TOPIC = "finance.reception-cancelled.v1"
    reason: Personal[str] = ""


class ReceptionHeld(OfReception):
    """接待清单, signed by who was responsible: who was really there, what was had, and what it cost together."""

    SAYS = "填报接待清单"
    TOPIC = "finance.reception-held.v1"
    guest_count: int
    companions: tuple[str, ...]
    items: tuple[ReceivedItem, ...]
    cost: Decimal


class ReceptionListReturned(OfReception):
    """The list is to be drawn up anew."""

    SAYS = "退回接待清单"
    TOPIC = "finance.reception-list-returned.v1"
    reason: Personal[str] = ""


class ReceptionChecked(OfReception):
    """Of the cost, what may be claimed at most; the rest is cut by the rules and borne by whoever caused it. Where that
    is nothing, it is settled."""

    SAYS = "审核接待费用"
    TOPIC = "finance.reception-checked.v1"
    cost: Decimal
    payable: Decimal
    cuts: tuple[AmountCut, ...] = ()


class ReceptionReopened(OfReception):
    """It was settled for `paid`, and turned out wrong: its list is drawn up and checked anew."""

    SAYS = "重新审核公务接待"
    TOPIC = "finance.reception-reopened.v1"
    paid: Decimal
    reason: Personal[str] = ""


class ReceptionRepaid(OfReception):
    """What had been paid beyond what the check left came back; `paid` stays. `voucher` enters it."""

    SAYS = "退回多付接待费用"
    TOPIC = "finance.reception-repaid.v1"
    amount: Decimal
    paid: Decimal
    means: str
    voucher: str


class ReceptionSettled(OfReception):
    """Paid by a claim, so much more where it was paid before; what was set aside beyond it is free again."""

    SAYS = "结清接待费用"
    TOPIC = "finance.reception-settled.v1"
    amount: Decimal
