"""What the directory declines, each a type of its own with a stable code."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.directory.timeline import Timeline
from services.kernel.refusals import Refusal


class AlreadyThere(Refusal):
    """The id, or a person in service, is there already, and what was asked differs from what is known."""

    code = "directory.already-there"
    next = (
        "请打开已有记录核对；如需更改，请办理变更。",
        "Open the entry that is there; if it is to be different, change it.",
    )


class IdReserved(Refusal):
    """No person is called as the system itself is: whoever were would act as the clock and the first import do."""

    code = "directory.id-reserved"
    kind = "invalid"
    next = ("请另填一个人员编号。", "Give the person another id.")


class NotInService(Refusal):
    code = "directory.not-in-service"
    next = ("请核对人员和日期。", "Check the person and the day.")


class NumberTaken(Refusal):
    """Attendance machines know people by number, so none is ever given twice."""

    code = "directory.number-taken"
    next = ("请核对工号，另填一个未用过的工号。", "Check the number, and give one that was never used.")


class LaterChangeKnown(Refusal):
    """A change may be recorded late, but not before another one that is already known."""

    code = "directory.later-change-known"
    next = ("请按时间顺序办理，或先更正其后的登记。", "Keep the order of time, or correct the later entry first.")


class NotOpen(Refusal):
    """The department, post or body does not exist on that day."""

    code = "directory.not-open"
    next = ("请核对所选部门、岗位或组织及日期。", "Check the department, post or body, and the day.")


class PostOccupied(Refusal):
    code = "directory.post-occupied"
    next = ("请先免去现任者，再办理任职。", "Relieve the present holder, then appoint.")


class NotHolder(Refusal):
    code = "directory.not-holder"
    next = ("请核对任职人和日期。", "Check who holds the post on which day.")


class DelegationRefused(Refusal):
    code = "directory.delegation-refused"
    next = (
        "请填写起止日期和另一名代行人，日期不得与已有代行重叠。",
        "Give the days and another person; the days do not overlap those of another delegation.",
    )


class ExclusivePosts(Refusal):
    """The person fills another post, or a seat in a body, that goes together with this one in nobody's hands."""

    code = "directory.exclusive-posts"
    next = (
        "请另选人员；或先免去其另一岗位（组织职务）、结束代行。",
        "Choose another person, or relieve them of the other post or seat first.",
    )


class AccountExists(Refusal):
    """The login is somebody's, or the account is open."""

    code = "directory.account-exists"
    next = (
        "请打开该账号办理；另开账号请换一个登录名。",
        "Open that account; for another one choose another login.",
    )


class NothingToIssue(Refusal):
    """A first password is given out once, after it was allowed."""

    code = "directory.nothing-to-issue"
    next = ("请先办理“准发初始密码”。", "Let a first password be allowed, then give it out.")


class StillInUse(Refusal):
    """People or posts still belong to what is to be closed."""

    code = "directory.still-in-use"
    next = (
        "请先调出所列人员、岗位或分管关系，再办理。",
        "Move the people, posts or supervision named first, then try again.",
    )


class NoSuchRole(Refusal):
    code = "directory.no-such-role"
    kind = "invalid"
    next = ("请从该组织的职务中选择。", "Choose one of the body's roles.")


class NotMember(Refusal):
    code = "directory.not-member"
    next = ("请核对成员和日期。", "Check the member and the day.")


def refuse_before_last(timeline: Timeline[Any], day: date) -> None:
    """History is told forwards: whoever finds an earlier mistake records the correcting change on or after the last."""
    last = timeline.last_change
    if last is not None and day < last:
        raise LaterChangeKnown(
            f"已登记了{last}生效的变动，新的变动不能早于该日。",
            f"A change effective {last} is already recorded; a new one cannot take effect before it.",
            day=str(day),
            known=str(last),
        )


class BadCalendar(Refusal):
    """The file of a year's holidays is not written as it should be; says where."""

    code = "directory.bad-calendar"
    kind = "invalid"
    next = (
        "请按机构目录说明中的格式更正后重新导入。",
        "Correct the file as the directory's description shows, and import it again.",
    )

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(
            f"节假日安排文件有误：{zh}。", f"The calendar file is wrong: {en}.", fields=[{"field": "content"}]
        )


class CalendarMissing(Refusal):
    """Nobody has imported a year that is needed soon."""

    code = "directory.calendar-missing"
    next = (
        "请系统管理员按国务院办公厅通知导入该年度的节假日安排。",
        "Let the system administrator import that year's holidays from the official notice.",
    )

    def __init__(self, year: int) -> None:
        super().__init__(
            f"尚未导入{year}年的节假日和调休安排，涉及该年度的期限将暂缓确定。请在“导入节假日安排”中导入，无需重启。",
            f"The holidays and make-up days of {year} are not imported yet: due days that reach into it stay open. "
            "Import them by “Import a year's holidays”; nothing needs a restart.",
            year=year,
        )
