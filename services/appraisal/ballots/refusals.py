"""What is refused around the box, and how a box may stand. A box that is not sound is never taken for an empty one."""

from __future__ import annotations

from services.kernel.domain.words import Word
from services.kernel.refusals import Refusal

CITES = ("A35",)


class BoxState(Word):
    SOUND = "sound", "完好", "sound"
    LOST = "lost", "票箱文件不在", "the box is not there"
    DAMAGED = "damaged", "票箱受损，已回执的选票不全", "the box is damaged: slips that it acknowledged are not in it"
    FOREIGN = "foreign", "票箱或密钥不属于登记在册的测评", "the box or its keys are of no round that is on record"
    KEYS_LOST = "keys-lost", "密钥文件缺失或受损", "the keys are missing or damaged"
    IN_USE = "in-use", "票箱正由另一进程使用", "another process has the box"
    OVERFULL = "overfull", "票数多于领取人数", "there are more slips than people who took one"
    UNREACHABLE = "unreachable", "票箱进程没有应答", "the process that keeps the box does not answer"


class BoxUnsound(Refusal):
    """The box of a round that is on record is not as it was left. Nothing is sealed and nothing destroyed; when it is
    found again the round goes on, and otherwise it is voided and held again."""

    code = "appraisal.ballot-box-unsound"
    kind = "unavailable"
    next = (
        "请系统管理员找回原票箱和密钥，找回后测评自动继续；确已无法找回的，由办公室主任注明理由作废本轮，系统随即重新举行。",
        "Bring box and keys back and the round goes on; if they are lost, the office director voids it for a reason.",
    )

    def __init__(self, round_: str, state: BoxState) -> None:
        super().__init__(
            f"{round_} 民主测评不能继续：{state.zh}。",
            f"The evaluation {round_} cannot go on: {state.en}.",
            cites=CITES,
            round=round_,
            state=str(state),
        )

    @property
    def state(self) -> BoxState:
        return BoxState(self.details["state"])


class BoxFull(Refusal):
    """More slips than were ever signed for: somebody else's key, or a fault."""

    code = "appraisal.ballot-box-full"
    next = (
        "请报告系统管理员：票数已超过可能领取的总数。",
        "Tell the administrator: there are more slips than were given.",
    )


class RoundNotOpen(Refusal):
    """Slips of the round are not taken, not yet or no longer."""

    code = "appraisal.ballot-not-open"
    next = ("请核对测评的起止时间。", "Look at the days on which the round is open.")


class SlipRefused(Refusal):
    """The slip is not one that this round signed, or says what the round does not ask."""

    code = "appraisal.slip-refused"
    kind = "invalid"
    next = ("请用领取选票的同一浏览器重新投出。", "Cast it again from the browser in which it was taken.")
