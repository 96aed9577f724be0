"""What leave refuses, and what to do then."""

from services.kernel.refusals import Refusal


class NotYourStep(Refusal):
    """The steps of the route are taken strictly in order."""

    code = "attendance.not-your-step"
    kind = "forbidden"
    next = (
        "请等待前一审批人办理，轮到您时会列入待办。",
        "Wait for those before you; it comes to your desk when it is your turn.",
    )


class OwnLeave(Refusal):
    """Nobody decides on their own leave, not even standing in for the approver."""

    code = "attendance.own-leave"
    kind = "forbidden"
    next = ("请由该岗位的任职者或上一级审批。", "Let the holder of the post, or the level above, decide.")


class LeaveNotOpen(Refusal):
    """The leave is not in a state in which this can be done."""

    code = "attendance.leave-not-open"
    next = ("请打开该请假查看办理情况。", "Open the leave to see how it stands.")


class EndBeforeStart(Refusal):
    """The end of the span lies before its beginning."""

    code = "attendance.leave-end-before-start"
    kind = "invalid"
    next = ("请核对开始和结束的日期、时段。", "Check the days and halves of the beginning and the end.")


class OwnReturn(Refusal):
    """The office registers the return; who comes back is not the one who says so (A15)."""

    code = "attendance.own-return"
    kind = "forbidden"
    next = (
        "请由办公室的另一位经办人（文书或办公室主任）办理。",
        "The other one of the office does it: the clerk, or the office director.",
    )


class NotForThem(Refusal):
    """The kind of leave is not given to the person."""

    code = "attendance.leave-not-for-them"
    next = (
        "请改选请假种类；性别登记有误的，请先更正人员信息。",
        "Choose another kind; where the record of the person is wrong, have it corrected.",
    )


class EmptyLeave(Refusal):
    code = "attendance.leave-empty"
    kind = "invalid"
    next = ("请选择含有工作日的时段。", "Choose a span with working days in it.")


class LeaveTooLong(Refusal):
    code = "attendance.leave-too-long"
    next = ("请缩短时段，其余改请其他种类的假。", "Shorten the span; ask for another kind of leave for the rest.")


class SlipTooLate(Refusal):
    """The window for a late slip has closed (A15)."""

    code = "attendance.slip-too-late"
    next = ("如确有错误，请办公室更正考勤表。", "Where it is wrong, ask the office to correct the sheet.")


class BadReturn(Refusal):
    code = "attendance.bad-return"
    kind = "invalid"
    next = ("请核对实际休假的最后一天后重新登记。", "Check the last day that was taken and enter it again.")


class LeaveOverlaps(Refusal):
    """Another slip of the same person covers part of the span."""

    code = "attendance.leave-overlaps"
    next = (
        "请改选时段，或先撤回、撤销重叠的请假。",
        "Choose another span, or withdraw or revoke the leave that overlaps first.",
    )


class NothingFell(Refusal):
    """Nothing of the leave fell with the year's forfeiture, or the person has taken note of it already (A16)."""

    code = "attendance.nothing-fell"
    next = ("无需办理。", "Nothing needs to be done.")
