"""The sheet of a trip (A30): who travels where and how, who consents, and the days that were really away."""

from __future__ import annotations

from typing import Any

from services.finance.trips import events as e
from services.finance.trips.record import TripRecord
from services.finance.trips.states import TripStatus
from services.kernel.procedure.printing.form import Cells, Form, Lines, Signatures, Signed


def _in_a_post(fact: Any, trip: Any) -> bool:
    """Prolonged by consent; whoever shortens their own trip holds no post for it."""
    return bool(fact.post)


TRIP = Form(
    "出差审批单 / sheet of a trip",
    TripRecord,
    Cells("department person", "area origin destination", "purpose", "start end", "transport lodging estimate"),
    Lines("stays", "person:1.2 department:2 rank start end away_start away_end", numbered=True),
    Signatures(
        Signed("申请人", e.TripRequested),
        Signed("审批意见", {e.TripApproved: "同意", e.TripRejected: "不同意"}, note="reason"),
        Signed(
            "延期审批",
            {e.TripChanged: "同意", e.TripProlongationRejected: "不同意"},
            note="reason",
            where=_in_a_post,
            optional=True,
        ),
        Signed("返回登记", e.TripReturnReported),
        Signed("天数确认", {e.TripReturnConfirmed: "属实"}),
    ),
    dated="requested_on",
    void=(TripStatus.REJECTED, TripStatus.WITHDRAWN, TripStatus.CANCELLED),
)
