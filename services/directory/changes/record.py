"""人事机构变动台账: every fact of the directory as one line, in the order of recording. A pure function of the log."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.directory import events as facts
from services.kernel.domain.events import Event, declared
from services.kernel.domain.words import Word
from services.kernel.log.registers import Register, Rows, naive
from services.kernel.log.transaction import microseconds
from services.kernel.procedure.record import COMPUTED, PERSON, Department, Moment, Person, Post, Row


class Change(Word):
    """What happened: the name of the fact."""

    PERSON_HIRED = "person-hired", "录用", "hired"
    PERSON_MOVED = "person-moved", "调动", "moved"
    PERSON_LEFT = "person-left", "离职", "left the service"
    PERSON_DETAILS_CORRECTED = "person-details-corrected", "更正信息", "details corrected"
    RESIDENCY_DUTY_TAKEN = "residency-duty-taken", "开始驻勤", "residency duty taken"
    RESIDENCY_DUTY_GIVEN_UP = "residency-duty-given-up", "结束驻勤", "residency duty given up"
    DEPARTMENT_OPENED = "department-opened", "部门设立", "department opened"
    DEPARTMENT_RENAMED = "department-renamed", "部门更名", "department renamed"
    DEPARTMENT_MERGED = "department-merged", "部门合并", "department merged"
    DEPARTMENT_CLOSED = "department-closed", "部门撤销", "department closed"
    SUPERVISION_ASSIGNED = "supervision-assigned", "分管调整", "supervision assigned"
    POST_CREATED = "post-created", "岗位设立", "post created"
    POST_ABOLISHED = "post-abolished", "岗位撤销", "post abolished"
    HOLDER_APPOINTED = "holder-appointed", "任职", "appointed"
    HOLDER_RELIEVED = "holder-relieved", "免职", "relieved"
    DELEGATION_GIVEN = "delegation-given", "委托代行", "delegation given"
    DELEGATION_ENDED = "delegation-ended", "代行提前结束", "delegation ended early"
    BODY_FORMED = "body-formed", "组织设立", "body formed"
    BODY_DISSOLVED = "body-dissolved", "组织撤销", "body dissolved"
    BODY_MEMBER_JOINED = "body-member-joined", "加入组织", "joined a body"
    BODY_MEMBER_LEFT = "body-member-left", "退出组织", "left a body"
    CHANGE_PROPOSED = "change-proposed", "提请变更", "change proposed"
    CHANGE_CONFIRMED = "change-confirmed", "确认变更", "change confirmed"
    CHANGE_DECLINED = "change-declined", "不予确认变更", "change declined"
    CHANGE_WITHDRAWN = "change-withdrawn", "撤回变更提请", "proposed change withdrawn"
    CALENDAR_ANNOUNCED = "calendar-announced", "节假日安排", "calendar announced"


WHAT: dict[type[Event], Change] = {
    fact: Change(fact.NAME) for fact in declared("directory").values() if fact.__module__ == facts.__name__
}
"""A fact of the organ without its words is refused here; accounts and logins have registers of their own."""


class ChangeRecord(
    Row,
    table="changes",
    zh="人事机构变动台账",
    en="Changes of the organ",
    one="变动 / change",
    by="id",
    find="person department post body",
    cites=("A33",),
):
    """One fact: `day` from when it holds, `recorded_at` when it was written down, by whom. `id` sorts as recorded."""

    id: str = Field(max_length=80, title="标识 / id")
    day: date = Field(title="生效日期 / effective from")
    recorded_at: Moment = Field(title="登记时间 / recorded")
    what: Change = Field(title="事项 / change")
    zh: Annotated[str, COMPUTED] = Field(title="事项 / change (Chinese)")
    en: Annotated[str, COMPUTED] = Field(title="事项(英文) / change")
    person: Person
    department: Department
    post: Post
    body: str = Field(max_length=60, title="组织 / body")
    detail: str = Field(max_length=200, title="内容 / detail", description="以标识称呼 / by ids")
    detail_zh: Annotated[str, COMPUTED] = Field(title="内容 / detail (Chinese)")
    detail_en: Annotated[str, COMPUTED] = Field(title="内容(英文) / detail")
    actor: Annotated[str, PERSON] = Field(max_length=60, title="登记人 / by")


register = Register("directory-changes", ChangeRecord)


@register.on(*WHAT)
def recorded(event: Event, rows: Rows) -> None:
    """Private reasons stay in the log."""
    match event:
        case facts.PersonHired() | facts.PersonDetailsCorrected():
            detail = f"{event.name} {event.number}"
        case facts.PersonMoved():
            detail = f"{event.previous or '-'} → {event.department or '-'}"
        case facts.DepartmentOpened() | facts.DepartmentRenamed() | facts.PostCreated() | facts.BodyFormed():
            detail = event.zh
        case facts.DepartmentMerged():
            detail = f"→ {event.into}"
        case facts.SupervisionAssigned():
            detail = f"{event.previous or '-'} → {event.leader_post or '-'}"
        case facts.DelegationGiven():
            detail = f"{event.holder} → {event.deputy}, {event.day} – {event.until}"
        case facts.DelegationEnded():
            detail = f"{event.holder} → {event.deputy}"
        case facts.BodyMemberJoined() | facts.BodyMemberLeft():
            detail = event.role
        case facts.CalendarAnnounced():
            detail = f"{event.year} {event.source}"
        case _:
            detail = ""
    at = microseconds(event.timestamp)
    rows.record(
        ChangeRecord,
        event,
        id=f"{at:017d}-{event.originator_id.hex}-{event.originator_version:06d}",
        recorded_at=naive(event.timestamp),
        what=event.NAME,
        person=getattr(event, "person", "") or getattr(event, "holder", ""),
        post=getattr(event, "of_post", ""),
        detail=detail,
    )
