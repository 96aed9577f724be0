"""Why something cannot be done with a motion. None of them says what the motion is about (B2.7)."""

from __future__ import annotations

from services.kernel.refusals import Forbidden, Refusal


class MotionNotOpen(Refusal):
    """The motion is not at the step at which this can be done; after the result nothing can."""

    code = "party.motion-not-open"
    next = ("请打开该表决事项，按当前状态办理。", "Open the motion and do what its state allows.")


class ReferenceTaken(Refusal):
    """There is a motion with this reference that is carried or not yet decided."""

    code = "party.motion-reference-taken"
    next = ("请先核对已有的表决事项。", "Look at the motion that there is.")


class NoQuorum(Refusal):
    """Fewer are present than the matter asks for (B2.5)."""

    code = "party.no-quorum"
    next = ("到会人数不足，不能表决；请另定日期。", "Too few are present to vote: put it on the agenda of another day.")


class NotEntitled(Refusal):
    """Not of the body that day, recused, or not present when the vote was opened."""

    code = "party.not-entitled-to-vote"
    kind = "invalid"
    next = (
        "请核对应到会成员、回避人员和到会人员。",
        "Check who belongs to the body, who is recused, and who is present.",
    )


class Recused(Forbidden):
    """Who is concerned takes no part (B2.5)."""

    code = "party.recused"
    next = ("请由其他成员办理。", "Leave it to another member.")


class TellersMissing(Refusal):
    """A secret ballot is counted by tellers who are present; an open one by nobody."""

    code = "party.tellers-missing"
    kind = "invalid"
    next = ("无记名投票请在到会成员中指定监票计票人。", "Name tellers among those present for a secret ballot.")


class WrongBallot(Refusal):
    """Votes are cast by name in open ballots, and counted in secret ones."""

    code = "party.wrong-ballot"
    next = (
        "公开表决由成员本人表态；无记名投票由监票人登记票数。",
        "Open: each says it themselves. Secret: tellers count.",
    )


class VoteUnchanged(Refusal):
    code = "party.vote-unchanged"
    next = ("您的表态已登记。", "It is recorded already.")


class TooManyBallots(Refusal):
    """More than those who are present and may vote."""

    code = "party.too-many-ballots"
    kind = "invalid"
    next = ("请重新清点票数。", "Count again.")


class VotesMissing(Refusal):
    """Somebody present has not voted, or nobody has counted."""

    code = "party.votes-missing"
    next = (
        "请等待全部表态；已离场的，请列明未表决人员。",
        "Wait for all votes, or name exactly those who left without voting.",
    )


class CarriedOut(Refusal):
    """Nothing is left to look after."""

    code = "party.resolution-carried-out"
    next = ("请打开该决议查看落实情况。", "Open the resolution to see how it was carried out.")
