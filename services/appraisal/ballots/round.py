"""One round of the democratic evaluation: a roll, slips taken once by each, sealed at a fixed time (A35)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

from services.appraisal.ballots import events as e
from services.appraisal.ballots.refusals import CITES, BoxState, BoxUnsound
from services.appraisal.ballots.slip import COMMENTS, Slip, keyed, parted, root_of, round_of
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal

NAMESPACE = UUID("7a1b0a3e-52f8-4d2f-9d57-0f9e3c6b5a21")


class EvaluationStatus(Status):
    OPEN = "open", "进行中", "open"
    CLOSED = "closed", "已结束", "closed"
    VOIDED = "voided", "已作废，重新举行", "voided, held again"


BECOMES: Becomes = {
    e.EvaluationOpened: EvaluationStatus.OPEN,
    e.EvaluationClosed: EvaluationStatus.CLOSED,
    e.EvaluationVoided: EvaluationStatus.VOIDED,
}


class NotOnRoll(Refusal):
    """Only those on the roll of the day on which the round was opened rate."""

    code = "appraisal.ballot-not-on-roll"
    kind = "forbidden"
    next = ("如应列入名册，请向办公室提出。", "Tell the office if you belong on the roll.")


class SlipsTaken(Refusal):
    """Slips are given once; another request would be a second vote."""

    code = "appraisal.slips-taken"
    next = (
        "请用领取时的同一浏览器投票；所存数据丢失的，选票不再补发。",
        "Cast them from the browser in which they were taken; what was lost there is not given again.",
    )


class NotYoursToRate(Refusal):
    """A slip for each department that somebody rates and one for a comment, none for their own department."""

    code = "appraisal.slips-not-yours"
    kind = "forbidden"
    next = ("请按本页列出的部门领取选票。", "Ask for the slips of the departments that the page lists.")


class TakingOver(Refusal):
    """Slips are taken until a day before the casting ends."""

    code = "appraisal.slips-taking-over"
    next = ("下一季度请在期限内领取。", "Take them in time in the next quarter.")


class OtherRound(Refusal):
    """The round was voided and another one is held: slips blinded for the old keys are of no use."""

    code = "appraisal.ballot-other-round"
    next = ("请重新打开测评页面后领取选票。", "Open the page of the evaluation again, then take your slips.")


def round_id(quarter: str, number: int = 1) -> UUID:
    return uuid5(NAMESPACE, round_of(quarter, number))


class Evaluation(Aggregate):
    CALLED = "民主测评", "evaluation"
    CITES = CITES
    CARRIES = ("quarter", "number")
    BECOMES = BECOMES
    quarter = ""
    number = 1

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.roll: frozenset[str] = frozenset()
        self.departments: frozenset[str] = frozenset()
        self.taken: dict[str, str] = {}
        self.takers: Counter[str] = Counter()
        """By department how many took a slip of it."""
        self.sealed: dict[str, tuple[tuple[str, str], ...]] = {}
        """By department its slips, message and signature in hex; none where they are withheld."""
        self.least = 0
        self.classes: tuple[e.VoterClass, ...] = ()
        """None where everybody rates by the same keys."""
        self.acknowledges = ""
        self.taking_until = self.casting_until = datetime.max.replace(tzinfo=UTC)

    def open(
        self, act: Act, *, quarter: str, number: int, keys: Mapping[str, str], acknowledges: str, roll: Sequence[str],
        least: int, taking_until: datetime, casting_until: datetime, classes: Sequence[e.VoterClass] = (),
    ) -> None:  # fmt: skip
        self.trigger(
            e.EvaluationOpened, act, quarter=quarter, number=number, keys=dict(keys), acknowledges=acknowledges,
            roll=tuple(roll), least=least, taking_until=taking_until, casting_until=casting_until,
            classes=tuple(classes),
        )  # fmt: skip

    def take(self, act: Act, *, departments: Sequence[str], digest: str) -> bool:
        """False where this very request was answered before."""
        if act.actor not in self.roll:
            raise NotOnRoll("您不在本轮测评名册内。", "You are not on the roll of this round.", cites=CITES)
        before = self.taken.get(act.actor)
        if before == digest:
            return False
        if before is not None:
            raise SlipsTaken("您已领取过选票。", "You have taken your slips.", cites=CITES)
        if act.at >= self.taking_until:
            raise TakingOver(
                "领取选票已截止。", "The taking of slips is over.", cites=CITES, until=self.taking_until.isoformat()
            )
        self.trigger(e.SlipsSigned, act, person=act.actor, departments=tuple(departments), digest=digest)
        return True

    def seal(self, act: Act, slips: Sequence[Slip]) -> None:
        """Per department, once; what was sealed before the machine stopped is not sealed again."""
        self.check_count(slips)
        for department in sorted(self.departments - self.sealed.keys()):
            cast = sorted((one for one in slips if one.parts()[1] == department), key=lambda one: one.message)
            if len(cast) < self.least_of(department):
                codes = tuple(sorted(one.code for one in cast))
                self.trigger(e.SlipsWithheld, act, department=department, codes=codes)
            else:
                self.trigger(
                    e.SlipsSealed, act, department=department, root=root_of(cast),
                    slips=tuple((one.message.hex(), one.signature.hex()) for one in cast),
                )  # fmt: skip
        self.trigger(e.EvaluationClosed, act)

    def check_count(self, slips: Sequence[Slip]) -> None:
        given = Counter(one.parts()[1] for one in slips)
        if any(number > self.takers[department] for department, number in given.items()):
            raise BoxUnsound(self.code, BoxState.OVERFULL)

    def void(self, act: Act, *, reason: str, box: str) -> None:
        self.trigger(e.EvaluationVoided, act, reason=reason, box=box)

    def class_of(self, person: str) -> str:
        """Empty where there is one class alone."""
        return next((one.id for one in self.classes if person in one.members), "")

    def keys_for(self, person: str, departments: Iterable[str]) -> list[str]:
        """By which keys somebody rates these departments, and comments."""
        return sorted([*(keyed(department, self.class_of(person)) for department in departments), COMMENTS])

    def rated(self) -> set[str]:
        """The departments, whatever classes rate them."""
        return {parted(name)[0] for name in self.departments} - {COMMENTS}

    def least_of(self, key: str) -> int:
        return next((one.least for one in self.classes if one.id == parted(key)[1]), self.least)

    @property
    def code(self) -> str:
        """As slips and box name the round."""
        return round_of(self.quarter, self.number)

    @applies(e.EvaluationOpened)
    def _opened(self, event: e.EvaluationOpened) -> None:
        self.roll, self.departments = frozenset(event.roll), frozenset(event.keys)
        self.acknowledges = event.acknowledges
        self.least, self.taking_until, self.casting_until = event.least, event.taking_until, event.casting_until
        self.classes = event.classes

    @applies(e.SlipsSigned)
    def _signed(self, event: e.SlipsSigned) -> None:
        self.taken[event.person] = event.digest
        self.takers.update(event.departments)

    @applies(e.SlipsSealed)
    def _was_sealed(self, event: e.SlipsSealed) -> None:
        self.sealed[event.department] = event.slips

    @applies(e.SlipsWithheld)
    def _was_withheld(self, event: e.SlipsWithheld) -> None:
        self.sealed[event.department] = ()
