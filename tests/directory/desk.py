"""The directory as a test drives it: a small organ, signed callers, a clock that stands still."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

from services.directory import service
from services.directory.bodies.operations import FormBody, RoleView
from services.directory.departments.operations import AssignSupervision, OpenDepartment
from services.directory.people.operations import HirePerson
from services.directory.picture import Picture
from services.directory.posts.operations import AppointHolder, CreatePost
from services.kernel.clock import SimulatedClock
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key
from services.kernel.procedure.office import Office
from services.kernel.procedure.operations import Operation
from services.kernel.rules.regulations import Rules
from tests import given

DEPLOY = Path(__file__).parents[2] / "deploy"
ORGAN, RULES = DEPLOY / "organ", Rules.load(DEPLOY / "regulations")
FOUNDED = date(2020, 1, 1)
TODAY = date(2024, 3, 4)
LATER = date(2024, 6, 3)


class Desk(given.Desk):
    def __init__(self, store: Store) -> None:
        key = new_key()
        nothing = cast(Any, None)  # the directory asks no calendar
        self.clock = SimulatedClock(given.noon(TODAY))
        office = Office(rules=RULES, calendar=nothing, verifier=Verifier(public_key(key)), clock=self.clock)
        super().__init__(service.build(store=store, office=office), Signer(key), by=SYSTEM_ID)

    def picture(self) -> Picture:
        store = self.app.store
        with store.reading() as connection:
            return cast(Picture, self.app.organ.current(Reading(store, connection)))


def hiring(person: str, department: str = "office", day: date = FOUNDED, **details: Any) -> HirePerson:
    fields = {"name": f"甲{person}", "number": person[1:], "work_since": date(2010, 7, 1), **details}
    return HirePerson(person=person, department=department, day=day, **fields)


def opening(department: str, kind: Any = "committee", day: date = FOUNDED) -> OpenDepartment:
    return OpenDepartment(department=department, zh=f"部门{department}", en=department, kind=kind, day=day)


def post(id: str, department: str, level: Any = "staff", day: date = FOUNDED) -> CreatePost:
    return CreatePost(post=id, zh=f"岗位{id}", en=id, department=department, level=level, day=day)


def appointing(id: str, person: str, day: date = FOUNDED) -> AppointHolder:
    return AppointHolder(post=id, person=person, day=day)


SMALL_ORGAN: tuple[Operation, ...] = (
    opening("leadership", "leadership"),
    opening("office", "office"),
    opening("budget"),
    *(hiring(person, "leadership") for person in ("p001", "p002")),
    *(hiring(person) for person in ("p011", "p012", "p013")),
    *(hiring(person, "budget") for person in ("p021", "p022", "p023")),
    post("chair", "leadership", "county-head"),
    post("deputy-chair-1", "leadership", "county-deputy"),
    post("head-office", "office", "section-head"),
    post("head-budget", "budget", "section-head"),
    post("system-administrator", "office"),
    post("clerk", "office"),
    appointing("chair", "p001"),
    appointing("deputy-chair-1", "p002"),
    appointing("head-office", "p011"),
    appointing("system-administrator", "p012"),
    appointing("head-budget", "p021"),
    AssignSupervision(department="budget", leader_post="deputy-chair-1", day=FOUNDED),
    FormBody(
        body="branch-committee",
        zh="支委会",
        en="Branch committee",
        roles=[RoleView(id="secretary", zh="书记", en="Secretary"), RoleView(id="member", zh="委员", en="Member")],
        day=FOUNDED,
    ),
)
"""p001 chair, p002 deputy chair over budget, p011 office director, p012 administrator, p021 head of budget."""
