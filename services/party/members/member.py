"""A membership of the branch: on probation, formal, ended (B4.3, B4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid, Refusal
from services.party.members import events as e
from services.party.months import months_after

NAMESPACE = UUID("5c7b0f5e-0d5b-4a52-9d1b-7f6f0c7a1b11")
CITES = ("B4.3",)


class MemberStatus(Status):
    PROBATIONARY = "probationary", "预备党员", "probationary"
    FORMAL = "formal", "正式党员", "formal"
    LEFT = "left", "已转出或停止", "no longer a member here"


class MemberKind(Word):
    """How somebody belongs to the branch; who is retired need not be in the organ's service any more."""

    SERVING = "serving", "在职党员", "serving"
    RETIRED = "retired", "离退休党员", "retired"
    MOBILE = "mobile", "流动党员", "living elsewhere"


class Cause(Word):
    """Why a membership of the branch ended."""

    NONE = "", "无", "none"
    TRANSFERRED = "transferred", "转出组织关系", "transferred to another branch"
    CANCELLED = "cancelled", "取消预备党员资格", "probation ended without admission"
    STRUCK = "struck", "停止党籍或除名", "struck off"
    EXPELLED = "expelled", "开除党籍", "expelled"
    DIED = "died", "去世", "died"


SERVING = (MemberStatus.PROBATIONARY, MemberStatus.FORMAL)
BECOMES: Becomes = {e.MemberMadeFormal: MemberStatus.FORMAL, e.MemberLeft: MemberStatus.LEFT}


class AlreadyMember(Refusal):
    """The person stands in the branch's register already."""

    code = "party.already-a-member"
    next = ("请打开该党员的记录核对。", "Open the member's record and compare.")


class ProbationNotOver(Refusal):
    """Full membership counts from the end of the probation at the earliest."""

    code = "party.probation-not-over"
    next = ("请在预备期满后办理转正。", "Enter the full membership once the probation is over.")


class ExtendedAlready(Refusal):
    """A probation is extended once, and not for longer or shorter than the rule says."""

    code = "party.probation-extension"
    next = (
        "延长期满后，办理转正或者取消预备党员资格。",
        "When the extension is over, make them a full member, or end the membership.",
    )


@dataclass(frozen=True, slots=True)
class Probation:
    """In force on the day that decides, in months: how long it lasts, and how much it may be extended, once."""

    months: int
    least: int
    most: int
    cites: tuple[str, ...]


def member_id(person: str) -> UUID:
    """One stream a person, through every coming and going."""
    return uuid5(NAMESPACE, person)


class Member(Aggregate):
    CALLED = "党员登记", "entry of a member"
    CITES = CITES
    CARRIES = ("person",)
    BECOMES = BECOMES
    person = ""
    since: date | None = None
    until: date | None = None
    """The first day on which they were no longer a member here, after they left."""
    joined: date | None = None
    extended_to: date | None = None

    def enter(
        self,
        act: Act,
        *,
        person: str,
        department: str,
        on: date,
        joined: date,
        formal: date | None,
        group: str,
        came_from: str,
        kind: str,
        born: date | None,
        education: str,
        cites: tuple[str, ...] = CITES,
    ) -> None:
        if self.status in SERVING:
            raise AlreadyMember(
                "该人员已在党员名册中。", "The person is in the register of members already.", cites=CITES
            )
        if not joined <= (formal or joined) <= on:
            raise Invalid(
                "入党、转正、登记的日期先后不合。",
                "The days of admission, of full membership and of the entry do not follow each other.",
                fields=[{"field": "formal" if formal else "joined"}],
            )
        self._not_before(on, self.until, "转出或停止", "departure")
        self.trigger(
            e.MemberEntered,
            act,
            person=person,
            department=department,
            on=on,
            joined=joined,
            formal=formal,
            group=group,
            came_from=came_from,
            kind=kind,
            born=born,
            education=education,
            cites=cites,
        )

    def make_formal(self, act: Act, *, on: date, probation: Probation) -> None:
        """Of the day on which the probation ends, or of a later one."""
        self._check_after(on)
        assert self.joined is not None
        earliest = self.extended_to or months_after(self.joined, probation.months)
        if on < earliest:
            raise ProbationNotOver(
                f"预备期至{earliest}，此前不能转正。",
                f"The probation lasts until {earliest}; nobody is made a full member before.",
                cites=probation.cites,
                earliest=earliest.isoformat(),
            )
        self.trigger(e.MemberMadeFormal, act, on=on, cites=probation.cites)

    def extend(self, act: Act, *, on: date, months: int, reason: str, probation: Probation) -> None:
        """Counts from the end of the year's probation."""
        self._check_after(on)
        assert self.joined is not None
        if self.extended_to is not None or not probation.least <= months <= probation.most:
            raise ExtendedAlready(
                f"预备期只能延长一次，延长{probation.least}至{probation.most}个月。",
                f"A probation is extended once, for {probation.least} to {probation.most} months.",
                cites=probation.cites,
                extended_to=self.extended_to.isoformat() if self.extended_to else "",
            )
        until = months_after(self.joined, probation.months + months)
        self.trigger(e.ProbationExtended, act, on=on, until=until, reason=reason, cites=probation.cites)

    def place(self, act: Act, *, on: date, group: str, kind: str) -> None:
        self._check_after(on)
        self.trigger(e.MemberPlaced, act, on=on, group=group, kind=kind)

    def leave(self, act: Act, *, on: date, gone_to: str, reason: str, cause: Cause) -> None:
        """Only who is on probation can lose it; only who is transferred has gone somewhere."""
        self._check_after(on)
        wrong = {
            "cause": cause is Cause.NONE or (cause is Cause.CANCELLED and self.status != MemberStatus.PROBATIONARY),
            "gone_to": (cause is Cause.TRANSFERRED) != bool(gone_to),
        }
        if any(wrong.values()):
            raise Invalid(
                "停止原因与党员状态或转往的党组织不合。",
                "The cause does not go with the member's status or with the branch they go to.",
                fields=[{"field": name} for name, is_wrong in wrong.items() if is_wrong],
            )
        self.trigger(e.MemberLeft, act, on=on, gone_to=gone_to, reason=reason, cause=cause.value)

    def _check_after(self, on: date) -> None:
        self._not_before(on, self.since, "登记", "entry")

    def _not_before(self, on: date, day: date | None, zh: str, en: str) -> None:
        if day is not None and on < day:
            raise Invalid(
                f"不能早于{zh}之日{day}。",
                f"It cannot be before the {en} on {day}.",
                fields=[{"field": "on", "from": day.isoformat()}],
            )

    @applies(e.MemberEntered)
    def _entered(self, event: e.MemberEntered) -> None:
        self.status = status_of(event)
        self.since, self.joined, self.until, self.extended_to = event.on, event.joined, None, None

    @applies(e.ProbationExtended)
    def _extended(self, event: e.ProbationExtended) -> None:
        self.extended_to = event.until

    @applies(e.MemberPlaced)
    def _placed(self, event: e.MemberPlaced) -> None: ...

    @applies(e.MemberLeft)
    def _left(self, event: e.MemberLeft) -> None:
        self.until = event.on


def status_of(event: e.MemberEntered) -> MemberStatus:
    return MemberStatus.FORMAL if event.formal else MemberStatus.PROBATIONARY
