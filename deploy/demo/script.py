"""The third quarter of 2026 in the sample organ, from a seed: who did what and when, and what the machines saw.

Plain data made without any service: a runner drives the operations with it, and whoever calculates the scorecards in
another way starts from the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random

from deploy.demo.advances import advances
from deploy.demo.affairs import affairs
from deploy.demo.applicants import applicants
from deploy.demo.archive import archive
from deploy.demo.assets import assets
from deploy.demo.attachments import attachments
from deploy.demo.budget import budget
from deploy.demo.chance import Allowance, ordinary_leave
from deploy.demo.claims import claims
from deploy.demo.cleaning import cleanings
from deploy.demo.contacts import contacts
from deploy.demo.deed import SYSTEM, Deed
from deploy.demo.dissolved import dissolved
from deploy.demo.dues import dues
from deploy.demo.duty import duty
from deploy.demo.fees import fees
from deploy.demo.files import Files
from deploy.demo.incoming import incoming
from deploy.demo.information import information
from deploy.demo.integrity import integrity
from deploy.demo.invoices import invoices
from deploy.demo.leave import Desk
from deploy.demo.life import life
from deploy.demo.machines import Day
from deploy.demo.meetings import meetings
from deploy.demo.members import members
from deploy.demo.month_end import month_end
from deploy.demo.motions import motions
from deploy.demo.outgoing import outgoing
from deploy.demo.party_meetings import party_meetings
from deploy.demo.people import Roll
from deploy.demo.pieces import after_the_sheets, before_the_sheets
from deploy.demo.plan import Plan, days_between
from deploy.demo.presence import Presence
from deploy.demo.procurement import procurement
from deploy.demo.quarters import quarters
from deploy.demo.reception import reception
from deploy.demo.sheets import Sheets
from deploy.demo.spending import spending
from deploy.demo.study import study
from deploy.demo.tasks import tasks
from deploy.demo.trips import trips
from deploy.demo.union import union
from deploy.demo.union_fund import union_fund
from deploy.demo.vehicles import vehicles
from services.kernel.rules.calendar import WorkCalendar

__all__ = ["FIRST", "LAST", "QUARTER", "SEED", "Day", "Deed", "days", "deeds", "files"]

ORGAN = Path(__file__).resolve().parent.parent / "organ"
SEED = 2026
QUARTER = "2026-Q3"
JUNE = date(2026, 6, 1)
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
END = date(2026, 10, 20)
"""The office has closed the quarter's books by then."""
ORDINARY = 112
DAILY = ("attendance", "documents", "party", "finance", "appraisal")


@dataclass(frozen=True)
class Script:
    deeds: tuple[Deed, ...]
    days: dict[str, list[Day]]
    files: dict[str, bytes]


def deeds(seed: int = SEED, *, full: bool = True) -> list[Deed]:
    """In the order in which they happen. Without `full` those that are refused are left out: they change nothing."""
    return [deed for deed in _script(seed).deeds if full or not deed.expect]


def days(seed: int = SEED) -> dict[str, list[Day]]:
    """By file: every usable punch in it, as (number, name, department, day, times)."""
    return _script(seed).days


def files(seed: int = SEED) -> dict[str, bytes]:
    """What `{"@file": name}` stands for."""
    return _script(seed).files


@lru_cache(maxsize=2)
def _script(seed: int) -> Script:
    plan = Plan(Roll(ORGAN), WorkCalendar.load(ORGAN / "calendar"), Random(f"quarter-{seed}"))
    desk, presence, sheets = Desk(plan), Presence(plan), Sheets(plan)
    machine_files = Files(plan, presence)
    _clock(plan)
    before_the_sheets(plan, desk, presence)
    ordinary_leave(plan, desk, Allowance(plan), FIRST, LAST, ORDINARY)
    presence.residency(2026, 6, {"p031": 1}, made=FIRST)
    for month, short in ((7, {"p017": 1}), (8, {"p031": 2}), (9, {"p036": 1})):
        presence.residency(2026, month, short)
    presence.trips(FIRST, LAST)
    presence.overtime(FIRST, LAST, 24)
    presence.live(JUNE, LAST)
    for machine in ("zkteco", "dingtalk", "wecom", "table", "workbook"):
        machine_files.bring(machine_files.export(machine, JUNE, date(2026, 6, 30)), FIRST, 8, 5)
    machine_files.bring_all(FIRST, LAST)
    machine_files.correct_forgotten()
    sheets.month("2026-06")
    sheets.month("2026-07", slow={"budget": 6, "urban-environment": 10}, returned={"social": "有一天的外勤未登记"})
    sheets.month(
        "2026-08", slow={"finance-economy": 8, "education-culture": 5}, returned={"education-culture": "漏登出差"}
    )
    sheets.month("2026-09", slow={"research": 7}, never=("ethnic-overseas",))
    after_the_sheets(plan, desk, presence, sheets, machine_files)
    chance = Random(f"documents-{seed}")  # of their own: a task more leaves the punches as they are
    board = tasks(plan, chance)
    information(plan, chance)
    cleanings(plan)
    affairs(plan, Random(f"affairs-{seed}"))
    papers = incoming(plan, Random(f"incoming-{seed}"))
    dissolved(board, papers)
    meetings(plan)
    archive(plan)
    outgoing(plan)
    attachments(plan, papers)
    members(plan)
    applicants(plan)
    dues(plan)
    contacts(plan, Random(f"contacts-{seed}"))
    party_meetings(plan)
    motions(plan)
    life(plan)
    study(plan)
    integrity(plan)
    quarters(plan)
    budget(plan)
    trips(plan, presence)
    duty(plan, presence)
    fees(plan)
    month_end(plan)
    spending(plan)
    invoices(plan)
    reception(plan)
    vehicles(plan)
    advances(plan)
    claims(plan)
    procurement(plan)
    assets(plan)
    union(plan)
    union_fund(plan)
    return Script(tuple(plan.in_order()), machine_files.days, machine_files.contents | plan.files)


def _clock(plan: Plan) -> None:
    """Every night for those whose deadlines fall by the day; weekly for the others, who have none."""
    for day in days_between(FIRST, END):
        for service in (*DAILY, "directory") if day.weekday() == 0 else DAILY:
            plan.do(plan.at(day, 0, 10), SYSTEM, f"{service}.tick")
