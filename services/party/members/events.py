"""What happens to a membership of the branch (B4.3). `person` is whose it is, `department` theirs on that day."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import UNSAID, Event, Personal, Reckoned


class MemberEntered(Event):
    """Taken into the branch's register: admitted here, or come from another branch (`came_from`).

    `joined` is the day of admission to the Party, `formal` that of full membership: none while on probation. `group`
    is the group's name, `kind` whether they serve, are retired, or live elsewhere.
    """

    SAYS = "登记党员"
    TOPIC = "party.member-entered.v1"
    person: str
    department: str
    on: date
    joined: Reckoned[date] = UNSAID
    formal: Reckoned[date | None] = None
    group: str = ""
    came_from: Reckoned[str] = ""
    kind: Reckoned[str] = "serving"
    born: Personal[date | None] = None
    education: Personal[str] = ""


class MemberMadeFormal(Event):
    """The probation ended well; `on` is the day from which full membership counts."""

    SAYS = "预备党员转正"
    TOPIC = "party.member-made-formal.v1"
    person: str
    on: date


class ProbationExtended(Event):
    """Once, by the meeting of the branch; `until` is the day from which full membership may count."""

    SAYS = "延长预备期"
    TOPIC = "party.probation-extended.v1"
    person: str
    on: date
    until: Reckoned[date] = UNSAID
    reason: Personal[str] = ""


class MemberPlaced(Event):
    """From `on` in this group and of this kind: moved, retired, living elsewhere or back."""

    SAYS = "编入党小组"
    TOPIC = "party.member-placed.v1"
    person: str
    on: date
    group: str = ""
    kind: Reckoned[str] = "serving"


class MemberLeft(Event):
    """No longer in this branch from `on`; `gone_to` is the branch that took them over, where one did."""

    SAYS = "党员转出"
    TOPIC = "party.member-left.v1"
    person: str
    on: date
    gone_to: Reckoned[str] = ""
    reason: Personal[str] = ""
    cause: Reckoned[str] = "transferred"


class OfGroup(Event):
    """Of the group `name`, from `on`."""

    name: str
    on: date


class GroupSetUp(OfGroup):
    SAYS = "成立党小组"
    TOPIC = "party.group-set-up.v1"
    leader: str = ""
    liaison: str = ""


class GroupOfficersNamed(OfGroup):
    """Who leads it and who keeps in touch with the committee, from that day on."""

    SAYS = "确定党小组负责人"
    TOPIC = "party.group-officers-named.v1"
    leader: str = ""
    liaison: str = ""


class GroupDissolved(OfGroup):
    SAYS = "撤销党小组"
    TOPIC = "party.group-dissolved.v1"
