"""What happens to fees: licensed, charged, collected or waived by decision (B10.4, B10.6).

Sums in yuan to the fen. Who owes is named in `organisation`, or in `payer` where it is a person; `item` is the fee
item.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Personal

# -- fee items and their licences -------------------------------------------------------------------------------------


class FeeItemEntered(Event):
    """`basis` is the document that provides for the fee; nothing is charged yet."""

    SAYS = "登记收费项目"
    TOPIC = "finance.fee-item-entered.v1"
    title: str
    basis: str


class FeeItemStopped(Event):
    """No longer charged."""

    SAYS = "停止收费项目"
    TOPIC = "finance.fee-item-stopped.v1"
    title: str
    reason: str = ""


class FeeLicenceEntered(Event):
    """As the paper says: approved and licensed from `start` to `end`, for `lowest` to `highest` yuan each time."""

    SAYS = "登记收费许可"
    TOPIC = "finance.fee-licence-entered.v1"
    number: str
    item: UUID
    title: str
    approval: str
    issued_by: str
    start: date
    end: date
    lowest: Decimal
    highest: Decimal


class OfFeeLicence(Event):
    number: str
    item: UUID


class FeeLicenceConfirmed(OfFeeLicence):
    """Compared with the paper by somebody else: what it allows can be charged."""

    SAYS = "核对收费许可"
    TOPIC = "finance.fee-licence-confirmed.v1"


class FeeLicenceRefused(OfFeeLicence):
    """What was entered is not what the paper says."""

    SAYS = "收费许可核对不符"
    TOPIC = "finance.fee-licence-refused.v1"
    reason: str = ""


class FeeLicenceRevoked(OfFeeLicence):
    """Withdrawn by whoever issued it: `ends` is the first day on which nothing is charged."""

    SAYS = "注销收费许可"
    TOPIC = "finance.fee-licence-revoked.v1"
    ends: date
    reason: str = ""


# -- charges ----------------------------------------------------------------------------------------------------------


class ChargeEntered(Event):
    """Somebody owes a fee by the day. `person` is who is to collect it."""

    SAYS = "登记应收费用"
    TOPIC = "finance.charge-entered.v1"
    number: str
    item: UUID
    title: str
    licence: str
    amount: Decimal
    due: date
    person: str
    organisation: str = ""
    payer: Personal[str] = ""


class OfCharge(Event):
    number: str
    amount: Decimal


class ChargeCollected(OfCharge):
    SAYS = "收取费用"
    TOPIC = "finance.charge-collected.v1"
    receipt: str


class ChargeOwedAgain(OfCharge):
    """Its receipt was voided."""

    SAYS = "费用重新列为应收"
    TOPIC = "finance.charge-owed-again.v1"
    receipt: str


class ChargeMissed(OfCharge):
    """The day passed and it was not collected; recorded once by the clock."""

    SAYS = "记录费用逾期未收"
    TOPIC = "finance.charge-missed.v1"
    due: date


class WaiverRequested(OfCharge):
    SAYS = "申请费用减免"
    TOPIC = "finance.waiver-requested.v1"
    reason: Personal[str] = ""


class WaiverApproved(OfCharge):
    """`decision` is what waived it."""

    SAYS = "批准费用减免"
    TOPIC = "finance.waiver-approved.v1"
    decision: str


class WaiverRejected(OfCharge):
    SAYS = "不同意费用减免"
    TOPIC = "finance.waiver-rejected.v1"
    reason: Personal[str] = ""
