"""One guidance visit, and one deputies' home or station (A13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.documents.townships.events import (
    GuidanceGiven,
    GuidanceWithdrawn,
    StationClosed,
    StationSetUp,
    StationWithdrawn,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

OPEN, CLOSED, WITHDRAWN, STANDS = "open", "closed", "withdrawn", "stands"
CITES = ("A13",)


class GuidanceIsWithdrawn(Refusal):
    code = "documents.township-guidance-withdrawn"


class GuidanceRecordedAlready(Refusal):
    """The same department was in the same township that day already."""

    code = "documents.township-guidance-recorded-already"


class StationNotOpen(Refusal):
    code = "documents.deputies-station-not-open"


class StationKnown(Refusal):
    """A station of that name stands in the township already."""

    code = "documents.deputies-station-known"


class ClosedBeforeSetUp(Refusal):
    code = "documents.deputies-station-closed-before-set-up"
    kind = "invalid"


class Guidance(Aggregate):
    department = ""
    township = ""
    on: date
    withdrawn = False

    def give(
        self,
        act: Act,
        *,
        number: str,
        department: str,
        township: str,
        on: date,
        people: Sequence[str],
        content: str,
    ) -> None:
        self.trigger(
            GuidanceGiven,
            act,
            number=number,
            department=department,
            township=township,
            on=on,
            people=tuple(dict.fromkeys(people)),
            content=content,
            cites=CITES,
        )

    def withdraw(self, act: Act, *, reason: str) -> None:
        if self.withdrawn:
            raise GuidanceIsWithdrawn("该记录已撤销。", "The entry is withdrawn already.", cites=CITES)
        self.trigger(
            GuidanceWithdrawn,
            act,
            department=self.department,
            township=self.township,
            on=self.on,
            reason=reason,
            cites=CITES,
        )

    @applies(GuidanceGiven)
    def _given(self, event: GuidanceGiven) -> None:
        self.department, self.township, self.on = event.department, event.township, event.on

    @applies(GuidanceWithdrawn)
    def _withdrawn(self, event: GuidanceWithdrawn) -> None:
        self.withdrawn = True


class Station(Aggregate):
    department = ""
    on: date
    status = ""

    def set_up(self, act: Act, *, number: str, department: str, township: str, form: str, name: str, on: date) -> None:
        self.trigger(
            StationSetUp,
            act,
            number=number,
            department=department,
            township=township,
            form=form,
            name=name,
            on=on,
            cites=CITES,
        )

    def close(self, act: Act, *, on: date, reason: str) -> None:
        if self.status != OPEN:
            raise StationNotOpen("该家站已停用或已撤销。", "The station does not stand any more.", cites=CITES)
        if on < self.on:
            raise ClosedBeforeSetUp("停用日期不能早于建立日期。", "It closes after it was set up.", cites=CITES)
        self.trigger(StationClosed, act, department=self.department, on=on, reason=reason, cites=CITES)

    def withdraw(self, act: Act, *, reason: str) -> None:
        if self.status == WITHDRAWN:
            raise StationNotOpen("该记录已撤销。", "The entry is withdrawn already.", cites=CITES)
        self.trigger(StationWithdrawn, act, department=self.department, on=self.on, reason=reason, cites=CITES)

    @applies(StationSetUp)
    def _set_up(self, event: StationSetUp) -> None:
        self.department, self.on, self.status = event.department, event.on, OPEN

    @applies(StationClosed)
    def _closed(self, event: StationClosed) -> None:
        self.status = CLOSED

    @applies(StationWithdrawn)
    def _withdrawn(self, event: StationWithdrawn) -> None:
        self.status = WITHDRAWN
