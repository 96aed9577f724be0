"""One repair of a vehicle: asked for before, consented to, finished for no more than that (B9.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.money import ZERO
from services.finance.vehicles import events as e
from services.finance.vehicles.refusals import RepairDecided, RepairOverApproved
from services.kernel.domain.aggregate import Act, Aggregate, Becomes
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid

CITES = ("B9.5",)


class RepairStatus(Status):
    REQUESTED = "requested", "待批准维修", "waiting for consent"
    APPROVED = "approved", "已批准维修", "consented to"
    REJECTED = "rejected", "未批准", "refused"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    FINISHED = "finished", "已修好", "finished"


BECOMES: Becomes = {
    e.RepairRequested: RepairStatus.REQUESTED,
    e.RepairApproved: RepairStatus.APPROVED,
    e.RepairRejected: RepairStatus.REJECTED,
    e.RepairWithdrawn: RepairStatus.WITHDRAWN,
    e.RepairFinished: RepairStatus.FINISHED,
}


class Repair(Aggregate):
    CALLED = "车辆维修", "repair of a vehicle"
    CITES = CITES
    CARRIES = ("number", "person", "department", "vehicle", "plate", "start", "amount", "decides")
    BECOMES = BECOMES
    WRONG_STATUS = RepairDecided
    number = ""
    person = ""
    department = ""
    vehicle = UUID(int=0)
    plate = ""
    start = date.max
    amount: Decimal = ZERO
    decides = ""

    def request(self, act: Act, *, start: date, end: date, **said: Any) -> None:
        if not act.day <= start <= end:
            raise Invalid(
                "维修应事前申请，且结束日不能早于开始日。",
                "It is asked for before it begins, and ends after that.",
                fields=[{"field": "start" if start < act.day else "end"}],
            )
        self.trigger(e.RepairRequested, act, person=act.actor, start=start, end=end, **said)

    def approve(self, act: Act) -> None:
        self.trigger(e.RepairApproved, act)

    def finish(self, act: Act, *, on: date, cost: Decimal) -> None:
        """For less than consented to, or so much; what goes beyond is asked for by itself."""
        if not self.start <= on <= act.day:
            raise Invalid("修好日期不符。", "It is a day of the repair that has come.", fields=[{"field": "on"}])
        if cost > self.amount:
            raise RepairOverApproved(
                f"批准{self.amount}元，实际{cost}元。",
                f"{self.amount} yuan were consented to, it cost {cost}.",
                cites=CITES,
                approved=str(self.amount),
            )
        self.trigger(e.RepairFinished, act, on=on, cost=cost)
