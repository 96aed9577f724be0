"""党小组: a group of the branch with its leader and its liaison member (B4.3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal
from services.party.members import events as e

NAMESPACE = UUID("5c7b0f5e-0d5b-4a52-9d1b-7f6f0c7a1b12")


class GroupStatus(Status):
    OPEN = "open", "正常", "open"
    DISSOLVED = "dissolved", "已撤销", "dissolved"


BECOMES: Becomes = {e.GroupSetUp: GroupStatus.OPEN, e.GroupDissolved: GroupStatus.DISSOLVED}


class GroupExists(Refusal):
    """A group of that name is there already."""

    code = "party.group-exists"
    next = ("请打开该党小组核对，或另取名称。", "Open the group and compare, or take another name.")


class GroupNotEmpty(Refusal):
    """Members still belong to it."""

    code = "party.group-not-empty"
    next = ("请先将其党员调整到其他党小组。", "Move its members to other groups first.")


def group_id(name: str) -> UUID:
    return uuid5(NAMESPACE, name)


class Group(Aggregate):
    CALLED = "党小组", "group"
    CITES = ("B4.3",)
    CARRIES = ("name",)
    BECOMES = BECOMES
    name = ""
    since: date | None = None

    def set_up(self, act: Act, *, name: str, on: date, leader: str, liaison: str, members: Collection[str]) -> None:
        """Anew under its name where it was dissolved."""
        if self.status == GroupStatus.OPEN:
            raise GroupExists("已有同名党小组。", "There is a group of that name.", cites=self.CITES, name=name)
        self._check(on, members, leader=leader, liaison=liaison)
        self.trigger(e.GroupSetUp, act, name=name, on=on, leader=leader, liaison=liaison)

    def name_officers(self, act: Act, *, on: date, leader: str, liaison: str, members: Collection[str]) -> None:
        self._check(on, members, leader=leader, liaison=liaison)
        self.trigger(e.GroupOfficersNamed, act, on=on, leader=leader, liaison=liaison)

    def dissolve(self, act: Act, *, on: date, belonging: int) -> None:
        self._check(on, ())
        if belonging:
            raise GroupNotEmpty(
                f"该党小组还有{belonging}名党员。", f"{belonging} members belong to it.", cites=self.CITES
            )
        self.trigger(e.GroupDissolved, act, on=on)

    def _check(self, on: date, members: Collection[str], **officers: str) -> None:
        """Officers are members of the branch on the day; days follow each other."""
        wrong = [name for name, person in officers.items() if person and person not in members]
        if self.since is not None and on < self.since:
            wrong.append("on")
        if wrong:
            raise Invalid(
                "组长、联络员须为当日在册党员，日期须依次。",
                "Leader and liaison member are members of the branch on the day, and days follow each other.",
                fields=[{"field": name} for name in wrong],
            )

    @applies(e.GroupSetUp, e.GroupOfficersNamed, e.GroupDissolved)
    def _dated(self, event: e.OfGroup) -> None:
        self.since = event.on
