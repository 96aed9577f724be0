"""Why something cannot be done with a meeting."""

from __future__ import annotations

from services.kernel.refusals import Forbidden, Refusal


class MeetingNotOpen(Refusal):
    """The meeting is not at the step at which this can be done."""

    code = "documents.meeting-not-open"
    next = ("请打开该会议，按当前状态办理。", "Open the meeting and do what its state allows.")


class NotTheConvenor(Refusal):
    """The kind is convened by somebody else."""

    code = "documents.meeting-not-the-convenor"
    kind = "invalid"
    next = ("请改填该类会议规定的召集人。", "Name one who convenes meetings of this kind.")


class NotThePresider(Refusal):
    """The kind is presided over by somebody else."""

    code = "documents.meeting-not-the-presider"
    kind = "invalid"
    next = ("请改填该类会议规定的主持人。", "Name one who presides over meetings of this kind.")


class NotCalledToTheMeeting(Refusal):
    """Neither a member nor invited."""

    code = "documents.meeting-not-called"
    kind = "invalid"
    next = ("请先补发通知，再登记。", "Invite them first.")


class AgendaNotSet(Refusal):
    code = "documents.meeting-agenda-not-set"
    next = ("请先由规定的人员确定议程。", "The agenda is set first by who sets it.")


class NoSuchTopic(Refusal):
    code = "documents.meeting-no-such-topic"
    kind = "missing"
    next = ("请打开该会议核对议题。", "Open the meeting and check its items.")


class TopicNotOpen(Refusal):
    """The item is withdrawn, deferred, discussed, or not on the agenda."""

    code = "documents.meeting-topic-not-open"
    next = ("请打开该会议查看议题情况。", "Open the meeting to see how the item stands.")


class MeetingNotYetHeld(Refusal):
    code = "documents.meeting-not-yet-held"
    next = ("请于会议召开当天或之后登记。", "Enter it on the day of the meeting or later.")


class AttendanceUnchanged(Refusal):
    code = "documents.meeting-attendance-unchanged"
    next = (
        "无需办理；如另有差错，请填写更正后的出席情况。",
        "Nothing needs to be done; if something else is wrong, enter what is right.",
    )


class RecordsIncomplete(Refusal):
    """Minutes or materials are still out (B11.4)."""

    code = "documents.meeting-records-incomplete"
    next = ("请催收所列会议记录和材料后再收存。", "Collect the minutes and materials named first.")


class MeetingWithheld(Forbidden):
    """Secret: for those who took part, and no one else (B2.7)."""

    code = "documents.meeting-withheld"
    kind = "forbidden"
    next = ("确因工作需要的，请向会议召集人提出。", "Where your work needs it, ask who convened the meeting.")
