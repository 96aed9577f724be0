"""One use of a car: asked for, consented to, dispatched with a driver, taken out, returned (B9.5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from services.finance.vehicles import events as e
from services.finance.vehicles.refusals import CarDecided, CarTooLate, OdometerBackwards
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid

CITES = ("B9.5",)


class CarStatus(Status):
    REQUESTED = "requested", "待批准用车", "waiting for consent"
    APPROVED = "approved", "待派车", "to be dispatched"
    REJECTED = "rejected", "未批准", "refused"
    CANCELLED = "cancelled", "已取消", "cancelled"
    DISPATCHED = "dispatched", "已派车", "dispatched"
    OUT = "out", "出车中", "on the road"
    RETURNED = "returned", "已收车", "returned"


BECOMES: Becomes = {
    e.CarRequested: CarStatus.REQUESTED,
    e.CarApproved: CarStatus.APPROVED,
    e.CarRejected: CarStatus.REJECTED,
    e.CarCancelled: CarStatus.CANCELLED,
    e.CarDispatched: CarStatus.DISPATCHED,
    e.CarTakenOut: CarStatus.OUT,
    e.CarReturned: CarStatus.RETURNED,
}


def moment(day: date, at: time) -> str:
    """As it is ordered by: `2026-07-08T09:30`."""
    return datetime.combine(day, at).isoformat(timespec="minutes")


class CarUse(Aggregate):
    CALLED = "用车申请", "request for a car"
    CITES = CITES
    CARRIES = (
        "number", "person", "department", "guests", "start", "start_time", "end", "end_time", "decides", "vehicle",
        "plate", "driver",
    )  # fmt: skip
    BECOMES = BECOMES
    WRONG_STATUS = CarDecided
    number = ""
    person = ""
    department = ""
    guests = 0
    start = end = date.max
    start_time = end_time = time.min
    decides = ""
    plate = ""
    driver = ""
    odometer = 0

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.passengers: tuple[str, ...] = ()
        self.vehicle: UUID | None = None

    @property
    def concerned(self) -> Collection[str]:
        """Whose own it is: who asked, and who comes along."""
        return {self.person, *self.passengers}

    @property
    def begins(self) -> str:
        return moment(self.start, self.start_time)

    @property
    def ends(self) -> str:
        return moment(self.end, self.end_time)

    def request(
        self, act: Act, *, start: date, start_time: time, end: date, end_time: time, **said: Any
    ) -> None:  # fmt: skip
        if start < act.day or moment(start, start_time) >= moment(end, end_time):
            raise Invalid(
                "用车应事前申请，且返回时间应晚于出发时间。",
                "It is asked for before it is wanted, and comes back after it leaves.",
                fields=[{"field": "start" if start < act.day else "end"}],
            )
        self.trigger(
            e.CarRequested, act, person=act.actor, start=start, start_time=start_time, end=end, end_time=end_time,
            **said,
        )  # fmt: skip

    def approve(self, act: Act) -> None:
        self.expect_in_time(act.day)
        self.trigger(e.CarApproved, act)

    def expect_in_time(self, day: date) -> None:
        """Nobody consents to what has been, nor sends or takes a car for it."""
        if day > self.end:
            raise CarTooLate("用车时间已过。", "The time for which it was asked has passed.", cites=CITES)

    def dispatch(self, act: Act, *, vehicle: UUID, plate: str, driver: str) -> None:
        self.expect_in_time(act.day)
        self.trigger(e.CarDispatched, act, vehicle=vehicle, plate=plate, driver=driver)

    def take_out(self, act: Act, *, odometer: int, unexplained: int) -> None:
        self.trigger(e.CarTakenOut, act, odometer=odometer, unexplained=unexplained)

    def give_back(self, act: Act, *, odometer: int) -> None:
        if odometer < self.odometer:
            raise OdometerBackwards(
                f"收车读数不能低于出车读数{self.odometer}。",
                f"It left with {self.odometer} and cannot come back with less.",
                cites=CITES,
                last=self.odometer,
            )
        self.trigger(e.CarReturned, act, odometer=odometer, kilometres=odometer - self.odometer)

    @applies(e.CarRequested)
    def _requested(self, event: e.CarRequested) -> None:
        self.passengers = event.passengers

    @applies(e.CarDispatched)
    def _dispatched(self, event: e.CarDispatched) -> None:
        self.vehicle, self.plate, self.driver = event.vehicle, event.plate, event.driver

    @applies(e.CarTakenOut)
    def _taken_out(self, event: e.CarTakenOut) -> None:
        self.odometer = event.odometer
