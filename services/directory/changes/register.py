"""人事机构变动台账: every fact of the directory as one row, in the order of recording. A pure function of the log."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, MetaData, String, Table

from services.directory import events as facts
from services.kernel.events import Event
from services.kernel.registers import Register, Rows
from services.kernel.transaction import microseconds

metadata = MetaData()

changes = Table(
    "changes",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("day", Date, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("what", String(60), nullable=False),
    Column("person", String(60), nullable=False),
    Column("department", String(60), nullable=False),
    Column("post", String(60), nullable=False),
    Column("body", String(60), nullable=False),
    Column("detail", String(200), nullable=False),
    Column("actor", String(60), nullable=False),
    Index("changes_person", "person", "id"),
    Index("changes_department", "department", "id"),
    Index("changes_post", "post", "id"),
    Index("changes_body", "body", "id"),
)
"""`id` sorts in the order of recording; `recorded_at` in microseconds since the epoch; `what` is the fact's name."""

WHAT: dict[type[Event], tuple[str, str]] = {
    facts.PersonHired: ("录用", "hired"),
    facts.PersonMoved: ("调动", "moved"),
    facts.PersonLeft: ("离职", "left the service"),
    facts.PersonDetailsCorrected: ("更正信息", "details corrected"),
    facts.ResidencyDutyTaken: ("开始驻勤", "residency duty taken"),
    facts.ResidencyDutyGivenUp: ("结束驻勤", "residency duty given up"),
    facts.DepartmentOpened: ("部门设立", "department opened"),
    facts.DepartmentRenamed: ("部门更名", "department renamed"),
    facts.DepartmentMerged: ("部门合并", "department merged"),
    facts.DepartmentClosed: ("部门撤销", "department closed"),
    facts.SupervisionAssigned: ("分管调整", "supervision assigned"),
    facts.PostCreated: ("岗位设立", "post created"),
    facts.PostAbolished: ("岗位撤销", "post abolished"),
    facts.HolderAppointed: ("任职", "appointed"),
    facts.HolderRelieved: ("免职", "relieved"),
    facts.DelegationGiven: ("委托代行", "delegation given"),
    facts.DelegationEnded: ("代行提前结束", "delegation ended early"),
    facts.BodyFormed: ("组织设立", "body formed"),
    facts.BodyDissolved: ("组织撤销", "body dissolved"),
    facts.BodyMemberJoined: ("加入组织", "joined a body"),
    facts.BodyMemberLeft: ("退出组织", "left a body"),
}
TITLES = {fact.NAME: titles for fact, titles in WHAT.items()}
register = Register("directory-changes", changes, zh="人事机构变动台账", en="Changes of the organ")


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
        case _:
            detail = ""
    at = microseconds(event.timestamp)
    rows.insert(
        changes,
        id=f"{at:017d}-{event.originator_id.hex}-{event.originator_version:06d}",
        day=event.day,
        recorded_at=at,
        what=event.NAME,
        person=getattr(event, "person", "") or getattr(event, "holder", ""),
        department=event.department,
        post=getattr(event, "of_post", ""),
        body=getattr(event, "body", ""),
        detail=detail,
        actor=event.actor,
    )
