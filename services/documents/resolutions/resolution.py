"""One resolution on an item of an agenda, as it was carried, and the tasks made of it (A17, A34, B2.5, B2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.documents.resolutions import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.refusals import Invalid, Refusal


class NoMajority(Refusal):
    """Fewer than more than half are in favour (B2.5)."""

    code = "documents.resolution-no-majority"
    next = (
        "请核对票数；确未过半数的，可于以后会议再议。",
        "Check the votes; what has no majority may be discussed again at a later meeting.",
    )


class VotesDoNotAddUp(Refusal):
    """More votes than members who were present."""

    code = "documents.resolution-votes-do-not-add-up"
    kind = "invalid"
    next = ("请核对到会人数和各项票数。", "Check who was present and each count of votes.")


class MotionNotCarried(Refusal):
    """The body did not carry a motion of that number on the day of the meeting, or it is a resolution already."""

    code = "documents.resolution-motion-not-carried"
    next = (
        "请先在党务“表决”中宣布结果，再填写决议编号。",
        "Have the result declared among the motions of Party affairs, and name its number.",
    )


@dataclass(frozen=True, slots=True)
class Vote:
    """How it was voted on, and how many could have."""

    in_favour: int
    against: int
    abstained: int
    present: int
    """Members who were there."""
    majority_of: int
    """More than half of so many must be in favour; 0 where the kind of meeting counts no votes."""
    cites: tuple[str, ...]

    def check(self) -> None:
        cast = self.in_favour + self.against + self.abstained
        if not self.majority_of:
            if cast:
                raise Invalid(
                    "该类会议不计票，请勿填写票数。",
                    "Meetings of this kind count no votes: leave them out.",
                    fields=[{"field": "in_favour", "value": str(self.in_favour)}],
                )
            return
        if cast > self.present:
            raise VotesDoNotAddUp(
                f"到会成员{self.present}人，票数合计{cast}票。",
                f"{self.present} members were present, {cast} votes are entered.",
                cites=self.cites,
                present=self.present,
            )
        if 2 * self.in_favour <= self.majority_of:
            raise NoMajority(
                f"应有超过{self.majority_of}人的半数赞成，实得{self.in_favour}票，决议未通过。",
                f"More than half of {self.majority_of} had to be in favour, {self.in_favour} were: it is not adopted.",
                cites=self.cites,
                in_favour=self.in_favour,
                majority_of=self.majority_of,
            )


class Resolution(Aggregate):
    CARRIES = ("meeting", "item", "number")
    meeting = ""
    item = 0
    number = ""

    def adopt(
        self,
        act: Act,
        *,
        meeting: UUID,
        kind: str,
        number: str,
        on: date,
        item: int,
        nth: int,
        department: str,
        form: str,
        title: str,
        text: str,
        vote: Vote,
        motion: str = "",
        tasks: Sequence[str] = (),
        owners: Sequence[str] = (),
    ) -> None:
        vote.check()
        self.trigger(
            e.ResolutionAdopted,
            act,
            department=department,
            meeting=meeting.hex,
            kind=kind,
            number=number,
            on=on,
            item=item,
            nth=nth,
            form=form,
            in_favour=vote.in_favour,
            against=vote.against,
            abstained=vote.abstained,
            members=vote.majority_of,
            motion=motion,
            tasks=tuple(tasks),
            owners=tuple(owners),
            title=title,
            text=text,
            cites=("A17", *(cite for cite in vote.cites if cite not in ("A17", "organ"))),
        )

    def order_task(self, act: Act, *, task: str, owner: str) -> None:
        self.trigger(e.ResolutionTaskOrdered, act, task=task, owner=owner, cites=("A17", "A34"))

    @applies(e.ResolutionAdopted, e.ResolutionTaskOrdered)
    def _kept(self, event: Any) -> None:
        """All that it says is said first."""
