"""The words of leave: how a slip stands, how it is counted, what became of a step of its route."""

from __future__ import annotations

from services.attendance.leave import events as e
from services.kernel.domain.aggregate import Becomes
from services.kernel.domain.words import Status, Word


class LeaveStatus(Status):
    REQUESTED = "requested", "待审批", "waiting for approval"
    APPROVED = "approved", "已批准", "approved"
    REJECTED = "rejected", "未批准", "rejected"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    RETURNED = "returned", "已销假", "back from it"
    REVOKED = "revoked", "已撤销", "revoked"
    FALLEN = "fallen", "已随公休假取消", "fallen with the forfeiture"


LIVE = (LeaveStatus.REQUESTED, LeaveStatus.APPROVED, LeaveStatus.RETURNED)
"""In these a slip covers its half days."""
BECOMES: Becomes = {
    e.LeaveRequested: LeaveStatus.REQUESTED,
    e.LeaveApproved: LeaveStatus.APPROVED,
    e.LeaveRejected: LeaveStatus.REJECTED,
    e.LeaveWithdrawn: LeaveStatus.WITHDRAWN,
    e.LeaveReturned: LeaveStatus.RETURNED,
    e.LeaveFell: LeaveStatus.FALLEN,
    e.LeaveRestored: LeaveStatus.APPROVED,
    e.LeaveRevoked: LeaveStatus.REVOKED,
}


class Counted(Word):
    WORKING = "working", "工作日", "working days"
    CALENDAR = "calendar", "日历日", "calendar days"


class Decision(Word):
    """What became of a step; those that nobody decided say why it went on."""

    NONE = "", "未办", "not yet"
    APPROVED = "approved", "同意", "approved"
    REJECTED = "rejected", "不同意", "rejected"
    VACANT = "vacant", "岗位空缺，转上一级", "vacant, passed on"
    OWN_POST = "own-post", "由本人担任或代行，转上一级", "the applicant's own, passed on"
    DECIDED = "decided-before", "同一人已审批前一步，转上一级", "decided an earlier step, passed on"
