"""In what state a meeting, an item of its agenda and a person on its list may be."""

from services.kernel.domain.words import Status, Word


class MeetingStatus(Status):
    CALLED = "called", "已通知", "called"
    HELD = "held", "已召开", "held"
    CANCELLED = "cancelled", "已取消", "cancelled"
    COLLECTED = "collected", "材料已收存", "records collected"


class TopicState(Status):
    PROPOSED = "proposed", "已提出", "proposed"
    ON_AGENDA = "on-agenda", "已列入议程", "on the agenda"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    DEFERRED = "deferred", "暂缓上会", "deferred"
    DISCUSSED = "discussed", "已上会", "discussed"


OPEN_TOPICS = (TopicState.PROPOSED, TopicState.ON_AGENDA)
"""Not disposed of yet."""


class Attended(Word):
    """What is entered of somebody once the meeting was held."""

    PRESENT = "present", "出席", "present"
    ON_LEAVE = "on-leave", "请假", "on leave"
    ABSENT = "absent", "缺席", "absent"


class SeatState(Word):
    EXPECTED = "expected", "待到会", "expected"
    PRESENT = "present", Attended.PRESENT.zh, Attended.PRESENT.en
    ON_LEAVE = "on-leave", Attended.ON_LEAVE.zh, Attended.ON_LEAVE.en
    ABSENT = "absent", Attended.ABSENT.zh, Attended.ABSENT.en


class SeatRole(Word):
    MEMBER = "member", "应到", "member"
    INVITED = "invited", "列席", "invited"


OFFICE = "office"
"""The department that hosts every meeting and keeps its minutes (A17)."""
