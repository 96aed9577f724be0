"""The facts of the directory: who belongs where, in which post, since when. Every other service mirrors them.

Here `day` is the day from which a fact holds (it may lie before or after the recording); an `until` is the first day on
which it no longer does. `department` is the department the fact is about, `of_post` the post: `post` stays what it is
in every fact, the post in which the actor acted.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal, Reckoned, Shared


class PersonHired(Event):
    """`work_since` is the first day of any employment: service counts from it (A16)."""

    SAYS = "人员入职"
    TOPIC = "directory.person-hired.v1"
    person: str
    name: Shared[str]
    number: Shared[str]
    work_since: Shared[date]
    gender: Shared[str] = ""


class PersonMoved(Event):
    SAYS = "人员调动"
    TOPIC = "directory.person-moved.v1"
    person: str
    previous: str = ""


class PersonLeft(Event):
    """`day` is the first day out of service."""

    SAYS = "人员离职"
    TOPIC = "directory.person-left.v1"
    person: str
    reason: Personal[str] = ""


class PersonDetailsCorrected(Event):
    """The details as they should have been from the start; all of them, so that a reader needs no other fact."""

    SAYS = "更正人员信息"
    TOPIC = "directory.person-details-corrected.v1"
    person: str
    name: Shared[str]
    number: Shared[str]
    work_since: Shared[date]
    gender: Shared[str] = ""
    reason: Personal[str] = ""


class ResidencyDutyTaken(Event):
    """Residency duty 驻勤: such people sign their own form (A14)."""

    SAYS = "承担驻勤"
    TOPIC = "directory.residency-duty-taken.v1"
    person: str


class ResidencyDutyGivenUp(Event):
    SAYS = "停止驻勤"
    TOPIC = "directory.residency-duty-given-up.v1"
    person: str


class DepartmentOpened(Event):
    """An appraised unit, 委室科 (A33)."""

    SAYS = "设立部门"
    TOPIC = "directory.department-opened.v1"
    zh: str
    en: str
    kind: str


class DepartmentRenamed(Event):
    SAYS = "部门更名"
    TOPIC = "directory.department-renamed.v1"
    zh: str
    en: str


class DepartmentMerged(Event):
    """`day` is the first day on which the department is part of `into`."""

    SAYS = "合并部门"
    TOPIC = "directory.department-merged.v1"
    into: str


class DepartmentClosed(Event):
    SAYS = "撤销部门"
    TOPIC = "directory.department-closed.v1"


class SupervisionAssigned(Event):
    """Which leader's post supervises the department (分管); empty when none does."""

    SAYS = "确定分管领导"
    TOPIC = "directory.supervision-assigned.v1"
    leader_post: str
    previous: str = ""


class PostCreated(Event):
    SAYS = "设立岗位"
    TOPIC = "directory.post-created.v1"
    of_post: str
    zh: str
    en: str
    level: str


class PostAbolished(Event):
    SAYS = "撤销岗位"
    TOPIC = "directory.post-abolished.v1"
    of_post: str


class HolderAppointed(Event):
    SAYS = "任命岗位"
    TOPIC = "directory.holder-appointed.v1"
    of_post: str
    person: str


class HolderRelieved(Event):
    SAYS = "免去岗位"
    TOPIC = "directory.holder-relieved.v1"
    of_post: str
    person: str


class DelegationGiven(Event):
    """`deputy` acts in the post from `day` until the day before `until`; `number` counts within the post."""

    SAYS = "指定代行"
    TOPIC = "directory.delegation-given.v1"
    of_post: str
    number: int
    holder: str
    deputy: str
    until: date
    reason: Personal[str] = ""


class DelegationEnded(Event):
    """The delegation ends before its time: `day` is the first day without it."""

    SAYS = "终止代行"
    TOPIC = "directory.delegation-ended.v1"
    of_post: str
    number: int
    holder: str
    deputy: str


class BodyFormed(Event):
    """A body beside the departments: party group, discipline group, branch committee (A1, B4). A role: id, zh, en."""

    SAYS = "成立机构组织"
    TOPIC = "directory.body-formed.v1"
    body: str
    zh: str
    en: str
    roles: tuple[tuple[str, str, str], ...]


class BodyDissolved(Event):
    SAYS = "撤销机构组织"
    TOPIC = "directory.body-dissolved.v1"
    body: str


class BodyMemberJoined(Event):
    SAYS = "加入机构组织"
    TOPIC = "directory.body-member-joined.v1"
    body: str
    person: str
    role: str


class BodyMemberLeft(Event):
    SAYS = "退出机构组织"
    TOPIC = "directory.body-member-left.v1"
    body: str
    person: str
    role: str


class OfChange(Event):
    """What the facts of a proposed change repeat: the operation's name, and what of these it is about."""

    PUBLISHED = False
    operation: str
    person: str = ""
    of_post: str = ""
    body: str = ""


class ChangeProposed(OfChange):
    """A change of posts or seats that takes a second person. `order` is the whole operation as JSON; `parties` are
    those whose own matter it is. `day` is that of proposing: from when the change holds stands in the order."""

    SAYS = "提请变更"
    TOPIC = "directory.change-proposed.v1"
    number: str
    order: Reckoned[str] = ""
    parties: tuple[str, ...] = ()


class ChangeConfirmed(OfChange):
    """The second person's word; the change itself is recorded with it, as a fact of its own."""

    SAYS = "确认变更"
    TOPIC = "directory.change-confirmed.v1"


class ChangeDeclined(OfChange):
    SAYS = "不同意变更"
    TOPIC = "directory.change-declined.v1"
    reason: Personal[str] = ""


class ChangeWithdrawn(OfChange):
    SAYS = "撤回变更提请"
    TOPIC = "directory.change-withdrawn.v1"
    reason: Personal[str] = ""


class CalendarAnnounced(Event):
    """The holidays and make-up days (调休) of a year by the state's notice (`source`); a later one of the same year
    replaces it. A holiday: Chinese and English name, its days off, its make-up days. `day` is the year's first.
    """

    SAYS = "登记节假日安排"
    TOPIC = "directory.calendar-announced.v1"
    year: int
    source: str
    holidays: tuple[tuple[str, str, tuple[date, ...], tuple[date, ...]], ...]
