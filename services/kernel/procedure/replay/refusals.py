"""What is refused of replays, and what to do instead."""

from __future__ import annotations

from services.kernel.refusals import Refusal


class NoPlaceFree(Refusal):
    code = ".no-place-for-replays"
    next = ("请先清除一次已结束的重演。", "Remove a replay that has ended.")


class NotThatState(Refusal):
    code = ".replay-not-that-state"
    next = ("请打开该次重演，按当前状态办理。", "Open the replay and do what its state allows.")


class StopsEarlier(Refusal):
    """It was built up to a moment: live registers have gone on since."""

    code = ".replay-stops-earlier"
    next = (
        "请另起一次不设截至时间的重演，或与另一次重演比对。",
        "Start a replay without an end, or compare it with another replay.",
    )


class OfAnotherProgram(Refusal):
    code = ".replay-of-another-program"
    next = (
        "请由该版本的程序从命令行继续，或另起一次重演。",
        "Go on with that program's `jikao audit replay --resume`, or start another replay.",
    )


class NotInReplay(Refusal):
    code = ".not-in-replay"
    kind = "invalid"
    next = ("请从该次重演的台账清单中选择。", "Choose one of the registers that the replay holds.")


class ReadsOthers(NotInReplay):
    code = ".reads-other-registers"
    next = (
        "请重演“全部台账”至同一时点，再从那里查看。",
        "Replay every register up to the same moment, and look at it there.",
    )
