"""Who is appraised in a quarter, and what is counted of them: what a scorecard is made from (A33)."""

from __future__ import annotations

from datetime import timedelta

from services.appraisal.facts import ledger
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.scoring import Count, Unit
from services.directory.picture import Picture


def units_of(picture: Picture, quarter: Quarter, appraised: tuple[str, ...]) -> tuple[Unit, ...]:
    """Departments of the appraised kinds that were open on any day of the quarter, under its last day's name (A33)."""
    first, last = quarter.first_day, quarter.last_day
    found: list[Unit] = []
    for department in picture.all_departments():
        open_then = department.start <= last and (department.end is None or department.end > first)
        if department.kind not in appraised or not open_then:
            continue
        named = picture.department(department.id, last) or department
        spells = picture.member_spells(department.id, first, last)
        person_days = sum((spell.end - spell.start).days + 1 for spell in spells)
        begun = max(department.start, first)
        gone = last if department.end is None else min(department.end - timedelta(days=1), last)
        open_days = (gone - begun).days + 1
        found.append(Unit(department.id, named.zh, named.en, person_days, open_days, quarter.days))
    return tuple(found)


def counts_of(sums: ledger.Sums) -> dict[str, dict[str, Count]]:
    return {
        department: {kind: Count(quantity) for kind, (quantity, _) in kinds.items()}
        for department, kinds in sums.items()
    }
