"""The words of a trip: how it stands, and where its travellers sleep."""

from __future__ import annotations

from services.finance.trips import events as e
from services.kernel.domain.aggregate import Becomes
from services.kernel.domain.words import Status, Word


class TripStatus(Status):
    REQUESTED = "requested", "待批准", "waiting for consent"
    APPROVED = "approved", "已批准", "consented to"
    REJECTED = "rejected", "未批准", "refused"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    PROLONGING = "prolonging", "延期待批准", "to be prolonged, waiting for consent"
    CANCELLED = "cancelled", "已取消", "cancelled"
    REPORTED = "reported", "已返回，待确认天数", "back, days to be confirmed"
    RETURNED = "returned", "已返回", "back"
    SETTLED = "settled", "已结算", "settled"


LIVE = (
    TripStatus.REQUESTED,
    TripStatus.APPROVED,
    TripStatus.PROLONGING,
    TripStatus.REPORTED,
    TripStatus.RETURNED,
    TripStatus.SETTLED,
)
"""In these a trip takes its days: nobody is on two at once."""
BECOMES: Becomes = {
    e.TripRequested: TripStatus.REQUESTED,
    e.TripApproved: TripStatus.APPROVED,
    e.TripRejected: TripStatus.REJECTED,
    e.TripWithdrawn: TripStatus.WITHDRAWN,
    e.TripCancelled: TripStatus.CANCELLED,
    e.TripChanged: TripStatus.APPROVED,
    e.TripProlongationRequested: TripStatus.PROLONGING,
    e.TripProlongationRejected: TripStatus.APPROVED,
    e.TripProlongationWithdrawn: TripStatus.APPROVED,
    e.TripReturnReported: TripStatus.REPORTED,
    e.TripReturnSentBack: TripStatus.APPROVED,
    e.TripReturnConfirmed: TripStatus.RETURNED,
    e.TripSettled: TripStatus.SETTLED,
}


class Lodging(Word):
    HOTEL = "hotel", "自行住宿", "a hotel of their own"
    HOSTED = "hosted", "举办方安排", "arranged by the hosts"
    NONE = "none", "不住宿", "none needed"
