"""How a leave goes through the office, as deeds: asked for, decided step by step, taken, returned from (A15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from deploy.demo.plan import Half, HalfDay, Plan, halves_between

CLERK, DIRECTOR = "p011", "p008"


def other_than(*people: str) -> str:
    """Who of the office does what is nobody's own matter: the clerk, or the director where it is the clerk's."""
    return DIRECTOR if CLERK in people else CLERK


REASONS = {
    "personal": ("家中有事", "接送孩子", "办理个人事务", "搬家"),
    "sick": ("感冒发烧", "复查", "牙痛就诊", "腰椎不适"),
    "annual": ("休假", "陪家人出行", "年度休假"),
    "official": ("参加培训", "参加市里会议", "体检"),
}


@dataclass(frozen=True, slots=True)
class Slip:
    """What a leave form says."""

    person: str
    kind: str
    start: date
    end: date
    start_half: Half = "am"
    end_half: Half = "pm"

    def halves(self) -> list[HalfDay]:
        return list(halves_between(self.start, self.start_half, self.end, self.end_half))


class Desk:
    """Plans the way of slips."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def working_days(self, slip: Slip) -> float:
        return sum(0.5 for day, _ in slip.halves() if self.plan.is_workday(day))

    def ask(self, slip: Slip, at: datetime, *, by: str = "", expect: str = "", reason: str = "") -> str:
        """The label by which later deeds name it."""
        label = self.plan.new_label()
        reasons = REASONS.get(slip.kind, ("",))
        body: dict[str, Any] = {"start_half": slip.start_half} if slip.start_half == "pm" else {}
        body |= {"end_half": slip.end_half} if slip.end_half == "am" else {}
        self.plan.do(
            at,
            by or slip.person,
            "attendance.request-leave",
            label=label,
            expect=expect,
            person=slip.person,
            kind=slip.kind,
            start=slip.start,
            end=slip.end,
            reason=reason or self.plan.rng.choice(reasons),
            **body,
        )
        self.plan.speak_for(slip.person, slip.start, slip.end)
        return label

    def route(self, slip: Slip, asked: datetime) -> list[str]:
        department = self.plan.roll.department(slip.person, slip.start)
        return self.plan.roll.route(slip.person, department, asked.date(), self.working_days(slip))

    def approve(
        self, slip: Slip, label: str, asked: datetime, *, first: int = 0, steps: int | None = None, after: Any = None
    ) -> datetime:
        """Steps `first` up to `steps` agree, each some time after the one before; the moment of the last.

        Nobody decides two of them: the second goes up, and above the chair the clerk records it.
        """
        route = self.route(slip, asked)
        at: datetime = after or asked
        decided: set[str] = set()
        for post in route[first:steps]:
            at, decider = self.turn(post, slip, at)
            if decided & self.plan.roll.may_decide(post, at.date()):
                if post != route[-1]:
                    continue
                decider = CLERK
            self.plan.do(at, decider, "attendance.approve-leave", leave=f"@{label}")
            decided.add(decider)
        return at

    def reject(
        self, slip: Slip, label: str, asked: datetime, *, step: int = 0, reason: str = "近期工作任务较重"
    ) -> None:
        at = self.approve(slip, label, asked, steps=step)
        at, decider = self.turn(self.route(slip, asked)[step], slip, at)
        self.plan.do(at, decider, "attendance.reject-leave", leave=f"@{label}", reason=reason)

    def turn(self, post: str, slip: Slip, after: datetime) -> tuple[datetime, str]:
        """When somebody decides next in this post, and who."""
        at = self.soon(after)
        decider = self.plan.roll.decider(post, slip.person, at.date())
        while not decider:
            at = self.plan.some_time(self.plan.workday(at.date(), 1), 9, 12)
            decider = self.plan.roll.decider(post, slip.person, at.date())
        return at, decider

    def soon(self, after: datetime) -> datetime:
        """Some time later in office hours."""
        at = after + timedelta(minutes=self.plan.rng.randrange(15, 200))
        if at.hour < 18 and self.plan.is_workday(at.date()):
            return at
        return self.plan.some_time(self.plan.workday(after.date(), 1), 9, 11)

    def come_back(
        self,
        slip: Slip,
        label: str,
        approved: datetime,
        *,
        days_late: int = 0,
        last: HalfDay | None = None,
        at: datetime | None = None,
        expect: str = "",
    ) -> None:
        """The office registers the return: as a rule on the first half day back; `last` is an earlier last half day."""
        end, end_half = last or (slip.end, slip.end_half)
        if at is None:
            day = self.plan.same_or_next_workday(end) if end_half == "am" else self.plan.workday(end, 1)
            if days_late:
                day = self.plan.workday(self.plan.workday(slip.end, 1), days_late)
            at = self.plan.some_time(day, 14, 16) if day == end else self.plan.some_time(day, 9, 11)
            at = max(at, approved + timedelta(minutes=5))
        body: dict[str, Any] = {"last_day": end, "last_half": end_half} if last else {}
        keeper = CLERK if self.plan.rng.random() < 0.8 else DIRECTOR
        if keeper == slip.person:  # nobody registers their own
            keeper = DIRECTOR if keeper == CLERK else CLERK
        self.plan.do(at, keeper, "attendance.register-return", leave=f"@{label}", expect=expect, **body)

    def take(
        self,
        slip: Slip,
        asked: datetime,
        *,
        by: str = "",
        back: str = "prompt",
        days_late: int = 2,
        last: HalfDay | None = None,
    ) -> str:
        """A leave that is approved and taken. `back`: prompt, late, or never registered; `last` ends it earlier."""
        label = self.ask(slip, asked, by=by)
        approved = self.approve(slip, label, asked)
        taken = slip.halves()
        if last is not None:
            taken = taken[: taken.index(last) + 1]
        self.plan.stay_away(slip.person, taken)
        if back != "never":
            self.come_back(slip, label, approved, days_late=days_late if back == "late" else 0, last=last)
        return label
