"""What can be asked of contacts with deputies and poor households (A10, A12)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.office import RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import HEAD, OFFICE_DIRECTOR, SELF
from services.kernel.procedure.fields import DepartmentId, PersonId, Reason
from services.kernel.procedure.operations import Command, Query, View
from services.kernel.procedure.record import DEPARTMENT, Department, Person, refers
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.contacts.contact import CITES, ContactKind, ContactStatus
from services.party.contacts.record import ContactRecord, Way

KEEPERS = (HEAD, OFFICE_DIRECTOR)
READERS = (SELF, *RESPONSIBLE, *SEES_ALL)
NAMED = (SELF, *RESPONSIBLE, OFFICE_DIRECTOR)
"""Who reads names and troubles."""
VisitNumber = Annotated[int, Field(ge=1, le=10_000, title="走访序号 / visit")]

OF_HOUSEHOLD = "联系户时须填 / always where the contact is a household"


class AssignContact(
    Command,
    path="POST /party/contacts",
    who=KEEPERS,
    zh="分派联系对象",
    en="Assign a contact",
    returns=ContactRecord,
):
    """A deputy is chosen from the register; of a household the name and the place are given."""

    person: PersonId
    kind: ContactKind = Field(title="对象类别 / kind")
    deputy: Annotated[UUID | None, refers("party.get-deputy")] = Field(
        default=None, title="代表 / deputy", description="联系代表时须选 / always where the contact is a deputy"
    )
    name: str = Field(default="", max_length=60, title="户主姓名 / name of the household", description=OF_HOUSEHOLD)
    place: str = Field(default="", max_length=200, title="住址 / place", description=OF_HOUSEHOLD)
    situation: str = Field(default="", max_length=2000, title="基本情况 / situation")


class OfContact(Command, at="/party/contacts/{contact}", returns=ContactRecord):
    contact: UUID = Field(title="联系对象 / contact")


class HandOverContact(
    OfContact, does="handover", who=KEEPERS, when=ContactStatus.KEPT, zh="移交联系对象", en="Hand a contact over"
):
    person: PersonId
    reason: Reason


class EndContact(OfContact, does="end", who=KEEPERS, when=ContactStatus.KEPT, zh="结束联系", en="End a contact"):
    reason: Reason


class RecordVisit(OfContact, does="visits", who=(SELF,), zh="登记走访", en="Enter a visit"):
    """By whoever keeps the contact, or kept it when it ended and owes a visit of before. What was raised has to be seen
    to: by them, or by a department."""

    on: date = Field(title="日期 / day")
    way: Annotated[Way, Field(min_length=1, examples=["visit"])]
    content: str = Field(min_length=1, max_length=4000, title="情况 / what was said")
    problem: str = Field(default="", max_length=2000, title="反映问题 / problem raised")


class OfVisit(OfContact):
    visit: VisitNumber


class WithdrawVisit(
    OfVisit,
    path="POST /party/contacts/{contact}/visits/{visit}/withdrawal",
    who=(SELF, *KEEPERS),
    zh="撤销走访记录",
    en="Withdraw a visit",
):
    reason: Reason


class ForwardProblem(
    OfVisit,
    path="POST /party/contacts/{contact}/visits/{visit}/forwarding",
    who=(SELF, *KEEPERS),
    zh="转办反映问题",
    en="Give a problem to a department",
):
    to_department: DepartmentId


class SettleProblem(
    OfVisit,
    path="POST /party/contacts/{contact}/visits/{visit}/settlement",
    who=(SELF, HEAD),
    zh="登记问题解决结果",
    en="Enter how a problem was settled",
):
    """By whoever keeps the contact or heads them; of a problem that was given to a department, by its head."""

    outcome: str = Field(min_length=1, max_length=2000, title="解决结果 / outcome")


GetContact = showing(
    "GetContact",
    ContactRecord,
    path="GET /party/contacts/{contact}",
    who=READERS,
    zh="查看联系对象",
    en="See a contact",
)
ListContacts = listing("ListContacts", ContactRecord, path="GET /party/contacts", who=READERS)
ExportContacts = exporting("ExportContacts", ContactRecord, path="GET /party/contacts-export", who=SEES_ALL)


class ContactLoad(View):
    """How many contacts of each kind somebody keeps, and how many they should at least."""

    person: Person
    department: Department
    deputies: int = Field(title="联系代表数 / deputies")
    households: int = Field(title="联系困难户数 / households")
    short: bool = Field(title="未达下限 / too few")


class ContactLoads(View):
    items: list[ContactLoad] = Field(title="人员 / people")


class ListContactLoads(
    Query,
    path="GET /party/contact-loads",
    who=(HEAD, *SEES_ALL),
    cites=CITES,
    zh="人员联系情况",
    en="Contacts of each person",
    returns=ContactLoads,
):
    """Of a department, or of the whole organ."""

    department: Annotated[str, DEPARTMENT] = Field(default="", max_length=60, title="部门 / department")
