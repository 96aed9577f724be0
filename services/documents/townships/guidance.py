"""One guidance visit, and one deputies' home or station (A13)."""

from __future__ import annotations

from datetime import date

from services.documents.townships import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal

CITES = ("A13",)


class GuidanceStatus(Status):
    STANDS = "stands", "有效", "in force"
    WITHDRAWN = "withdrawn", "已撤销", "withdrawn"


class StationStatus(Status):
    OPEN = "open", "使用中", "in use"
    CLOSED = "closed", "已停用", "closed"
    WITHDRAWN = "withdrawn", "已撤销", "withdrawn"


GUIDANCE_BECOMES: Becomes = {
    e.GuidanceGiven: GuidanceStatus.STANDS,
    e.GuidanceWithdrawn: GuidanceStatus.WITHDRAWN,
}
STATION_BECOMES: Becomes = {
    e.StationSetUp: StationStatus.OPEN,
    e.StationClosed: StationStatus.CLOSED,
    e.StationWithdrawn: StationStatus.WITHDRAWN,
}


class GuidanceIsWithdrawn(Refusal):
    code = "documents.township-guidance-withdrawn"
    next = ("无需重复撤销；需要登记的请另行登记。", "It need not be withdrawn twice; enter it anew if it is wanted.")


class GuidanceRecordedAlready(Refusal):
    """The same department was in the same township that day already."""

    code = "documents.township-guidance-recorded-already"
    next = ("无需重复登记；有误的请先撤销原记录。", "It need not be entered twice; withdraw the entry if it is wrong.")


class StationNotOpen(Refusal):
    code = "documents.deputies-station-not-open"
    next = ("请打开家站台账核对其状态。", "Open the register of stations and check how it stands.")


class StationKnown(Refusal):
    """A station of that name stands in the township already."""

    code = "documents.deputies-station-known"
    next = ("请打开已有家站核对，或改填名称。", "Open the one that is there, or give another name.")


class ClosedBeforeSetUp(Refusal):
    code = "documents.deputies-station-closed-before-set-up"
    kind = "invalid"
    next = ("请填写建立日期之后的停用日期。", "Give a day after it was set up.")


class Guidance(Aggregate):
    CALLED = "指导记录", "guidance visit"
    CITES = CITES
    CARRIES = ("department", "township", "on")
    BECOMES = GUIDANCE_BECOMES
    WRONG_STATUS = GuidanceIsWithdrawn
    department = ""
    township = ""
    on: date


class Station(Aggregate):
    CALLED = "家站", "station"
    CITES = CITES
    CARRIES = ("department", "on")
    BECOMES = STATION_BECOMES
    WRONG_STATUS = StationNotOpen
    department = ""
    on: date

    def close(self, act: Act, *, on: date, reason: str) -> None:
        if on < self.on:
            raise ClosedBeforeSetUp("停用日期不能早于建立日期。", "It closes after it was set up.", cites=CITES)
        self.trigger(e.StationClosed, act, on=on, reason=reason)
