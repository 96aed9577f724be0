"""Who presided and who came, as it is entered when a meeting was held."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.documents.meetings.refusals import NotCalledToTheMeeting, NotThePresider
from services.kernel.refusals import Invalid


@dataclass(frozen=True, slots=True)
class Holding:
    presided_by: str
    presiders: Collection[str]
    """Who may preside over the kind, and `cites` who says so."""
    cites: tuple[str, ...]
    members: Sequence[str]
    """Of the day itself."""
    present: Sequence[str]
    on_leave: Sequence[str]
    outside_members: int
    outside_present: int
    """Members who are not of the organ, and how many of them came."""

    def check(self, invited: Collection[str]) -> None:
        if self.presided_by not in self.presiders:
            raise NotThePresider(
                "该类会议不由此人主持。", "They do not preside over meetings of this kind.", cites=self.cites
            )
        if strangers := {*self.present, *self.on_leave, self.presided_by} - {*self.members, *invited}:
            raise NotCalledToTheMeeting(
                "有人不在参会名单上，列席人员请先补发通知。",
                "Somebody is not on the list: invite them first.",
                cites=("A17",),
                people=sorted(strangers),
            )
        if self.presided_by not in self.present or {*self.present} & {*self.on_leave}:
            raise Invalid(
                "主持人应当到会，同一人不能既到会又请假。",
                "Who presides is present, and nobody is both present and on leave.",
                fields=[{"field": "present"}],
            )
        if self.outside_present > self.outside_members:
            raise Invalid(
                f"机关外成员共{self.outside_members}人。",
                f"There are {self.outside_members} members who are not of the organ.",
                fields=[{"field": "outside_present", "value": str(self.outside_present)}],
            )
