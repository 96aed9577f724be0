"""In what state a meeting, an item of its agenda and a person on its list may be."""

CALLED, HELD, CANCELLED, COLLECTED = "called", "held", "cancelled", "collected"
STATUS_ZH = {CALLED: "已通知", HELD: "已召开", CANCELLED: "已取消", COLLECTED: "材料已收存"}

PROPOSED, ON_AGENDA, WITHDRAWN, DEFERRED, DISCUSSED = "proposed", "on-agenda", "withdrawn", "deferred", "discussed"
TOPIC_ZH = {
    PROPOSED: "已提出",
    ON_AGENDA: "已列入议程",
    WITHDRAWN: "已撤回",
    DEFERRED: "暂缓上会",
    DISCUSSED: "已上会",
}

EXPECTED, PRESENT, ON_LEAVE, ABSENT = "expected", "present", "on-leave", "absent"
ATTENDANCE_ZH = {EXPECTED: "", PRESENT: "出席", ON_LEAVE: "请假", ABSENT: "缺席"}
MEMBER, INVITED = "member", "invited"
ROLE_ZH = {MEMBER: "应到", INVITED: "列席"}

OFFICE = "office"
"""The department that hosts every meeting and keeps its minutes (A17)."""
