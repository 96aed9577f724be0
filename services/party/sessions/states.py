"""Where a study session stands, and where somebody stands in it, with their words (A8, A9, B1, B5)."""

from services.kernel.domain.words import Status, Word


class SessionStatus(Status):
    PROPOSED = "proposed", "待书记审定", "waiting for the secretary"
    SET = "set", "已安排", "arranged"
    HELD = "held", "已学习", "held"
    CANCELLED = "cancelled", "已取消", "cancelled"


class Attendance(Word):
    ASKED = "asked", "请假待批", "leave asked for"
    ON_LEAVE = "on-leave", "请假", "on leave"
    REFUSED = "refused", "未准假", "leave refused"
    PRESENT = "present", "出席", "present"
    ABSENT = "absent", "缺席", "absent"
    MADE_UP = "made-up", "已补课", "made up"


MISSED = (Attendance.ON_LEAVE, Attendance.ABSENT)
"""Of a session that was held: what can be made up."""
STUDIED = (Attendance.PRESENT, Attendance.MADE_UP)
